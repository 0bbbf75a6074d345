import Foundation
import PictureReading
import Testing

/// A PNG taken apart: its chunks by hand, its pixels by libpng.
struct PNGReading {
  struct Chunk {
    let name: String
    let data: [UInt8]
  }

  let chunks: [Chunk]
  let width: Int
  let height: Int
  let rgb: [UInt8]
  private let picture: Picture

  init(_ file: [UInt8]) throws {
    #expect(Array(file.prefix(8)) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
    var chunks: [Chunk] = []
    var at = 8
    while at + 12 <= file.count {
      let length = Int(Self.word(file, at))
      try #require(at + 12 + length <= file.count)
      let body = Array(file[(at + 4)..<(at + 8 + length)])
      #expect(Self.crc(body) == Self.word(file, at + 8 + length))
      chunks.append(Chunk(name: String(decoding: body.prefix(4), as: UTF8.self), data: Array(body.dropFirst(4))))
      at += 12 + length
    }
    #expect(at == file.count)
    #expect(chunks.last?.name == "IEND")
    self.chunks = chunks

    let picture = try Picture(png: file)
    (width, height, rgb) = (picture.width, picture.height, picture.rgb)
    self.picture = picture
  }

  /// Texts by keyword, from tEXt and iTXt.
  var texts: [String: String] {
    var texts: [String: String] = [:]
    for chunk in chunks where chunk.name == "tEXt" || chunk.name == "iTXt" {
      let key = chunk.data.prefix { $0 != 0 }
      // After an iTXt keyword: compression flag and method, then two empty strings for the language.
      let text = chunk.data.dropFirst(key.count + (chunk.name == "tEXt" ? 1 : 5))
      texts[String(decoding: key, as: UTF8.self)] = String(decoding: text, as: UTF8.self)
    }
    return texts
  }

  func data(of name: String) throws -> [UInt8] { try #require(chunks.first { $0.name == name }).data }

  func pixel(_ x: Int, _ y: Int) -> [UInt8] { picture.pixel(x, y) }

  static func word(_ bytes: [UInt8], _ at: Int) -> UInt32 {
    bytes[at..<at + 4].reduce(0) { $0 << 8 | UInt32($1) }
  }

  static func crc(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~UInt32(0)) { crc, byte in
      (0..<8).reduce(crc ^ UInt32(byte)) { c, _ in c & 1 == 1 ? 0xEDB8_8320 ^ c >> 1 : c >> 1 }
    }
  }
}
