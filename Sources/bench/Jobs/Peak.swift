import Lanes

/// The machine's peak: fused multiply-adds in registers, as many independent chains as hide the latency.
enum Peak {
  /// Vectors and chains that fit the registers of AVX-512, AVX and NEON. A machine's peak is that of its best.
  static func workloads(threads: Int) -> [Workload] {
    [
      workload(threads, operations: 2 * 16 * 16) { consume(avx512($0, $1)) },
      workload(threads, operations: 2 * 8 * 12) { consume(avx($0, $1)) },
      workload(threads, operations: 2 * 4 * 24) { consume(neon($0, $1)) },
    ]
  }

  /// - Parameters:
  ///   - operations: floating-point operations of a step, a multiply-add counting 2.
  ///   - chains: takes so many steps with a factor near 1.
  private static func workload(
    _ threads: Int, operations: Int, _ chains: @escaping @Sendable (_ factor: Float, _ steps: Int) -> Void
  ) -> Workload {
    let pool = WorkerPool<Chains>(workers: threads)
    let work = Chains(run: chains)
    let shares = 8 * threads
    return Workload(units: Double(operations * Chains.stepsPerShare * shares)) { pool.perform(work, count: shares) }
  }

  /// Shares of work without memory.
  private struct Chains: SharedWork {
    static let stepsPerShare = 5_000
    let run: @Sendable (_ factor: Float, _ steps: Int) -> Void

    func perform(_ items: SharedItems, worker: Int) {
      while let item = items.next() { run(1 + Float(item) * 0x1p-20, Self.stepsPerShare) }
    }
  }

  @inline(never)
  private static func avx512(_ factor: Float, _ steps: Int) -> SIMD16<Float> {
    chains(InlineArray<16, SIMD16<Float>>.self, SIMD16(repeating: factor), steps)
  }

  @inline(never)
  private static func avx(_ factor: Float, _ steps: Int) -> SIMD8<Float> {
    chains(InlineArray<12, SIMD8<Float>>.self, SIMD8(repeating: factor), steps)
  }

  @inline(never)
  private static func neon(_ factor: Float, _ steps: Int) -> SIMD4<Float> {
    chains(InlineArray<24, SIMD4<Float>>.self, SIMD4(repeating: factor), steps)
  }

  /// `x = x factor + 2^-20` in every chain, over and over. Chains start apart, lest the compiler see that they are all alike.
  @inline(__always)
  private static func chains<let count: Int, V: SIMD>(
    _: InlineArray<count, V>.Type, _ factor: V, _ steps: Int
  ) -> V where V.Scalar == Float {
    var x = InlineArray<count, V>(repeating: factor)
    for i in 0..<count { x[i] *= Float(i) * 0x1p-10 }
    let rest = V(repeating: 0x1p-20)
    for _ in 0..<steps {
      // Without the instruction, `addingProduct` is a call of libm for every lane.
      for i in 0..<count { x[i] = Lane.hasFusedMultiplyAdd ? rest.addingProduct(x[i], factor) : rest + x[i] * factor }
    }
    var sum = x[0]
    for i in 1..<count { sum += x[i] }
    return sum
  }

  /// Keeps the compiler from leaving out what nobody reads.
  @inline(never) @_optimize(none)
  private static func consume<V>(_ value: V) { _ = value }
}

/// What of the peak is known: which vectors reach it, and the highest figure so far.
struct KnownPeak {
  /// The workload, to be measured again beside others.
  let workload: Workload
  /// Operations a second.
  let spread: Spread
  /// The highest figure of any round: no fraction of the peak looks better because the machine was busy meanwhile.
  var highest: Double
}

extension BenchRun {
  /// The peak of one thread and of all at the same time.
  func measurePeak() throws {
    for count in threadCounts {
      let peak = try peak(threads: count)
      add(
        BenchRow(
          job: Job.peak.rawValue, model: "FMA", threads: count, spread: peak.spread.scaled(by: 1e-9), unit: "GFLOP/s"))
    }
  }

  /// The peak of so many threads; measured once.
  func peak(threads count: Int) throws -> KnownPeak {
    if let known = peaks[count] { return known }
    let workloads = Peak.workloads(threads: count)
    let best = zip(workloads, try measure(workloads).ours.map { Spread($0) }).max { $0.1.median < $1.1.median }
    guard let (workload, spread) = best else { preconditionFailure("there are vectors to measure the peak with") }
    // Nothing but registers is used, so that only another program's work can make rounds differ.
    if spread.high > 1.2 * spread.low {
      note(
        "The machine was busy with something else: its peak varied by more than a fifth. Trust ratios more than values, "
          + "neither scaling nor parts of the peak, or measure again when it is idle.")
    }
    let peak = KnownPeak(workload: workload, spread: spread, highest: spread.high)
    peaks[count] = peak
    return peak
  }

  /// Takes note of what the peak was while something else was measured.
  func updatePeak(threads count: Int, _ rates: Rates) {
    guard let known = peaks[count]?.highest else { return }
    peaks[count]?.highest = rates.reduce(known) { max($0, $1) }
  }
}
