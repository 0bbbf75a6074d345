/// The negative log-likelihood of the target token, and its gradient.
public enum CrossEntropy {
  /// Writes, for each position, `weight * (softmax(logits) - onehot(target))` to `dlogits`.
  ///
  /// The target's entry is computed as minus the probability of all other tokens: `p - 1` would lose what a nearly certain
  /// model still has to learn.
  ///
  /// - Parameters:
  ///   - targets: the token to follow each of the positions, the first position's first, its number in every lane.
  ///   - lanes: how many lanes hold problems; the others count for nothing.
  /// - Returns: the sum of the losses over positions and lanes, unweighted.
  @inlinable @inline(__always)
  public static func lossAndGradient<V: LaneVector>(
    _ logits: Rows<V>, vocabulary: Int, targets: UnsafePointer<V>, lanes: Int, weight: V.Scalar, into dlogits: Rows<V>,
    positions: Range<Int>
  ) -> V.Scalar {
    var mask = V.zero
    for lane in 0..<lanes { mask[lane] = 1 }
    var loss = V.zero
    for p in positions {
      let (x, g, target) = (logits[p], dlogits[p], targets[p - positions.lowerBound])
      var highest = x[0]
      for t in 1..<vocabulary { highest = V.maximum(highest, x[t]) }
      // One token is chosen in each lane: adding what is masked selects it, and changes no bit.
      var (chosenLogit, chosen, others) = (V.zero, V.zero, V.zero)
      for t in 0..<vocabulary {
        let share = V.expOfNonPositive(x[t] - highest)
        let chosenShare = share.masked(where: target, equal: V.Scalar(t))
        chosenLogit += x[t].masked(where: target, equal: V.Scalar(t))
        chosen += chosenShare
        g[t] = share - chosenShare
        others += g[t]
      }
      let sum = others + chosen
      let scale = weight * mask / sum
      let missing = others * scale
      for t in 0..<vocabulary { g[t] = g[t] * scale - missing.masked(where: target, equal: V.Scalar(t)) }
      loss += mask * (V.log(sum) + (highest - chosenLogit))
    }
    return loss.laneSum
  }

  /// The loss of one position, lane by lane.
  @inlinable @inline(__always)
  public static func loss<V: LaneVector>(
    _ logits: UnsafeMutablePointer<V>, vocabulary: Int, targets: UnsafePointer<UInt8>
  ) -> V {
    var highest = logits[0]
    for t in 1..<vocabulary { highest = V.maximum(highest, logits[t]) }
    var (sum, chosen) = (V.zero, V.zero)
    for t in 0..<vocabulary { sum += V.expOfNonPositive(logits[t] - highest) }
    let values = lanesOf(logits)
    for lane in 0..<V.laneCount { chosen[lane] = values[Int(targets[lane]) * V.laneCount + lane] }
    return V.log(sum) + (highest - chosen)
  }

  /// The number of each lane's most likely token; the lowest token wins a tie. Where a logit is no number there is none, and
  /// 255, which is no token, stands in its place.
  @inlinable @inline(__always)
  public static func mostLikely<V: LaneVector>(_ logits: UnsafePointer<V>, vocabulary: Int) -> V {
    var (token, highest, sum) = (V.zero, logits[0], logits[0])
    for t in 1..<vocabulary {
      let logit = logits[t]
      token = token.replacing(with: V(repeating: V.Scalar(t)), where: logit, exceeds: highest)
      highest = V.maximum(highest, logit)
      sum += logit
    }
    return token.replacing(with: 255, whereNotANumber: sum)
  }

  @inlinable @inline(__always)
  static func lanesOf<V: LaneVector>(_ vectors: UnsafeMutablePointer<V>) -> UnsafeMutablePointer<V.Scalar> {
    UnsafeMutableRawPointer(vectors).assumingMemoryBound(to: V.Scalar.self)
  }
}
