import Addition

/// The proof of one question, as far as a checker needs it: which digit comes at a place, after a certain token.
public struct QuestionProof: Codable, Hashable, Sendable {
  /// The digit's place, 0...10.
  public let place: Int
  /// The token before it: the answer's digit of the place below, or what ends the prompt.
  public let token: Int
  /// The numbers that boxes are of.
  public let coordinates: [Coordinate]
  /// Where several heads hand something on, how their mixtures follow from the coordinates; nil where coordinates are of one head each.
  public let joint: [JointHead]?
  /// The places whose digits `Part.given` gives, in turn.
  public let order: [Int]
  /// Together they cover all inputs of the question.
  public let parts: [Part]

  /// A head's part in coordinates of several heads together. With u a key's unnormalized weight and v its vector, the numbers
  /// `n = sum of u (v - middle) / scale`, feature by feature, and then `d = sum of u / scale` are combined by the coordinates' rows; the
  /// head hands on `middle + n / d`.
  public struct JointHead: Codable, Hashable, Sendable {
    /// The head.
    public let head: Int
    /// Features of what it hands on, as `Coordinate.features`.
    public let features: [Int]
    /// A point in their middle.
    public let middles: [Double]
    /// A sum of weights in the middle.
    public let scale: Double
  }

  /// A number that describes what attention hands on: a combination of what one head hands on, or of all joint heads' numbers.
  public struct Coordinate: Codable, Hashable, Sendable {
    /// The head; -1 for all together.
    public let head: Int
    /// Features of what it hands on: of its mixed values, or of the narrower factor that alone reads these. Those that are not
    /// here are zero, or nothing reads them.
    public let features: [Int]
    /// The combination; a head's rows are nearly orthonormal.
    public let row: [Double]
  }

  /// Some inputs, and why the right digit's logit is ahead for all of them.
  public struct Part: Codable, Hashable, Sendable {
    /// All inputs of which the place's digits and the carry into it add up to this; nil where `cell` says which.
    public let total: Int?
    /// The first operand's digit of the place, the second's, and the carry into it; for the last place the carry alone.
    public let cell: [Int]?
    /// Both operands' digits of further places.
    public let given: [[Int]]?
    /// For each coordinate the ends of an interval where it is for all of these inputs.
    public let box: [[Double]]
    /// By how much the right digit's logit is ahead of any other, at least.
    public let margin: Double
    /// How the box is divided so that a bound of first order shows it: a binary tree in preorder. A digit: cut in the middle of
    /// that coordinate. A point: bounded.
    public let splits: String
  }
}

extension QuestionProof {
  init(_ finding: QuestionFinding, _ table: KeyTable) {
    (place, token, order) = (finding.question.place, finding.question.token, finding.order)
    let isJoint = table.joint != nil
    coordinates = table.coordinates.map { Coordinate(head: isJoint ? -1 : $0.head, features: $0.features, row: $0.row) }
    joint = table.joint?.heads.map { JointHead(head: $0.head, features: $0.features, middles: $0.middles, scale: $0.scale) }
    let (place, order) = (place, order)
    parts = finding.parts.map { Part($0, place: place, order: order) }
  }
}

extension QuestionProof.Part {
  fileprivate init(_ part: ProvedPart, place: Int, order: [Int]) {
    switch part.inputs {
    case .total(let total): (self.total, cell, given) = (total, nil, nil)
    case .region(let region):
      total = nil
      cell = (place < Problem.operandDigits ? region.digits[place].map { [$0.x, $0.y] } ?? [] : []) + [region.carry]
      let digits = order.prefix { region.digits[$0] != nil }.compactMap { region.digits[$0] }
      given = digits.isEmpty ? nil : digits.map { [$0.x, $0.y] }
    }
    box = part.box.map { [$0.lower, $0.upper] }
    margin = part.margin
    splits = String(part.splits.map { $0 == Tail<1>.Proof.leaf ? "." : Character("\($0)") })
  }
}
