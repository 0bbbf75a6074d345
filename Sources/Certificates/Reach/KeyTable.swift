import Addition
import Lanes
import Transformer

/// What attention reads when it predicts one digit of the sum after one token: every key's weight and coordinates, by digit.
///
/// Keys that vary come in *slots*: X0...X9, Y0...Y9, then the digits Z0... of the sum that have been written. Entry
/// `10 slot + digit` is what the slot's key is with that digit.
struct KeyTable: Sendable {
  /// The place of the sum's digit that is predicted, 0...10.
  let place: Int
  /// The token at the position that predicts it: the digit before, or what ends the prompt.
  let token: Int
  let heads: [Head]
  let coordinates: [Coordinate]
  /// Which slot's digit the token is: the digit before in the sum, or the prompt's last digit; nil for a delimiter.
  let ownSlot: Int?

  /// One head's weights.
  struct Head: Sendable {
    /// `exp(score - shift)`, by entry. Only ratios matter, so the shift is any.
    let weights: [Interval]
    /// Those of delimiters.
    let fixed: [Interval]
    /// Bounds of the sum of weights, whatever the digits.
    let denominator: Interval
  }

  /// One of the numbers that describe what attention hands on: `sum of u v / sum of u` over one head's keys.
  struct Coordinate: Sendable {
    let head: Int
    /// Which features of what the head hands on it is made of, and how much of each.
    let features: [Int]
    let row: [Double]
    /// v, by entry.
    let values: [Interval]
    /// Those of delimiters.
    let fixed: [Interval]
    /// How much each feature of the entry grows with the coordinate.
    let column: [Interval]
    /// How far rounding in softmax, mixture and the map to the entry takes the coordinate at most; 0 in real arithmetic.
    let slack: Double
  }

  static let places = Problem.operandDigits
  static func firstSlot(_ place: Int) -> Int { place }
  static func secondSlot(_ place: Int) -> Int { places + place }
  static func sumSlot(_ place: Int) -> Int { 2 * places + place }
  var slots: Int { 2 * Self.places + place }

  /// Where several heads hand something on, and there is room for it: how their mixtures follow from the coordinates, which then are
  /// no mixtures but sums, of one head whose weights are all 1.
  let joint: JointMixture?

  /// The dynamic program over the question's inputs.
  var program: CarryProgram { CarryProgram(place: place, token: token, ownSlot: ownSlot) }
}

extension KeyTable {
  /// - Precondition: the token can stand where the digit is predicted.
  init(_ model: OneLayerModel, place: Int, token: Int) {
    let keys = Keys(model, place: place, token: token)
    if let heads = keys.jointHeads(model), let axes = keys.jointAxes(heads) {
      self.init(keys, model, token, heads, axes)
    } else {
      self.init(keys, model, token) { keys.axes($0, $1) }
    }
  }

  /// The same in coordinates that somebody else has chosen; nil if they do not describe what attention hands on.
  init?(
    _ model: OneLayerModel, place: Int, token: Int, coordinates given: [QuestionProof.Coordinate],
    joint: [QuestionProof.JointHead]? = nil
  ) {
    let keys = Keys(model, place: place, token: token)
    if let joint {
      let own = joint.map { JointMixture.Head(head: $0.head, features: $0.features, middles: $0.middles, scale: $0.scale) }
      let count = own.reduce(0) { $0 + $1.features.count + 1 }
      guard keys.activeHeads(model).elementsEqual(own, by: { $0.head == $1.head && $0.features == $1.features }),
        own.allSatisfy({
          $0.middles.count == $0.features.count && $0.middles.allSatisfy(\.isFinite) && $0.scale.isFinite && $0.scale > 0
        }),
        given.count == count, given.allSatisfy({ $0.head == -1 && $0.features.isEmpty && $0.row.count == count }),
        let axes = HeadAxes(rows: given.map(\.row))
      else { return nil }
      self.init(keys, model, token, own, axes)
      return
    }
    var rest = given[...]
    var axes: [Int: HeadAxes] = [:]
    for head in 0..<keys.heads.count {
      let features = keys.features(of: head, model).map(\.feature)
      let own = rest.prefix(features.count)
      guard own.count == features.count,
        own.allSatisfy({ $0.head == head && $0.features == features && $0.row.count == features.count })
      else { return nil }
      rest = rest.dropFirst(features.count)
      if own.isEmpty { continue }
      guard let found = HeadAxes(rows: own.map(\.row)) else { return nil }
      axes[head] = found
    }
    guard rest.isEmpty else { return nil }
    self.init(keys, model, token) { head, _ in axes[head] }
  }

