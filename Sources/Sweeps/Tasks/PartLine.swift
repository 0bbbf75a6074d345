import Checkpoints
import Digests
import Foundation
import Training

/// A finished run as one line of a part: JSON, a tab, and the SHA-256 of the JSON in hexadecimal.
enum PartLine {
  /// No line is longer: 16 MiB, as for a value in a store.
  static let longest = 1 << 24

  /// The line, with its end.
  ///
  /// - Throws: `RunRow.Impossible` if a number is not finite.
  static func text(of row: RunRow) throws(RunRow.Impossible) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let json = try? encoder.encode(Fields(row)) else {
      throw RunRow.Impossible(problem: "a number of run \(row.number) is not finite")
    }
    let digest = SHA256.digest(of: Array(json)).hex
    return Array(json) + Array("\t\(digest)\n".utf8)
  }

  /// Reads a line without its end; nil if it is not whole.
  ///
  /// - Throws: `RunRow.Impossible` if it is whole and no run.
  static func row(_ line: ArraySlice<UInt8>) throws(RunRow.Impossible) -> RunRow? {
    guard let tab = line.lastIndex(of: UInt8(ascii: "\t")),
      SHA256Digest(hex: String(decoding: line[(tab + 1)...], as: UTF8.self)) == SHA256.digest(of: line[..<tab])
    else { return nil }
    let fields: Fields
    do throws(FieldError) { fields = try FieldDecoder.decode(from: line[..<tab]) } catch {
      throw RunRow.Impossible(problem: error.description)
    }
    return try fields.row()
  }

  /// The JSON's fields. Curves and weights, which are long, are numbers of 8 and 4 bytes, little endian, in base 64.
  private struct Fields: Codable {
    struct Best: Codable {
      let step, exact, tokens: Int
      let loss: Double
      let adderBoard: Int
      let weightsSHA256: String
    }

    let run, seed: Int
    let ending: RunResult.Ending
    let steps: Int
    let best: Best?
    let cpuSeconds: Double
    /// Step, training loss, exact, tokens, loss of each validation.
    let curve: String
    let weights: String?

    init(_ row: RunRow) {
      (run, seed, ending, steps, cpuSeconds) = (row.number, row.seed, row.ending, row.steps, row.cpuSeconds)
      best = row.best.map {
        Best(
          step: $0.step, exact: $0.exact, tokens: $0.tokens, loss: $0.loss, adderBoard: $0.adderBoard,
          weightsSHA256: $0.weightsSHA256.hex)
      }
      let words = row.points.flatMap {
        [
          UInt64(bitPattern: Int64($0.step)), $0.trainingLoss.bitPattern, UInt64(bitPattern: Int64($0.exact)),
          UInt64(bitPattern: Int64($0.tokens)), $0.loss.bitPattern,
        ]
      }
      curve = words.map(\.littleEndian).withUnsafeBytes { Data($0) }.base64EncodedString()
      weights = row.weights.map { Data($0).base64EncodedString() }
    }

    func row() throws(RunRow.Impossible) -> RunRow {
      func fail(_ field: String, _ problem: String) -> RunRow.Impossible { .init(problem: "'\(field)' \(problem)") }
      guard let points = Data(base64Encoded: curve), points.count.isMultiple(of: 40) else {
        throw fail("curve", "is no curve")
      }
      var found: RunRow.Best?
      if let best {
        guard let digest = SHA256Digest(hex: best.weightsSHA256) else { throw fail("best.weightsSHA256", "is no SHA-256") }
        found = RunRow.Best(
          step: best.step, exact: best.exact, tokens: best.tokens, loss: best.loss, adderBoard: best.adderBoard,
          weightsSHA256: digest)
      }
      var values: [UInt8]?
      if let weights {
        guard let data = Data(base64Encoded: weights) else { throw fail("weights", "are not in base 64") }
        values = Array(data)
      }
      return RunRow(
        number: run, seed: seed, ending: ending, steps: steps, best: found, cpuSeconds: cpuSeconds, points: Self.points(points),
        weights: values)
    }

    private static func points(_ data: Data) -> [RunCurve.Point] {
      data.withUnsafeBytes { bytes in
        func word(_ index: Int) -> UInt64 {
          UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self))
        }
        func whole(_ index: Int) -> Int { Int(Int64(bitPattern: word(index))) }
        return (0..<(bytes.count / 40)).map { point in
          let first = 5 * point
          return RunCurve.Point(
            step: whole(first), trainingLoss: Double(bitPattern: word(first + 1)), exact: whole(first + 2),
            tokens: whole(first + 3), loss: Double(bitPattern: word(first + 4)))
        }
      }
    }
  }
}
