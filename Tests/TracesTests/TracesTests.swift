import Testing

/// One after the other: `HostileFileTests` calls HDF5 directly, past the lock that guards the library.
@Suite(.serialized) enum TracesTests {}
