/// The negative log-likelihood of the target token, and its gradient.
public enum CrossEntropy {
  /// Writes, for each position, `weight * (softmax(logits) - onehot(target))` to `dlogits`.
  ///
  /// The target's entry is computed as minus the probability of all other tokens: `p - 1` would lose what a nearly certain
  /// model still has to learn.
  ///
  /// - Parameters:
  ///   - targets: the token to follow each of the positions, the first position's first: each lane's token as a number.
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
  ///
  /// - Parameter target: each lane's token as a number.
  @inlinable @inline(__always)
  public static func loss<V: LaneVector>(_ logits: UnsafeMutablePointer<V>, vocabulary: Int, target: V) -> V {
    var highest = logits[0]
    for t in 1..<vocabulary { highest = V.maximum(highest, logits[t]) }
    var (sum, chosen) = (V.zero, V.zero)
    for t in 0..<vocabulary {
      sum += V.expOfNonPositive(logits[t] - highest)
      chosen += logits[t].masked(where: target, equal: V.Scalar(t))
    }
    return V.log(sum) + (highest - chosen)
  }

  /// The number of each lane's most likely token; the lowest token wins a tie. Where a logit is no number, or
  /// logits are infinite both ways, there is none, and 255, which is no token, stands in its place.
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
}
