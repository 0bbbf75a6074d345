/// Where the weights of a place come from.
///
/// An expression stands for a matrix `[output, input]`, as torch's `Linear` stores it; for tables `[row, feature]`, and for norms
/// one row. Only `own`, `number` and what shapes a table hold numbers of their own: whatever refers to another place has its
/// numbers, and they count once.
public indirect enum WeightExpression: Hashable, Sendable {
  /// A tensor of its own. The entries named are zero for good, and no parameters; row and column.
  case own(zeros: [MatrixEntry] = [])
  /// The same numbers as another place's.
  case reference(WeightReference)
  case transposed(WeightExpression)
  /// Multiplied by one number.
  case scaled(WeightExpression, by: LearnedNumber = .learned(1))
  /// Rows turned in the pairs (0, 1), (2, 3), ... by an angle, in radians; an odd last row stays. The rows of `query` and `key` are
  /// turned head by head, each head by an angle of its own; the rows of others, and of what is inside another operation, all by one.
  case turned(WeightExpression, by: LearnedNumber = .learned(0))
  /// `x A B`: the input meets `first`, `[input, rank]`, then `second`, `[rank, output]`.
  case product(first: WeightExpression, second: WeightExpression, rank: Int)
  /// Of a norm: one number for all features.
  case number(LearnedNumber = .learned(1))
  /// Of a norm: no weights, as if all were one.
  case unit
  /// A table that is what it is.
  case constant([[Double]])
  /// Of the tokens: on an arc of a circle or an ellipse.
  case arc(TokenArc)
  /// Of the positions: frozen sines and cosines; channel 2j is `sin(p / 10000^(2j / d))`, channel 2j + 1 its cosine.
  case sinusoids
  /// Of the positions: ten learned vectors, one a digit place, shared by the three numbers.
  case places(SpecialPositions)
  /// Of the positions: ten vectors on a spiral, shared by the three numbers.
  case spiral(Spiral, SpecialPositions)

  /// A tensor of its own, all of it learned.
  public static var own: WeightExpression { .own() }

  /// The same numbers as a place's of the same block.
  public static func same(_ place: WeightPlace) -> WeightExpression { .reference(WeightReference(place)) }
}

/// A row and a column of a matrix.
public struct MatrixEntry: Hashable, Sendable {
  /// Both from 0.
  public var row, column: Int

  /// An entry.
  public init(_ row: Int, _ column: Int) {
    self.row = row
    self.column = column
  }
}

/// Token d at `(A cos(start + d stride), B sin(start + d stride))`, further features zero. On a circle, A and B are one number.
public struct TokenArc: Hashable, Sendable {
  /// A, and on a circle B too.
  public var amplitude: LearnedNumber
  /// B on an ellipse; nil on a circle.
  public var sineAmplitude: LearnedNumber?
  /// The angle of token 0, and from each token to the next; in radians.
  public var start, stride: LearnedNumber

  /// An arc, by default of a circle and starting where MicroAdder's does.
  public init(
    amplitude: LearnedNumber = .learned(2.5), sineAmplitude: LearnedNumber? = nil, start: LearnedNumber = .learned(-1.2),
    stride: LearnedNumber = .learned(0.29)
  ) {
    self.amplitude = amplitude
    self.sineAmplitude = sineAmplitude
    self.start = start
    self.stride = stride
  }
}

/// Which positions outside of the digits' places have learned vectors; the others are zero. Z10, the carry-out, always has one.
public enum SpecialPositions: String, Codable, Hashable, Sendable, CaseIterable {
  case none
  /// `=`.
  case equals
  /// `+` and `=`.
  case plusEquals
  /// `+`, `=` and EOS.
  case all
}

/// The spiral on which digit places lie: `(amp cos(2 pi i / 10 + phase), amp sin(...), slope i + offset)` for place i, times
/// `1 + correction(i)`.
public struct Spiral: Hashable, Sendable {
  /// A learned factor for each place.
  public enum Correction: String, Codable, Hashable, Sendable, CaseIterable {
    case none
    /// `intercept + slope i`.
    case linear
    /// Ten numbers.
    case full
  }

  /// The four numbers.
  public var amp, phase, slope, offset: LearnedNumber
  /// The learned factor.
  public var correction: Correction

  /// A spiral, by default all of it learned from MicroAdder's starting values on.
  public init(
    amp: LearnedNumber = .learned(3.5), phase: LearnedNumber = .learned(0), slope: LearnedNumber = .learned(0.15),
    offset: LearnedNumber = .learned(0), correction: Correction = .none
  ) {
    (self.amp, self.phase, self.slope, self.offset) = (amp, phase, slope, offset)
    self.correction = correction
  }

  /// MicroAdder's spiral, frozen at its published values.
  public static let frozen = Spiral(amp: .frozen(3.5), phase: .frozen(0), slope: .frozen(0.15), offset: .frozen(0))

  /// The four numbers by name, in the order of the published files.
  var numbers: [(name: String, number: LearnedNumber)] {
    [("amp", amp), ("phase", phase), ("slope", slope), ("offset", offset)]
  }
}
