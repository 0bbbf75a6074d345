// Compiled together with Sources/Lanes by scripts/check-instruction-sets, for a processor that is not at hand: kernels for one
// kind of lanes, because generic ones become code only where they are used.

/// A head's forward pass.
public func attention(_ q: Rows<Lane>, _ k: Rows<Lane>, _ v: Rows<Lane>, _ t: Triangle<Lane>, _ z: Rows<Lane>, width: Int) {
  CausalAttention.scores(q, k, width: width, scale: 0.5, into: t, queries: 0..<33)
  CausalAttention.softmax(t, into: t, queries: 0..<33)
  CausalAttention.mix(t, v, width: width, into: z, queries: 0..<33)
}

/// Divisions and roots.
public func normalization(_ x: Rows<Lane>, _ weight: UnsafePointer<Float>, _ scale: Rows<Lane>, _ y: Rows<Lane>, width: Int) {
  RMSNorm.forward(x, width: width, weight: weight, epsilon: 1e-6, scale: scale, into: y, positions: 0..<33)
}

/// Error function and exponential, forward and backward.
public func activations(_ x: Lane) -> Lane { GELU.exact(x) + GELU.tanhApproximationDerivative(x) + Lane.sigmoid(x) }

/// The other functions, and a sum of lanes.
public func elementaryFunctions(_ x: Lane) -> Lane { Lane.log(x) + Lane.tanh(x) + Lane.rsqrt(x) + x.laneSum }
