// Everything is inline, in the header; a package needs a source file nevertheless.
#include "CFiles.h"
