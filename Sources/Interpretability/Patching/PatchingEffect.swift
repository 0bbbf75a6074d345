/// Which run is patched, and with what.
public enum PatchingDirection: String, Codable, Hashable, Sendable, CaseIterable {
  /// The corrupted problem with the clean one's activation: shows what is enough to bring the clean answer back.
  case denoising
  /// The clean problem with the corrupted one's activation: shows what cannot be done without.
  case noising
}

/// Some of the digits in which the answers of a pair differ.
public enum PatchedDigits: String, Codable, Hashable, Sendable, CaseIterable {
  /// All.
  case all
  /// The lowest of each pair: the one that the changed carry enters.
  case first
  /// The others, which the change reaches through places that propagate it.
  case later

  func contains(_ digit: ChangedDigit) -> Bool {
    switch self {
    case .all: true
    case .first: digit.isFirst
    case .later: !digit.isFirst
    }
  }
}

/// What patching a node does to some of the digits.
public struct PatchingEffect: Codable, Hashable, Sendable {
  /// Which run is patched.
  public let direction: PatchingDirection
  /// Which digits are looked at.
  public let digits: PatchedDigits
  /// The share of the logit difference that the patch moves: with d the clean digit's logit minus the corrupted digit's, the mean
  /// of d(patched) - d(corrupted) over that of d(clean) - d(corrupted) when denoising, of d(clean) - d(patched) when noising. 0
  /// for a patch that does nothing, 1 for one that does all. A ratio of means, with a bootstrap interval over pairs; no value
  /// where the model does not tell the two problems apart. The count is of digits.
  public let recovered: Estimate
  /// The share of digits that the patched model predicts as the donor's answer has them, with Wilson's interval.
  public let flipped: Estimate
}

/// What one node's patch does.
public struct PatchingRow: Codable, Hashable, Sendable {
  /// What is patched.
  public let node: PatchNode
  /// For both directions, all digits, the first and the later ones.
  public let effects: [PatchingEffect]

  /// One effect.
  public subscript(direction: PatchingDirection, digits: PatchedDigits = .first) -> PatchingEffect? {
    effects.first { $0.direction == direction && $0.digits == digits }
  }
}

/// What the model makes of the two problems unpatched.
public struct PatchingBaseline: Codable, Hashable, Sendable {
  /// Which digits are looked at.
  public let digits: PatchedDigits
  /// The clean digit's logit minus the corrupted one's, on the clean problem.
  public let clean: Estimate
  /// The same on the corrupted problem.
  public let corrupted: Estimate
  /// How far the two are apart: what patching can recover.
  public let difference: Estimate
  /// The share of digits that are right on the clean problem.
  public let cleanRight: Estimate
  /// The same on the corrupted problem.
  public let corruptedRight: Estimate

  /// Whether the model tells the two problems apart: the interval of the difference does not hold zero. Of one pair, which has no
  /// interval, whether there is a difference.
  public var isTold: Bool {
    guard let value = difference.value else { return false }
    guard let lower = difference.lower, let upper = difference.upper else { return value != 0 }
    return lower > 0 || upper < 0
  }
}
