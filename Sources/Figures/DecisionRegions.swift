import Plotting

/// A plane painted with the token that wins at each of its points, on a grid, each region with its token's name.
struct DecisionRegions: Mark {
  /// The winners, `[row][column]`, lowest y first.
  let winners: [[Int]]
  let x, y: ClosedRange<Double>
  /// What tokens are called.
  let tokens: [String]

  var extent: Extent { Extent(x: .init([x.lowerBound, x.upperBound]), y: .init([y.lowerBound, y.upperBound])) }
  var coversBox: Bool { true }

  /// Light, neighbors on the number line far apart; names say which is which.
  static func color(_ token: Int) -> Color {
    guard token < 10 else { return Color(0xD9DCDF) }
    return DigitColors.scale(Double((token * 3) % 10)).mixed(with: .white, token % 2 == 0 ? 0.62 : 0.78)
  }

  func draw(in frame: Frame, on drawing: inout Drawing) {
    for stretch in stretches {
      if let box = box(rows: stretch.rows, columns: stretch.columns, frame) {
        drawing.fill(.rectangle(box), Self.color(stretch.token))
      }
    }
    for (token, row, column, depth) in names {
      guard let box = box(rows: row..<(row + 1), columns: column..<(column + 1), frame) else { continue }
      let text = frame.typesetter.set(
        tokens[token], TextStyle(size: frame.style.annotationSize * 1.35, weight: .semibold))
      guard text.width < 2 * Double(depth) * box.width else { continue }
      drawing.text(text, at: box.center, Anchor(.center, .middle), color: Self.color(token).mixed(with: Color(0x1F2328), 0.42))
    }
  }

  /// The cells of one token in rows that follow each other and have them in the same columns.
  private var stretches: [(token: Int, rows: Range<Int>, columns: Range<Int>)] {
    var all: [(token: Int, rows: Range<Int>, columns: Range<Int>)] = []
    var open: [Range<Int>: Int] = [:]
    for (row, tokens) in winners.enumerated() {
      var next: [Range<Int>: Int] = [:]
      var start = 0
      while start < tokens.count {
        let end = tokens[start...].firstIndex { $0 != tokens[start] } ?? tokens.count
        if let index = open[start..<end], all[index].token == tokens[start] {
          all[index].rows = all[index].rows.lowerBound..<(row + 1)
          next[start..<end] = index
        } else {
          next[start..<end] = all.count
          all.append((tokens[start], row..<(row + 1), start..<end))
        }
        start = end
      }
      open = next
    }
    return all
  }

  /// Some cells, a little over their right and upper edge, so that no seam is seen.
  private func box(rows: Range<Int>, columns: Range<Int>, _ frame: Frame) -> Rect? {
    let count = winners.first?.count ?? 1
    func along(_ range: ClosedRange<Double>, _ index: Int, _ count: Int) -> Double {
      range.lowerBound + (range.upperBound - range.lowerBound) * Double(index) / Double(count)
    }
    guard let low = frame.point(along(x, columns.lowerBound, count), along(y, rows.lowerBound, winners.count)),
      let high = frame.point(along(x, columns.upperBound, count), along(y, rows.upperBound, winners.count))
    else { return nil }
    return Rect(
      minX: low.x, minY: max(high.y - 0.3, frame.box.minY), maxX: min(high.x + 0.3, frame.box.maxX), maxY: low.y)
  }

  /// Where each token's name has most room: the cell that is deepest within its regions. Tokens of a few cells stay unnamed.
  private var names: [(token: Int, row: Int, column: Int, depth: Int)] {
    let (rows, columns) = (winners.count, winners.first?.count ?? 0)
    var depth = Array(repeating: [Int](repeating: 1, count: columns), count: rows)
    func relax(_ row: Int, _ column: Int, _ neighbors: [(Int, Int)]) {
      let around = neighbors.map { neighbor in
        let (r, c) = (row + neighbor.0, column + neighbor.1)
        guard (0..<rows).contains(r), (0..<columns).contains(c), winners[r][c] == winners[row][column] else { return 0 }
        return depth[r][c]
      }
      depth[row][column] = min(depth[row][column], 1 + (around.min() ?? 0))
    }
    for row in 0..<rows { for column in 0..<columns { depth[row][column] = rows + columns } }
    for row in 0..<rows { for column in 0..<columns { relax(row, column, [(-1, 0), (0, -1)]) } }
    for row in (0..<rows).reversed() { for column in (0..<columns).reversed() { relax(row, column, [(1, 0), (0, 1)]) } }
    var deepest: [Int: (row: Int, column: Int)] = [:]
    for row in 0..<rows {
      for column in 0..<columns {
        let token = winners[row][column]
        if let best = deepest[token], depth[best.row][best.column] >= depth[row][column] { continue }
        deepest[token] = (row, column)
      }
    }
    return deepest.filter { depth[$1.row][$1.column] >= 3 }.sorted { $0.key < $1.key }.map {
      ($0, $1.row, $1.column, depth[$1.row][$1.column])
    }
  }
}
