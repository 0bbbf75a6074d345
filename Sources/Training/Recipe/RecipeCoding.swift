import Addition
import Transformer

extension Recipe: Codable {
  private enum CodingKeys: CodingKey {
    case name, summary, architecture, initialization, tensors, seed, steps, batch, sampling, learningRate, optimizer, grokfast,
      weightDecay, clipNorm, validation, earlyStop, giveUp, from, phases
  }

  /// Decodes a recipe. Only name, architecture, initialization, steps, batch, sampling and learning rate must be there; for the
  /// rest there are the published runs' values: AdamW's, decay 0.01, clipping at 1, validation on 5,000 sums every 1,000 steps, and
  /// seed 1.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      name: try values.decode(String.self, forKey: .name),
      summary: try values.decodeIfPresent(String.self, forKey: .summary) ?? "",
      architecture: try values.decode(Architecture.self, forKey: .architecture),
      initialization: try values.decode(Initialization.self, forKey: .initialization),
      tensors: try values.decodeIfPresent([TensorRule].self, forKey: .tensors) ?? [],
      seed: try values.decodeIfPresent(UInt64.self, forKey: .seed) ?? 1,
      steps: try values.decode(Int.self, forKey: .steps),
      batch: try values.decode(Int.self, forKey: .batch),
      sampling: try values.decode(Sampling.self, forKey: .sampling),
      learningRate: try values.decode(LearningRate.self, forKey: .learningRate),
      optimizer: try values.decodeIfPresent(AdamW.self, forKey: .optimizer) ?? AdamW(),
      grokfast: try values.decodeIfPresent(Grokfast.self, forKey: .grokfast),
      weightDecay: try values.decodeIfPresent(WeightDecay.self, forKey: .weightDecay) ?? WeightDecay(base: 0.01),
      clipNorm: try values.decodeIfPresent(Double.self, forKey: .clipNorm) ?? 1,
      validation: try values.decodeIfPresent(Validation.self, forKey: .validation) ?? Validation(),
      earlyStop: try values.decodeIfPresent(EarlyStop.self, forKey: .earlyStop),
      giveUp: try values.decodeIfPresent([GiveUp].self, forKey: .giveUp) ?? [],
      from: try values.decodeIfPresent(StartingPoint.self, forKey: .from),
      phases: try values.decodeIfPresent([Phase].self, forKey: .phases) ?? [])
  }

  /// Encodes everything that is said, and the published runs' values where nothing is.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(name, forKey: .name)
    try values.encode(summary, forKey: .summary)
    try values.encode(architecture, forKey: .architecture)
    try values.encode(initialization, forKey: .initialization)
    if !tensors.isEmpty { try values.encode(tensors, forKey: .tensors) }
    try values.encode(seed, forKey: .seed)
    try values.encode(steps, forKey: .steps)
    try values.encode(batch, forKey: .batch)
    try values.encode(sampling, forKey: .sampling)
    try values.encode(learningRate, forKey: .learningRate)
    try values.encode(optimizer, forKey: .optimizer)
    try values.encodeIfPresent(grokfast, forKey: .grokfast)
    try values.encode(weightDecay, forKey: .weightDecay)
    try values.encode(clipNorm, forKey: .clipNorm)
    try values.encode(validation, forKey: .validation)
    try values.encodeIfPresent(earlyStop, forKey: .earlyStop)
    if !giveUp.isEmpty { try values.encode(giveUp, forKey: .giveUp) }
    try values.encodeIfPresent(from, forKey: .from)
    if !phases.isEmpty { try values.encode(phases, forKey: .phases) }
  }
}
