import Addition
import Foundation

/// How much of a row of vectors, one a digit or a place, lies at each whole number of turns over the row.
///
/// The discrete Fourier transform of every dimension, squared and summed over dimensions and over both signs of a frequency: by
/// Parseval's theorem the energies sum to the vectors' sum of squares.
public struct FourierSpectrum: Codable, Hashable, Sendable {
  /// Of each frequency 0, 1, ... n/2, in turns over the n vectors; frequency 0 is the vectors' mean.
  public let energy: [Double]
  /// The share of the variance at each frequency 1 ... n/2, which sum to 1, against the same vectors in random order; large is a
  /// finding. Empty where all vectors are equal.
  public let variance: [NullComparison]

  /// The share of the sum of squares at each frequency 0, 1, ...; they sum to 1. All 0 for vectors of zeros.
  public var energyShares: [Double] {
    let total = energy.reduce(0, +)
    return energy.map { total > 0 ? $0 / total : 0 }
  }

  /// The shares of the variance that a straight row of n evenly spaced points has at frequencies 1 ... n/2: what order alone
  /// looks like. Most of it lies at frequency 1.
  public static func straightRow(_ count: Int) -> [Double] {
    let cosines = Cosines(count)
    let energy = cosines.energy(Gram((0..<count).map { [Double($0) - Double(count - 1) / 2] }), order: Array(0..<count))
    let total = energy.dropFirst().reduce(0, +)
    return energy.dropFirst().map { $0 / total }
  }

  /// The spectrum of vectors in a row.
  ///
  /// - Parameter draws: how many random orders to compare with.
  /// - Precondition: the vectors are equally long, and two at least.
  public init(_ vectors: [[Double]], draws: Int = 1000, seed: UInt64 = 1) {
    self.init(vectors, draws: draws, seed: seed, step: 13)
  }

  /// - Parameter step: the random stream's.
  init(_ vectors: [[Double]], draws: Int, seed: UInt64, step: Int) {
    let count = vectors.count
    precondition(count > 1, "a spectrum of one vector")
    let cosines = Cosines(count)
    let inOrder = Array(0..<count)
    energy = cosines.energy(Gram(vectors), order: inOrder).map { max($0, 0) }
    let mean = vectors[0].indices.map { d in vectors.reduce(0) { $0 + $1[d] } / Double(count) }
    let gram = Gram(vectors.map { v in zip(v, mean).map { $0 - $1 } })
    let total = gram.trace
    // Rounding noise of float32 embeddings is no variance.
    guard total > 1e-12 * Gram(vectors).trace else { variance = []; return }
    func shares(_ order: [Int]) -> [Double] { cosines.energy(gram, order: order).dropFirst().map { max($0, 0) / total } }
    let found = shares(inOrder)
    let null = (0..<draws).map { draw in
      var random = RandomStream(seed: seed, purpose: .analysis, step: step, index: draw)
      return shares(random.permutation(of: count))
    }
    variance = found.indices.map { k in NullComparison(found[k], draws: null.map { $0[k] }, extreme: .large) }
  }
}

/// The products of all pairs of vectors, which is all that a spectrum depends on.
private struct Gram {
  let products: [[Double]]

  init(_ vectors: [[Double]]) {
    products = vectors.map { a in vectors.map { b in zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } } }
  }

  var trace: Double { products.indices.reduce(0) { $0 + products[$1][$1] } }
}

/// `cos(2 pi k i / n)` for all k and i.
private struct Cosines {
  let count: Int
  private let table: [Double]

  init(_ count: Int) {
    self.count = count
    table = (0..<count).map { cos(2 * .pi * Double($0) / Double(count)) }
  }

  /// `sum_ij G_ij cos(2 pi k (i - j) / n) / n`, twice for frequencies that have a twin of the other sign.
  func energy(_ gram: Gram, order: [Int]) -> [Double] {
    (0...(count / 2)).map { k in
      var sum = 0.0
      for i in 0..<count {
        for j in 0..<count { sum += gram.products[order[i]][order[j]] * table[k * abs(i - j) % count] }
      }
      let isAlone = k == 0 || 2 * k == count
      return sum / Double(count) * (isAlone ? 1 : 2)
    }
  }
}
