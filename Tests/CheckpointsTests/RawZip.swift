/// Makes zip archives byte by byte, so that they can say what no library would write.
struct RawZip {
  var name: String
  var data: [UInt8]
  /// 0 is stored, 8 is DEFLATE.
  var method: UInt16 = 0
  /// The size it claims to unpack to; nil for the data's own.
  var claimedSize: UInt32?

  static func archive(_ entries: [RawZip]) -> [UInt8] {
    var bytes: [UInt8] = []
    var directory: [UInt8] = []
    for entry in entries {
      let offset = UInt32(bytes.count)
      let head = little(UInt16(20)) + little(UInt16(0)) + little(entry.method) + little(UInt16(0)) + little(UInt16(33))
      let sizes = little(UInt32(entry.data.count)) + little(entry.claimedSize ?? UInt32(entry.data.count))
      let fields = head + little(crc32(entry.data)) + sizes + little(UInt16(entry.name.utf8.count)) + little(UInt16(0))
      bytes += Array("PK\u{3}\u{4}".utf8) + fields + Array(entry.name.utf8) + entry.data
      directory += Array("PK\u{1}\u{2}".utf8) + little(UInt16(20)) + fields
      directory += little(UInt16(0)) + little(UInt16(0)) + little(UInt16(0)) + little(UInt32(0)) + little(offset)
      directory += Array(entry.name.utf8)
    }
    let count = little(UInt16(entries.count))
    return bytes + directory + Array("PK\u{5}\u{6}".utf8) + little(UInt32(0)) + count + count
      + little(UInt32(directory.count)) + little(UInt32(bytes.count)) + little(UInt16(0))
  }

  private static func little(_ value: some FixedWidthInteger) -> [UInt8] { Examples.littleEndian(value) }

  static func crc32(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~0 as UInt32) { sum, byte in
      (0..<8).reduce(sum ^ UInt32(byte)) { word, _ in word >> 1 ^ (word & 1 == 0 ? 0 : 0xEDB8_8320) }
    }
  }
}
