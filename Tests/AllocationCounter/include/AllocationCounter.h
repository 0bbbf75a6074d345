// Counts a thread's calls for memory, so that a test can show that a loop makes none.
#pragma once
#include <stdbool.h>

/// Whether calls are counted: with glibc, whose functions can be replaced and still be called.
bool allocation_counter_works(void);

/// How often the calling thread has asked for memory since it began.
long allocation_counter_count(void);