  private init(
    _ keys: Keys, _ model: OneLayerModel, _ token: Int, axes: (_ head: Int, _ features: [Int]) -> HeadAxes?
  ) {
    (place, self.token) = (keys.place, token)
    heads = keys.heads
    ownSlot = keys.ownSlot
    var errors = model.entryErrors(of: keys.valueRanges, keys: model.roles.query(place) + 1)
    var coordinates: [Coordinate] = []
    let slots = 2 * Self.places + place
    for head in 0..<keys.heads.count {
      let features = keys.features(of: head, model)
      guard let axes = axes(head, features.map(\.feature)) else { continue }
      for (r, axis) in axes.rows.enumerated() {
        func coordinate(_ vectors: [Interval], _ entry: Int) -> Interval {
          Interval.dot(axis.map { Interval($0) }, features.map { vectors[entry * keys.width + $0.feature] })
        }
        var column = [Interval](repeating: .zero, count: model.entry.width)
        for (f, feature) in features.enumerated() { column[feature.entry] = axes.inverse[f][r] }
        let slack = zip(axis, features).reduce(0.0) { sum, term in
          Interval.up(sum + Interval.up(term.0.magnitude * errors[term.1.entry]))
        }
        coordinates.append(
          Coordinate(
            head: head, features: features.map(\.feature), row: axis,
            values: (0..<(10 * slots)).map { coordinate(keys.vectors[head], $0) },
            fixed: keys.heads[head].fixed.indices.map { coordinate(keys.fixedVectors[head], $0) }, column: column, slack: slack))
      }
      // Where heads add up to one feature, its error counts once.
      for feature in features { errors[feature.entry] = 0 }
    }
    self.coordinates = coordinates
    joint = nil
  }

  private init(_ keys: Keys, _ model: OneLayerModel, _ token: Int, _ joint: [JointMixture.Head], _ axes: HeadAxes) {
    (place, self.token, ownSlot) = (keys.place, token, keys.ownSlot)
    let slots = 2 * Self.places + place
    let fixed = keys.heads.first?.fixed.count ?? 0
    // Every input has one key a slot: with weights of 1 a sum is so many times its mean.
    let count = Interval(Double(slots + fixed))
    heads = [
      Head(
        weights: Array(repeating: .one, count: 10 * slots), fixed: Array(repeating: .one, count: fixed), denominator: count)
    ]
    let (entries, delimiters) = (keys.sums(joint, ofDelimiters: false), keys.sums(joint, ofDelimiters: true))
    coordinates = axes.rows.map { row in
      let row = row.map { Interval($0) }
      func mean(_ sums: [Interval]) -> Interval { Interval.dot(row, sums) * count }
      return Coordinate(
        head: 0, features: [], row: row.map(\.lower), values: entries.map(mean), fixed: delimiters.map(mean), column: [], slack: 0
      )
    }
    var terms = [[JointMixture.Term]](repeating: [], count: model.entry.width)
    var next = 0
    for head in joint {
      for (f, feature) in head.features.enumerated() {
        let entry = model.entryMatrix == nil ? head.head * keys.width + feature : feature
        terms[entry].append(.init(numerator: next + f, denominator: next + head.features.count, middle: head.middles[f]))
      }
      next += head.features.count + 1
    }
    self.joint = JointMixture(
      heads: joint, terms: terms, inverse: axes.inverse,
      entryErrors: model.entryErrors(of: keys.valueRanges, keys: model.roles.query(place) + 1))
  }
}

/// Every key of a question: weights and vectors, before coordinates are chosen.
private struct Keys {
  let place: Int
  let heads: [KeyTable.Head]
  let ownSlot: Int?
  /// Numbers of a head's vector.
  let width: Int
  /// For each head the vectors of all entries, and of the delimiters, end to end.
  let vectors, fixedVectors: [[Interval]]
  /// For each head and feature of its values, where they are.
  let valueRanges: [[Interval]]

