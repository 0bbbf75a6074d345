/// The Markdown that reports are written in, as HTML: headings, paragraphs, tables, fenced blocks, `code`, links, and backslashes.
enum MarkdownHTML {
  /// Elements of a page.
  ///
  /// - Parameter tableName: what the data of tables are called as files, without an ending.
  static func html(_ markdown: String, tableName: String = "table") -> String {
    var html: [String] = []
    var lines = markdown.split(separator: "\n", omittingEmptySubsequences: false)[...]
    while let line = lines.first {
      if line.allSatisfy(\.isWhitespace) {
        lines.removeFirst()
      } else if line.hasPrefix("```") {
        let body = lines.dropFirst().prefix { !$0.hasPrefix("```") }
        html.append("<pre>\(escaped(body.joined(separator: "\n")))</pre>")
        lines = lines.dropFirst(body.count + 2)
      } else if line.hasPrefix("|") {
        let rows = lines.prefix { $0.hasPrefix("|") }
        html.append(table(Array(rows), name: tableName))
        lines = lines.dropFirst(rows.count)
      } else {
        let paragraph = lines.prefix { !$0.allSatisfy(\.isWhitespace) && !$0.hasPrefix("|") && !$0.hasPrefix("```") }
        html.append("<p>\(inline(paragraph.joined(separator: " ")))</p>")
        lines = lines.dropFirst(paragraph.count)
      }
    }
    return html.joined(separator: "\n")
  }

  /// Text for an element or an attribute.
  static func escaped(_ text: some StringProtocol) -> String {
    text.reduce(into: "") { escaped, character in
      switch character {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      default: escaped.append(character)
      }
    }
  }

  private static func table(_ rows: [Substring], name: String) -> String {
    let cells = rows.map(cells)
    let isNumber = (cells.dropFirst().first ?? []).map { $0.hasSuffix(":") }
    func row(_ cells: [String], _ kind: String) -> String {
      let all = cells.enumerated().map { index, cell in
        let scope = kind == "th" ? " scope=\"col\"" : ""
        let style = index < isNumber.count && isNumber[index] ? " class=\"number\"" : ""
        return "<\(kind)\(scope)\(style)>\(inline(cell))</\(kind)>"
      }
      return "<tr>\(all.joined())</tr>"
    }
    let head = cells.first.map { $0.allSatisfy(\.isEmpty) ? "" : "<thead>\(row($0, "th"))</thead>" } ?? ""
    let body = cells.dropFirst(2).map { row($0, "td") }.joined(separator: "\n")
    return
      "<div class=\"scroll\" tabindex=\"0\"><table data-name=\"\(escaped(name))\">\(head)<tbody>\(body)</tbody></table></div>"
  }

  /// A row's cells; `\|` is no border.
  private static func cells(_ row: Substring) -> [String] {
    var cells: [String] = []
    var cell = ""
    var isEscaped = false
    for character in row.dropFirst() {
      if isEscaped {
        cell += character == "|" ? "|" : "\\\(character)"
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else if character == "|" {
        cells.append(String(cell.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed()))
        cell = ""
      } else {
        cell.append(character)
      }
    }
    return cells
  }

  /// `code`, [links](to) and escapes; everything else is text.
  private static func inline(_ text: String) -> String {
    var html = ""
    var rest = text[...]
    while let character = rest.first {
      rest = rest.dropFirst()
      switch character {
      case "\\":
        if let next = rest.first {
          html += escaped(String(next))
          rest = rest.dropFirst()
        }
      case "`":
        guard let end = rest.firstIndex(of: "`") else {
          html += "`"
          continue
        }
        html += "<code>\(escaped(rest[..<end]))</code>"
        rest = rest[rest.index(after: end)...]
      case "[":
        // Links lead to files beside the report, which a page that is sent around has not: their text stays.
        guard let middle = rest.firstRange(of: "]("), let end = rest[middle.upperBound...].firstIndex(of: ")") else {
          html += "["
          continue
        }
        html += inline(String(rest[..<middle.lowerBound]))
        rest = rest[rest.index(after: end)...]
      default: html += escaped(String(character))
      }
    }
    return html
  }
}
