import Addition
import Transformer

/// What a part of a circuit transmits, by test, and what the field calls that.
///
/// For every `CarryContrast` the part alone, in the model that is otherwise as it is, gets its value on a problem that differs from the
/// model's own in one thing: the digits of the place, the carry that enters it, or that carry where it has come through a place that
/// sums to nine. The part transmits what differs if the answer's digit moves in a tenth of the trials at least, with the lower end of
/// the 95% interval above a twentieth. Only trials count whose two problems the unchanged model answers rightly in that digit.
public struct CircuitRole: Codable, Hashable, Sendable {
  /// The field's words.
  public enum Word: String, Codable, Hashable, Sendable, CaseIterable {
    /// Attention that transmits the place's digits.
    case routesDigits = "routes digits"
    /// Transmits the place's digits, and is not attention.
    case baseAdd = "base add"
    /// Transmits the carry, but not the place's digits: all that it knows of the place is what arrives there.
    case makeCarry = "make carry"
    /// Transmits the carry and the place's digits, and is not attention: it puts them together.
    case useCarry = "use carry"
    /// Transmits a carry that has come through a place that sums to nine.
    case cascade = "sum-9 cascade"
  }

  /// A share below this is no transmission, nor one whose interval reaches down to half of it.
  public static let leastMoved = 0.1

  /// One test.
  public struct Test: Codable, Hashable, Sendable {
    /// What differs between the two problems.
    public let contrast: CarryContrast
    /// The trials whose digit moves, of those that count.
    public let moved: Proportion

    /// Whether the part transmits what differs.
    public var isTransmitted: Bool {
      guard let rate = moved.rate else { return false }
      return rate >= CircuitRole.leastMoved && moved.interval95.lower > CircuitRole.leastMoved / 2
    }
  }

  /// The tests, in the order of `CarryContrast`.
  public let tests: [Test]
  /// What follows from them; none where nothing is transmitted.
  public let words: [Word]

  init(_ tests: [Test], isAttention: Bool) {
    self.tests = tests
    func transmits(_ contrast: CarryContrast) -> Bool { tests.contains { $0.contrast == contrast && $0.isTransmitted } }
    let (digits, carry) = (transmits(.digits), transmits(.carry))
    var words: [Word] = []
    if isAttention, digits { words.append(.routesDigits) }
    if !isAttention, digits { words.append(.baseAdd) }
    if carry, !digits { words.append(.makeCarry) }
    if !isAttention, carry, digits { words.append(.useCarry) }
    if transmits(.cascade) { words.append(.cascade) }
    self.words = words
  }

  /// The share of digits that moved.
  public subscript(contrast: CarryContrast) -> Proportion? { tests.first { $0.contrast == contrast }?.moved }

  /// Tests some parts of a model.
  ///
  /// - Throws: `AnalysisError.intervention` if one is not the model's.
  static func roles(
    of parts: [CircuitPart], in model: Model, seed: UInt64, threads: Int
  ) throws(AnalysisError) -> [CircuitRole] {
    var tests = [[Test]](repeating: [], count: parts.count)
    for contrast in CarryContrast.allCases {
      let sample = InterchangeSample(contrast, seed: seed)
      var states: [[Program]] = []
      for part in parts {
        var programs: [Program] = []
        for place in contrast.places {
          do throws(InterventionError) {
            programs.append(try model.program.intervening(with: CircuitPart.resampling([part], answerDigit: place)))
          } catch {
            throw .intervention(error)
          }
        }
        states.append(programs)
      }
      let measurer = InterchangeMeasurer(model: model, sample: sample, threads: threads)
      let (base, outcomes) = measurer.measure(states)
      let source = InterchangeMeasurer(model: model, sample: sample.turned, threads: threads).measure([]).plain
      let counted = base.keepsBase.indices.filter { base.keepsBase[$0] && source.keepsBase[$0] }
      for (index, outcome) in outcomes.enumerated() {
        let moved = counted.count { !outcome.keepsBase[$0] }
        tests[index].append(Test(contrast: contrast, moved: Proportion(moved, of: counted.count)))
      }
    }
    return zip(parts, tests).map { CircuitRole($1, isAttention: $0.isAttention) }
  }
}

extension InterchangeSample {
  private init(_ trials: [Interchange], places: ClosedRange<Int>) { (self.trials, self.places) = (trials, places) }

  /// The sources as bases.
  fileprivate var turned: InterchangeSample {
    InterchangeSample(
      trials.map { Interchange(base: $0.source, source: $0.base, place: $0.place, expected: $0.base.sumDigits[$0.place]) },
      places: places)
  }
}
