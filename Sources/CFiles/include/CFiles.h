#pragma once
#include <stdint.h>

#if defined(__linux__)
// <fcntl.h> declares it only under _GNU_SOURCE, which a module cannot ask for.
extern int sync_file_range(int file, int64_t offset, int64_t count, unsigned int flags);
#endif

/// Lets the kernel begin to bring to the disk what a file holds, where it can be asked to; does not wait.
static inline void cfiles_begin_writing_back(int file) {
#if defined(__linux__)
  enum { write = 2 };
  (void)sync_file_range(file, 0, 0, write);
#else
  (void)file;
#endif
}