  init(_ model: OneLayerModel, place: Int, token: Int) {
    self.place = place
    let (roles, parts) = (model.roles, model.attention)
    let query = roles.query(place)
    func slot(_ role: PositionRole) -> Int? {
      switch role {
      case .delimiter: nil
      case .first(let place): KeyTable.firstSlot(place)
      case .second(let place): KeyTable.secondSlot(place)
      case .sum(let place): KeyTable.sumSlot(place)
      }
    }
    ownSlot = slot(roles.positions[query])
    let slots = 2 * KeyTable.places + place
    let width = model.entryMatrix?.outputs ?? parts.value.width / parts.valueHeads
    self.width = width
    var (heads, vectors, fixedVectors): ([KeyTable.Head], [[Interval]], [[Interval]]) = ([], [], [])
    var valueRanges: [[Interval]] = []
    for head in 0..<parts.heads {
      guard let asking = model.local[query][token] else {
        preconditionFailure("token \(token) never stands at position \(query)")
      }
      let q = asking[parts.query.part(head, of: parts.heads)]
      var scores = [Interval](repeating: .zero, count: 10 * slots)
      var own = [Interval](repeating: .zero, count: 10 * slots * width)
      var (fixedScores, fixedOwn): ([Interval], [Interval]) = ([], [])
      var ranges: [Interval] = []
      for position in 0...query {
        for digit in roles.tokens(position) {
          guard let machine = model.local[position][digit] else { continue }
          let key = machine[parts.key.part(head * parts.keyHeads / parts.heads, of: parts.keyHeads)]
          let score = model.score(q, key)
          let value = Array(machine[parts.value.part(head * parts.valueHeads / parts.heads, of: parts.valueHeads)])
          let vector = model.vector(value, head: head)
          ranges = ranges.isEmpty ? value : zip(ranges, value).map { $0.hull($1) }
          if let slot = slot(roles.positions[position]) {
            scores[10 * slot + digit] = score
            let start = (10 * slot + digit) * width
            for (f, number) in vector.enumerated() { own[start + f] = number }
          } else {
            fixedScores.append(score)
            fixedOwn += vector
          }
        }
      }
      let greatest = (scores + fixedScores).reduce(-Double.infinity) { max($0, $1.upper) }
      let shift = Interval(greatest)
      let weights = scores.map { ($0 - shift).exponential }
      let fixed = fixedScores.map { ($0 - shift).exponential }
      var denominator = fixed.reduce(Interval.zero) { $0 + $1 }
      for slot in 0..<slots {
        let digits = weights[(10 * slot)..<(10 * slot + 10)]
        let range = digits.dropFirst().reduce(digits[10 * slot]) { $0.hull($1) }
        denominator += slot == ownSlot ? weights[10 * slot + token] : range
      }
      heads.append(KeyTable.Head(weights: weights, fixed: fixed, denominator: denominator))
      vectors.append(own)
      fixedVectors.append(fixedOwn)
      valueRanges.append(ranges)
    }
    self.valueRanges = valueRanges
    (self.heads, self.vectors, self.fixedVectors) = (heads, vectors, fixedVectors)
  }

  /// The features of a head's vector that say anything: not zero for all keys, and read by what follows.
  func features(of head: Int, _ model: OneLayerModel) -> [(feature: Int, entry: Int)] {
    (0..<width).compactMap { feature in
      let entry = model.entryMatrix == nil ? head * width + feature : feature
      let isZero =
        stride(from: feature, to: vectors[head].count, by: width).allSatisfy { vectors[head][$0].isZero }
        && stride(from: feature, to: fixedVectors[head].count, by: width).allSatisfy { fixedVectors[head][$0].isZero }
      return isZero || !model.reads(entry) ? nil : (feature, entry)
    }
  }

  /// The heads that hand something on, with the features that say anything.
  func activeHeads(_ model: OneLayerModel) -> [(head: Int, features: [Int])] {
    heads.indices.map { ($0, features(of: $0, model).map(\.feature)) }.filter { !$0.1.isEmpty }
  }

  /// Points in the middle of several heads' mixtures; nil for one head, and where there would be too many coordinates.
  func jointHeads(_ model: OneLayerModel) -> [JointMixture.Head]? {
    let active = activeHeads(model)
    guard active.count > 1, active.reduce(0, { $0 + $1.features.count + 1 }) <= KeyTable.mostCoordinates else { return nil }
    return active.map { head, features in
      let (mean, total) = middle(head, features)
      return JointMixture.Head(head: head, features: features, middles: mean, scale: total)
    }
  }

  /// What each entry, or delimiter, adds to each head's n and d.
  func sums(_ joint: [JointMixture.Head], ofDelimiters: Bool) -> [[Interval]] {
    let count = ofDelimiters ? heads.first?.fixed.count ?? 0 : heads.first?.weights.count ?? 0
    return (0..<count).map { entry in
      joint.flatMap { own -> [Interval] in
        let weights = ofDelimiters ? heads[own.head].fixed : heads[own.head].weights
        let vectors = ofDelimiters ? fixedVectors[own.head] : vectors[own.head]
        let share = weights[entry] / Interval(own.scale)
        return zip(own.features, own.middles).map { share * (vectors[entry * width + $0] - Interval($1)) } + [share]
      }
    }
  }

