import Lanes

extension ProgramBuilder {
  /// The index of the token table's first value.
  mutating func tokenTable() -> Int {
    let rows = architecture.format.vocabularySize
    switch architecture.tokens {
    case .table: return value(architecture.names.tokenTable)
    case .arc:
      let (amplitude, start, stride) = (value("tok_arc_A"), value("tok_arc_start"), value("tok_arc_stride"))
      return derive(count: rows * 2) { .arc(amplitude: amplitude, start: start, stride: stride, rows: rows, into: $0) }
    case .ellipse:
      let (a, b, start, stride) = (value("tok_arc_A"), value("tok_arc_B"), value("tok_arc_start"), value("tok_arc_stride"))
      return derive(count: rows * 2) {
        .ellipse(TokenEllipse(cosineAmplitude: a, sineAmplitude: b, start: start, stride: stride, rows: rows, into: $0))
      }
    }
  }

  /// Token vectors, and position vectors where there are any, put together.
  mutating func residualStream(tokenTable: Int) -> Slot {
    let residual = architecture.residual
    let (tokenDimension, positionDimension) = residual.isSplit ? ("d_token", "d_position") : ("d_model", "d_model")
    let token = rows(residual.tokenWidth, hook: "hook_embed", dimension: tokenDimension)
    append(.embed(table: tokenTable, into: token))
    guard let table = positionTable() else {
      let x = rows(residual.width, hook: "blocks.0.hook_resid_pre")
      append(.copy(from: token, into: x))
      return x
    }
    let position = rows(residual.positionWidth, hook: "hook_pos_embed", dimension: positionDimension)
    append(.position(table: table, into: position))
    let x = rows(residual.width, hook: "blocks.0.hook_resid_pre")
    switch residual {
    case .sum: append(.add(token, position, into: x))
    case .split(let tokenWidth, let positionWidth):
      append(.copy(from: token, into: Slot(buffer: x.buffer, first: 0, width: tokenWidth)))
      append(.copy(from: position, into: Slot(buffer: x.buffer, first: tokenWidth, width: positionWidth)))
    }
    return x
  }

  /// One row for every position of the context; nil where positions have no vectors.
  private mutating func positionTable() -> Int? {
    let (rows, width) = (architecture.contextLength, architecture.residual.positionWidth)
    switch architecture.positions {
    case .table: return value("pos_emb.weight")
    case .factored(let rank):
      let (first, second) = (value("pos_emb.A"), value("pos_emb.B"))
      return derive(count: rows * width) {
        .product(
          MatrixProduct(first: first, second: second, secondStride: width, rows: rows, rank: rank, columns: width, into: $0))
      }
    case .sinusoidal:
      return derive(count: rows * width) {
        .frozen(FrozenTable(kind: .sinusoids, rows: rows, width: width, base: 10_000, into: $0))
      }
    case .rotary: return nil
    case .places(let special): return placeTable(digits: value("digit_enc"), special)
    case .spiral(let spiral, let special): return placeTable(digits: spiralTable(spiral), special)
    }
  }

  private mutating func spiralTable(_ spiral: Spiral) -> Int {
    let width = architecture.residual.positionWidth
    let (amp, phase) = (value("spiral_amp"), value("spiral_phase"))
    let (slope, offset) = (value("spiral_slope"), value("spiral_offset"))
    let table = derive(count: Derivation.digits * width) {
      .spiral(amplitude: amp, phase: phase, slope: slope, offset: offset, width: width, into: $0)
    }
    let source: PlaceCorrection.Source
    switch spiral.correction {
    case .none: return table
    case .linear: source = .line(slope: value("pos_corr_slope"), intercept: value("pos_corr_intercept"))
    case .full: source = .each(value("pos_correction"))
    }
    return derive(count: Derivation.digits * width) {
      .correction(PlaceCorrection(table: table, source: source, width: width, into: $0))
    }
  }

  /// X, Y and Z share the digits' rows; Z10 has its own, and `+`, `=` and EOS have theirs or are zero.
  private mutating func placeTable(digits: Int, _ special: SpecialPositions) -> Int {
    let width = architecture.residual.positionWidth
    let learned = special == .none ? 0 : value(architecture.names.specialPositions(special))
    let (plus, equals, end): (Int?, Int?, Int?) =
      switch special {
      case .none: (nil, nil, nil)
      case .equals: (nil, learned, nil)
      case .plusEquals: (learned, learned + width, nil)
      case .all: (learned, learned + width, learned + 2 * width)
      }
    let number: [Int?] = (0..<Derivation.digits).map { digits + $0 * width }
    let carry = value(architecture.names.carryPosition)
    let sources = number + [plus] + number + [equals] + number + [carry, end]
    return derive(count: sources.count * width) { .rows(sources: sources, width: width, into: $0) }
  }
}
