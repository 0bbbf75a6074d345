#pragma once
#include <isa-l/igzip_lib.h>

/// A macro that Swift does not read: the memory that level 1 works in.
static inline int cisal_level1_bytes(void) { return ISAL_DEF_LVL1_DEFAULT; }
