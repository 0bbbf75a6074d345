#include "AllocationCounter.h"

#include <errno.h>
#include <stdlib.h>

static __thread long calls = 0;

long allocation_counter_count(void) { return calls; }

#ifdef __GLIBC__

bool allocation_counter_works(void) { return true; }

// A program's own definitions come before those of the C library, also for the libraries that it uses.
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

void *malloc(size_t size) {
  calls += 1;
  return __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
  calls += 1;
  return __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size) {
  calls += 1;
  return __libc_realloc(memory, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
  calls += 1;
  return __libc_memalign(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size) {
  calls += 1;
  void *start = __libc_memalign(alignment, size);
  if (start == NULL) return ENOMEM;
  *memory = start;
  return 0;
}

#else

bool allocation_counter_works(void) { return false; }

#endif
