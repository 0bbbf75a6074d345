/// Fills lines with words, never breaking one; every line but the first begins with the indent.
func filled(_ words: [String], columns: Int, hangingIndent: Int) -> [String] {
  var lines: [String] = []
  var line = ""
  for word in words {
    if line.allSatisfy({ $0 == " " }) {
      line += word
    } else if line.count + 1 + word.count <= columns {
      line += " " + word
    } else {
      lines.append(line)
      line = String(repeating: " ", count: hangingIndent) + word
    }
  }
  return lines + [line]
}

/// A text's words filled into lines that all begin with the indent.
func wrapped(_ text: String, columns: Int, indent: Int = 0) -> String {
  let margin = String(repeating: " ", count: indent)
  let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
  // At least twenty letters a line, however narrow the terminal.
  let lines = filled(words, columns: max(columns - indent, 20), hangingIndent: 0)
  return lines.map { margin + $0 }.joined(separator: "\n")
}

/// Paragraphs wrapped each for itself; one that begins with a space keeps its lines.
func paragraphs(_ text: String, columns: Int) -> String {
  var blocks: [[Substring]] = [[]]
  for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
    if line.allSatisfy(\.isWhitespace) {
      blocks.append([])
    } else {
      blocks[blocks.count - 1].append(line)
    }
  }
  return blocks.filter { !$0.isEmpty }.map { lines in
    let text = lines.joined(separator: "\n")
    return text.hasPrefix(" ") ? text : wrapped(text, columns: columns)
  }.joined(separator: "\n\n")
}
