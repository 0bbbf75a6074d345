import CPNG

/// Encodes RGB rows as a PNG of a resolution with text chunks, by libpng.
func encodePNG(
  rgb: [UInt8], width: Int, height: Int, dotsPerInch: Double, texts: [(keyword: String, text: String)]
) throws(FigureError) -> [UInt8] {
  precondition(rgb.count == width * height * 3, "three bytes per pixel")
  for (keyword, _) in texts where !isKeyword(keyword) { throw .badKeyword(keyword) }
  // C reads the strings from one buffer that outlives the call; NUL ends a text in PNG as in C, so none may be inside.
  var storage: [CChar] = []
  var offsets: [(keyword: Int, text: Int, international: Bool)] = []
  for (keyword, text) in texts {
    func append(_ string: String) -> Int {
      let offset = storage.count
      storage += string.utf8.lazy.filter { $0 != 0 }.map { CChar(bitPattern: $0) } + [0]
      return offset
    }
    offsets.append((append(keyword), append(text), !text.utf8.allSatisfy { $0 < 128 }))
  }
  var output = carry_png_output()
  let done = storage.withUnsafeBufferPointer { strings in
    let chunks = offsets.map {
      carry_png_text(
        keyword: strings.baseAddress?.advanced(by: $0.keyword), text: strings.baseAddress?.advanced(by: $0.text),
        international: $0.international ? 1 : 0)
    }
    return carry_png_encode(
      rgb, UInt32(width), UInt32(height), UInt32((dotsPerInch / 0.0254).rounded()), chunks, Int32(chunks.count), &output)
  }
  guard done == 1, let bytes = output.bytes else {
    throw .encoding(withUnsafeBytes(of: output.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
  }
  defer { carry_png_release(&output) }
  return [UInt8](UnsafeBufferPointer(start: bytes, count: output.count))
}

private func isKeyword(_ keyword: String) -> Bool {
  let bytes = Array(keyword.utf8)
  return 1...79 ~= bytes.count && bytes.allSatisfy { 32...126 ~= $0 } && bytes.first != 32 && bytes.last != 32
    && !keyword.contains("  ")
}
