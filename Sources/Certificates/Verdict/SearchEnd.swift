/// When a search ends: when its time is up, or when somebody wants it to.
struct SearchEnd: Sendable {
  let time: ContinuousClock.Instant
  let isWanted: @Sendable () -> Bool

  /// - Parameter isWanted: asked now and then, from any thread.
  init(_ time: ContinuousClock.Instant, isWanted: @escaping @Sendable () -> Bool = { false }) {
    (self.time, self.isWanted) = (time, isWanted)
  }

  var hasCome: Bool { ContinuousClock.now >= time || isWanted() }

  /// An earlier one, so that of what is left at its end a share is kept for something else: `1 / parts`.
  func keeping(oneOf parts: Int) -> SearchEnd {
    SearchEnd(time - (time - ContinuousClock.now) / parts, isWanted: isWanted)
  }
}