  /// The directions in which all n and d together vary most within a cell; nil where none are found.
  func jointAxes(_ joint: [JointMixture.Head]) -> HeadAxes? {
    let sums = sums(joint, ofDelimiters: false).map { $0.map(\.middle) }
    let count = joint.reduce(0) { $0 + $1.features.count + 1 }
    var covariance = [[Double]](repeating: Array(repeating: 0, count: count), count: count)
    for slot in 0..<(2 * KeyTable.places + place) where !isOfCell(slot) {
      let digits = sums[(10 * slot)..<(10 * slot + 10)]
      let center = (0..<count).map { f in digits.reduce(0) { $0 + $1[f] } / 10 }
      for f in 0..<count {
        for g in 0..<count { covariance[f][g] += digits.reduce(0) { $0 + ($1[f] - center[f]) * ($1[g] - center[g]) } / 10 }
      }
    }
    return HeadAxes(rows: SymmetricMatrix(covariance).eigenvectors)
  }

  private func isOfCell(_ slot: Int) -> Bool {
    slot == ownSlot || place < KeyTable.places && (slot == KeyTable.firstSlot(place) || slot == KeyTable.secondSlot(place))
  }

  /// A head's mixture and its denominator with each digit as likely as any: an estimate, and nothing rests on it.
  private func middle(_ head: Int, _ features: [Int]) -> (mean: [Double], total: Double) {
    var total = heads[head].fixed.reduce(0) { $0 + $1.middle }
    var mean = features.map { feature in
      heads[head].fixed.indices.reduce(0.0) {
        $0 + heads[head].fixed[$1].middle * fixedVectors[head][$1 * width + feature].middle
      }
    }
    for entry in heads[head].weights.indices {
      let weight = heads[head].weights[entry].middle / 10
      total += weight
      for (f, feature) in features.enumerated() { mean[f] += weight * vectors[head][entry * width + feature].middle }
    }
    return (mean.map { $0 / total }, total)
  }

  /// The directions in which what the head hands on varies most within a cell; nil where it hands on nothing.
  func axes(_ head: Int, _ features: [Int]) -> HeadAxes? {
    guard features.count > 1 else { return features.isEmpty ? nil : .one }
    return HeadAxes(rows: SymmetricMatrix(covariance(head, features)).eigenvectors) ?? HeadAxes(identity: features.count)
  }

  /// How the mixture varies with the digits but those of the cell, each digit as likely as any: an estimate, and nothing rests on it.
  private func covariance(_ head: Int, _ features: [Int]) -> [[Double]] {
    let weights = heads[head].weights.map(\.middle)
    let vectors = vectors[head].map(\.middle)
    let (mean, total) = middle(head, features)
    let slots = 2 * KeyTable.places + place
    func digits(_ slot: Int) -> Range<Int> { (10 * slot)..<(10 * slot + 10) }
    var covariance = features.map { _ in features.map { _ in 0.0 } }
    for slot in 0..<slots {
      if isOfCell(slot) { continue }
      let shares = digits(slot).map { entry in
        features.indices.map { weights[entry] * (vectors[entry * width + features[$0]] - mean[$0]) / total }
      }
      let center = features.indices.map { f in shares.reduce(0) { $0 + $1[f] } / 10 }
      for f in features.indices {
        for g in features.indices {
          covariance[f][g] += shares.reduce(0) { $0 + ($1[f] - center[f]) * ($1[g] - center[g]) } / 10
        }
      }
    }
    return covariance
  }
}

extension OneLayerModel {
  /// What a head's values come to in the entry's features.
  fileprivate func vector(_ value: [Interval], head: Int) -> [Interval] {
    guard let matrix = entryMatrix else { return value }
    return (0..<matrix.outputs).map { o in
      Interval.dot(value.indices.map { values[matrix.place(row: o, column: head * value.count + $0)] }, value)
    }
  }

  /// Whether anything behind the entry depends on one of its features.
  fileprivate func reads(_ feature: Int) -> Bool {
    tailSteps.contains { step in
      guard step.reads.contains(where: { $0.buffer == entry.buffer }) else { return false }
      guard case .linear(let matrix, _, _) = step.operation, step.reads[0] == entry else { return true }
      return (0..<matrix.outputs).contains { !values[matrix.place(row: $0, column: feature)].isZero }
    }
  }
}
