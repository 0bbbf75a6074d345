import Addition

/// Problems of a sampler that the library does not know, so that what trains on them is compiled once for all such samplers.
struct OwnProblems: IndexedProblems {
  let base: any IndexedProblems

  func problem(_ index: Int) -> Problem { base.problem(index) }
}
