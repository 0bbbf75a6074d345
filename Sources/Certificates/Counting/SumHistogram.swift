import Addition

/// For how many inputs of a region a sum of terms of single digits is below zero: the dynamic program of `CarryProgram`, with
/// histograms of the sum in place of its maximum.
///
/// Counts are float64. They are sums and products of numbers that are not negative, and none goes through more than a few thousand
/// roundings: a relative error of 1e-12 is more than all of them, and is given away at the end.
struct SumHistogram {
  private let program: CarryProgram
  private let region: Region
  private let terms: UnsafeBufferPointer<Double>
  /// Sums are rounded to multiples of this, down or up.
  private let width: Double
  private let isDown: Bool

  private static var bins: Double { 1024 }
  private static var error: Double { 1e-12 }

  /// At most so many inputs have a sum of at most 0.
  ///
  /// - Parameters:
  ///   - terms: lower bounds, by entry of the key table.
  ///   - constant: of what does not depend on digits.
  static func most(_ terms: UnsafeBufferPointer<Double>, constant: Double, _ program: CarryProgram, over region: Region)
    -> UInt128
  {
    SumHistogram(terms, program, region, isDown: true).map { min($0.count(constant: constant, upTo: 0), program.count(region)) }
      ?? program.count(region)
  }

  /// At least so many inputs have a sum below 0.
  ///
  /// - Parameters:
  ///   - terms: upper bounds, by entry of the key table.
  ///   - constant: of what does not depend on digits.
  static func least(_ terms: UnsafeBufferPointer<Double>, constant: Double, _ program: CarryProgram, over region: Region)
    -> UInt128
  {
    SumHistogram(terms, program, region, isDown: false).map { $0.count(constant: constant, upTo: -1) } ?? 0
  }

  /// - Returns: nil if the terms are not all finite.
  private init?(_ terms: UnsafeBufferPointer<Double>, _ program: CarryProgram, _ region: Region, isDown: Bool) {
    (self.terms, self.program, self.region, self.isDown) = (terms, program, region, isDown)
    let slots = terms.count / 10
    var range = 0.0
    for slot in 0..<slots {
      let digits = terms[(10 * slot)..<(10 * slot + 10)]
      let (low, high) = (digits.min() ?? 0, digits.max() ?? 0)
      let place = slot % KeyTable.places
      if slot < 2 * KeyTable.places, region.digits[place] != nil { continue }
      range += high - low
    }
    guard range.isFinite, terms.allSatisfy(\.isFinite) else { return nil }
    width = max(range / Self.bins, 1e-300)
  }

  /// A term as a number of bins, rounded to the side; sums of up to three terms are rounded once.
  @inline(__always)
  private func bin(_ sum: Double) -> Int? {
    // Where rounding in the sum or the quotient could matter, one bin more is given away.
    let quotient = sum / width
    guard quotient.magnitude < 1e12 else { return nil }
    let slack = 1e-9 + 1e-13 * quotient.magnitude
    return Int(isDown ? (quotient - slack).rounded(.down) : (quotient + slack).rounded(.up))
  }

  private struct Histogram {
    var first = 0
    var counts: [Double] = [1]

    static let none = Histogram(first: 0, counts: [])

    /// Adds another's counts, so many times, that much farther on.
    mutating func add(_ other: Histogram, shiftedBy shift: Int, times: Double) {
      if other.counts.isEmpty { return }
      let start = other.first + shift
      if counts.isEmpty { first = start }
      if start < first {
        counts.insert(contentsOf: repeatElement(0, count: first - start), at: 0)
        first = start
      }
      let end = start + other.counts.count
      if end > first + counts.count { counts += repeatElement(0, count: end - first - counts.count) }
      let place = start - first
      counts.withUnsafeMutableBufferPointer { counts in
        other.counts.withUnsafeBufferPointer { others in
          for k in 0..<others.count { counts[place &+ k] += times * others[k] }
        }
      }
    }
  }

  /// How many inputs have a sum, in bins and with the constant, of at most this.
  private func count(constant: Double, upTo last: Int) -> UInt128 {
    guard let histogram, let offset = bin(constant) else { return isDown ? program.count(region) : 0 }
    let count = histogram.counts.indices.reduce(0.0) {
      $0 + (histogram.first + $1 + offset <= last ? histogram.counts[$1] : 0)
    }
    return UInt128(isDown ? (count * (1 + Self.error)).rounded(.up) : (count * (1 - Self.error)).rounded(.down))
  }

  /// Of the whole sum; nil where a term is out of all proportion.
  private var histogram: Histogram? {
    var states = [Histogram(), Histogram.none]
    for j in 0..<program.place {
      var next = [Histogram.none, Histogram.none]
      for carry in 0...1 where !states[carry].counts.isEmpty {
        guard let steps = steps(j, carry) else { return nil }
        for (step, times) in steps { next[step.carry].add(states[carry], shiftedBy: step.bins, times: times) }
      }
      states = next
    }
    var histogram = states[region.carry]
    for j in program.place..<max(Problem.operandDigits, program.place) {
      let slots = (KeyTable.firstSlot(j), KeyTable.secondSlot(j))
      if let given = region.digits[j] {
        if slots.1 == program.ownSlot, given.y != program.token { return Histogram.none }
        guard let shift = bin(terms[10 * slots.0 + given.x] + terms[10 * slots.1 + given.y]) else { return nil }
        histogram.first += shift
        continue
      }
      for slot in [slots.0, slots.1] {
        var next = Histogram.none
        for digit in slot == program.ownSlot ? program.token...program.token : 0...9 {
          guard let shift = bin(terms[10 * slot + digit]) else { return nil }
          next.add(histogram, shiftedBy: shift, times: 1)
        }
        histogram = next
      }
    }
    return histogram
  }

  private struct Transition: Hashable {
    let carry: Int
    let bins: Int
  }

  /// What the digits of a place below the predicted one can add, and in how many ways.
  private func steps(_ j: Int, _ carry: Int) -> [Transition: Double]? {
    var steps: [Transition: Double] = [:]
    let (first, second, sum) = (10 * KeyTable.firstSlot(j), 10 * KeyTable.secondSlot(j), 10 * KeyTable.sumSlot(j))
    for x in 0...9 {
      for y in 0...9 {
        if let given = region.digits[j], given.x != x || given.y != y { continue }
        let total = x + y + carry
        if j == program.place - 1 && total % 10 != program.token { continue }
        guard let bins = bin(terms[first + x] + terms[second + y] + terms[sum + total % 10]) else { return nil }
        steps[Transition(carry: total / 10, bins: bins), default: 0] += 1
      }
    }
    return steps
  }
}
