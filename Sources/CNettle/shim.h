#pragma once
#include <nettle/sha2.h>
#include <nettle/version.h>

/// Writes the 32-byte digest. Nettle 4 dropped the length argument.
static inline void carryscope_sha256_digest(struct sha256_ctx *context, uint8_t *digest) {
#if NETTLE_VERSION_MAJOR >= 4
  nettle_sha256_digest(context, digest);
#else
  nettle_sha256_digest(context, SHA256_DIGEST_SIZE, digest);
#endif
}
