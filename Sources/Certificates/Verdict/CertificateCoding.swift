import Addition

extension Certificate: Encodable {
  private enum CodingKeys: CodingKey {
    case verdict, arithmetic, margin, rounding, counterexample, wrong, wrongByDigit, dimensions, digits, openInputs, seconds
  }

  /// Encodes `verdict`, `arithmetic`, `margin`, `rounding`, `counterexample`, `wrong` and `wrongByDigit` (null: not
  /// counted), `dimensions`, `digits`, `openInputs`
  /// and `seconds`. A proof counts nothing wrong.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(verdict, forKey: .verdict)
    try container.encode(arithmetic, forKey: .arithmetic)
    try container.encode(margin, forKey: .margin)
    try container.encode(rounding, forKey: .rounding)
    try container.encode(counterexample, forKey: .counterexample)
    try container.encode(wrong, forKey: .wrong)
    try container.encode(wrongByDigit, forKey: .wrongByDigit)
    try container.encode(dimensions, forKey: .dimensions)
    try container.encode(digits, forKey: .digits)
    try container.encode(openInputs.description, forKey: .openInputs)
    try container.encode(seconds, forKey: .seconds)
  }
}

extension Counterexample: Encodable {
  private enum CodingKeys: CodingKey { case a, b, expected, place, margin, float32, float64 }

  /// Encodes the operands, the right answer, the place, the margin and both engines' answers.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(problem.a, forKey: .a)
    try container.encode(problem.b, forKey: .b)
    try container.encode(problem.sum, forKey: .expected)
    try container.encode(place, forKey: .place)
    try container.encode(margin, forKey: .margin)
    try container.encode(float32, forKey: .float32)
    try container.encode(float64, forKey: .float64)
  }
}

extension DigitCertificate: Encodable {
  private enum CodingKeys: CodingKey { case place, margin, rounding, bars, boxes, open, openInputs }

  /// Encodes everything; counts of inputs as decimal text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(place, forKey: .place)
    try container.encode(margin, forKey: .margin)
    try container.encode(rounding, forKey: .rounding)
    try container.encode(bars, forKey: .bars)
    try container.encode(boxes, forKey: .boxes)
    try container.encode(open, forKey: .open)
    try container.encode(openInputs.description, forKey: .openInputs)
  }
}
