import Addition
import Foundation
import Testing

@testable import Interpretability

@Suite struct LinearProbeTests {
  /// Three classes in a row of five features, one of which never varies and one of which is the sum of two others.
  private static func examples(_ count: Int, seed: UInt64) -> (values: [Double], labels: [UInt8]) {
    var random = RandomStream(seed: seed, purpose: .analysis, step: 29)
    var (values, labels) = ([Double](), [UInt8]())
    for _ in 0..<count {
      let label = random.below(3)
      let (x, y, z) = (Double(label) * 3 + 0.4 * random.normal(), random.normal(), 100 + 0.01 * random.normal())
      values += [x + y, y, z, 7, x + 2 * y]
      labels.append(UInt8(label))
    }
    return (values, labels)
  }

  @Test func whiteningMakesCovariancesOne() throws {
    let (values, _) = Self.examples(500, seed: 1)
    let whitening = try Whitening(values, width: 5)
    #expect(whitening.dimensions == 3)
    let coordinates = (0..<500).map { example in
      whitening.coordinates(ofDifference: (0..<5).map { values[example * 5 + $0] - whitening.mean[$0] })
    }
    for i in 0..<3 {
      #expect(abs(coordinates.reduce(0) { $0 + $1[i] }) < 1e-6)
      for j in 0..<3 {
        let covariance = coordinates.reduce(0) { $0 + $1[i] * $1[j] } / 500
        #expect(abs(covariance - (i == j ? 1 : 0)) < 1e-6)
      }
    }
    for (example, z) in coordinates.enumerated().prefix(20) {
      for feature in 0..<5 {
        let back = whitening.mean[feature] + z.indices.reduce(0) { $0 + whitening.inverse[feature, $1] * z[$1] }
        #expect(abs(back - values[example * 5 + feature]) < 1e-6)
      }
    }
  }

  /// The class in the middle is found too, which regression on indicators would miss.
  @Test func findsClassesInARow() throws {
    let (values, labels) = Self.examples(600, seed: 2)
    let probe = try LinearProbe(values, labels: labels, whitening: Whitening(values, width: 5))
    let test = Self.examples(600, seed: 3)
    let right = zip(probe.answers(test.values), test.labels).count { $0 == $1 }
    #expect(right > 590)
    #expect(probe.separations[0] > 0.95 && probe.separations[1] < 0.05)
    #expect(probe.removedDirections == 1)
  }

  /// After the removal of all that tells classes apart, no linear probe reads more than the most frequent class.
  @Test func nothingLinearIsLeft() throws {
    let (values, labels) = Self.examples(600, seed: 4)
    let whitening = try Whitening(values, width: 5)
    let probe = try LinearProbe(values, labels: labels, whitening: whitening)
    func left(_ directions: [[Double]]) throws -> Int {
      let eraser = DirectionEraser(directions, whitening)
      let erased = stride(from: 0, to: values.count, by: 5).flatMap { eraser.erased(Array(values[$0..<($0 + 5)])) }
      let again = try LinearProbe(erased, labels: labels, whitening: Whitening(erased, width: 5))
      return zip(again.answers(erased), labels).count { $0 == $1 }
    }
    let most = Set(labels).map { label in labels.count { $0 == label } }.max() ?? 0
    #expect(try left((0..<2).map { d in (0..<3).map { probe.directions[$0, d] } }) <= most + 5)
    // Other directions leave it all.
    let others = try #require(probe.otherDirections(seed: 1, cell: 0))
    #expect(abs(zip(others[0], probe.ownDirections[0]).reduce(0) { $0 + $1.0 * $1.1 }) < 1e-9)
    #expect(try left(others) > 590)
  }

  @Test func intervalsThatHoldTogetherAreWider() {
    #expect(abs(ProbeClaims.deviate(intervals: 1) - WilsonInterval.deviate) < 1e-12)
    #expect(abs(ProbeClaims.deviate(intervals: 100) - 3.480756404) < 1e-6)
  }

  /// A model among its like leads somewhere, and somewhere another one does.
  @Test func aLeadThatRandomModelsHaveToo() {
    func shares(_ counts: [Int]) -> [Proportion] { counts.map { Proportion($0, of: 1000) } }
    let random = [shares([500, 500]), shares([500, 800]), shares([500, 500])]
    // At the first probe the model leads by 20 points; at the second a random one leads by 30.
    let modest = ProbeClaims(studied: shares([700, 500]), random: random)
    #expect(abs(modest.greatestRandomLead - 0.3) < 1e-12)
    #expect(!modest.claims(0, Proportion(700, of: 1000), over: random.map { $0[0] }))
    let high = ProbeClaims(studied: shares([900, 500]), random: random)
    #expect(high.claims(0, Proportion(900, of: 1000), over: random.map { $0[0] }))
    #expect(!high.claims(0, Proportion(900, of: 1000), over: [Proportion(890, of: 1000)]))
  }

  @Test func classesCountAlike() {
    let accuracy = BalancedAccuracy(right: [90, 0, 5], total: [90, 0, 10])
    #expect(accuracy.rate == 0.75)
    #expect(accuracy.lower > 0.5 && accuracy.lower < 0.65 && accuracy.upper > 0.85 && accuracy.upper < 0.95)
  }
}
