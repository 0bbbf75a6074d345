import Foundation
import Testing

@testable import Checkpoints

/// Types of every shape that Swift's own code for `Decodable` has.
private struct Document: Decodable, Equatable {
  enum Stream: Decodable, Equatable {
    case sum(width: Int)
    case split(token: Int, position: Int)
    case none
  }

  enum Word: String, Decodable, CaseIterable { case early, late }

  struct Part: Decodable, Equatable {
    var size: UInt8
    var note: String?
    var word: Word?
  }

  /// True, or a list.
  struct Either: Decodable, Equatable {
    var names: [String]

    private enum CodingKeys: CodingKey { case trained }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      if let all = try? container.decode(Bool.self, forKey: .trained) {
        names = all ? ["all"] : []
      } else {
        names = try container.decode([String].self, forKey: .trained)
      }
    }
  }

  /// One form of an object, or another.
  enum Form: Decodable, Equatable {
    struct Round: Decodable, Equatable { var radius: Double, center: Part? }
    struct Square: Decodable, Equatable { var side: Double }
    case round(Round)
    case square(Square)

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let round = try? container.decode(Round.self) {
        self = .round(round)
      } else {
        self = .square(try container.decode(Square.self))
      }
    }
  }

  var seed: UInt64
  var rate: Double?
  var stream: Stream?
  var parts: [Part]?
  var table: [String: Part]?
  var either: Either?
  var form: Form?
  var pair: Pair?

  struct Pair: Decodable, Equatable {
    var first: Int, second: Int?

    init(from decoder: any Decoder) throws {
      var list = try decoder.unkeyedContainer()
      first = try list.decode(Int.self)
      second = try list.decodeIfPresent(Int.self)
    }
  }
}

@Suite struct FieldDecoderTests {
  private func decode(_ text: String) throws(FieldError) -> Document { try FieldDecoder.decode(from: text.utf8) }

  private func complaint(_ text: String) -> String {
    do throws(FieldError) { return "no complaint: \(try decode(text))" } catch { return error.description }
  }

  /// Foundation's decoder is the judge of what every document means.
  @Test(arguments: [
    #"{"seed": 18446744073709551615}"#, #"{"seed": 1e3, "rate": 0.1}"#, #"{"seed": 7.0, "rate": null}"#,
    #"{"seed": 1, "stream": {"sum": {"width": 7}}}"#, #"{"seed": 1, "stream": {"split": {"token": 2, "position": 3}}}"#,
    #"{"seed": 1, "stream": {"none": {}}}"#, #"{"seed": 1, "parts": []}"#,
    #"{"seed": 1, "parts": [{"size": 255}, {"size": 0, "note": "x", "word": "late"}, {"size": 1, "note": null}]}"#,
    #"{"seed": 1, "table": {"a": {"size": 1}, "b.c": {"size": 2}}}"#, #"{"seed": 1, "either": {"trained": true}}"#,
    #"{"seed": 1, "either": {"trained": ["amp", "phase"]}}"#, #"{"seed": 1, "form": {"radius": 2, "center": {"size": 1}}}"#,
    #"{"seed": 1, "form": {"side": 2}}"#, #"{"seed": 1, "pair": [1, 2]}"#, #"{"seed": 1, "pair": [1, null]}"#,
    #"{"seed": 1, "pair": [1]}"#,
  ])
  func meansWhatFoundationSays(_ text: String) throws {
    #expect(try decode(text) == JSONDecoder().decode(Document.self, from: Data(text.utf8)))
  }

  @Test(arguments: [
    (#"{"sed": 1}"#, "unknown field 'sed'; did you mean 'seed'?"),
    (#"{"seed": 1, "Rate": 2}"#, "unknown field 'Rate'; did you mean 'rate'?"),
    (
      #"{"seed": 1, "zzz": 2}"#,
      "unknown field 'zzz'; known here: either, form, pair, parts, rate, seed, stream, table"
    ),
    (#"{"seed": 1, "parts": [{"size": 1}, {"size": 1, "nota": "x"}]}"#, "unknown field 'parts[1].nota'; did you mean 'note'?"),
    (#"{"seed": 1, "parts": [{"sise": 1}]}"#, "unknown field 'parts[0].sise'; did you mean 'size'?"),
    (#"{"seed": 1, "stream": {"sums": {"width": 7}}}"#, "unknown field 'stream.sums'; did you mean 'sum'?"),
    (#"{"seed": 1, "stream": {"sum": {"widht": 7}}}"#, "unknown field 'stream.sum.widht'; did you mean 'width'?"),
    (#"{"seed": 1, "stream": {"sum": {"width": 7}, "a": 1}}"#, "unknown field 'stream.a'; known here: sum"),
    (#"{"seed": 1, "form": {"side": 2, "radius": "x"}}"#, "unknown field 'form.radius'; known here: side"),
    (#"{"seed": 1, "form": {"side": 2, "center": {"size": 1}}}"#, "unknown field 'form.center'; known here: side"),
    (#"{"seed": 1, "either": {"trained": true, "x": 1}}"#, "unknown field 'either.x'; known here: trained"),
    (
      #"{"seed": 1, "stream": {"sum": {"width": 7}, "none": {}}}"#,
      "'stream' has the fields sum, none and must have exactly one"
    ),
    (#"{"seed": 1, "stream": {}}"#, "'stream' has no field and must have exactly one"),
    (#"{}"#, "'seed' is missing"),
    (#"{"seed": 1, "parts": [{}]}"#, "'parts[0].size' is missing"),
    (#"{"seed": -5}"#, "'seed' is -5 and must be a whole number in 0...2^64 - 1"),
    (#"{"seed": 1.5}"#, "'seed' is 1.5 and must be a whole number in 0...2^64 - 1"),
    (#"{"seed": 18446744073709551616}"#, "'seed' is 18446744073709551616 and must be a whole number in 0...2^64 - 1"),
    (#"{"seed": "1"}"#, "'seed' is \"1\" and must be a whole number in 0...2^64 - 1"),
    (#"{"seed": null}"#, "'seed' is null and must be a whole number in 0...2^64 - 1"),
    (#"{"seed": 1, "rate": 1e999}"#, "'rate' is 1e999 and must be a number"),
    (#"{"seed": 1, "rate": [1, 2]}"#, "'rate' is a list of 2 and must be a number"),
    (#"{"seed": 1, "parts": {"size": 1}}"#, "'parts' is an object and must be a list"),
    (#"{"seed": 1, "parts": [3]}"#, "'parts[0]' is 3 and must be an object"),
    (
      #"{"seed": 1, "parts": [{"size": 1, "word": "latest"}]}"#,
      "'parts[0].word' is \"latest\" and must be one of early, late"
    ),
    (#"{"seed": 1, "parts": [{"size": 256}]}"#, "'parts[0].size' is 256 and must be a whole number in 0...2^8 - 1"),
    (#"{"seed": 1, "table": {"b": {"size": true}}}"#, "'table.b.size' is true and must be a whole number in 0...2^8 - 1"),
    (#"{"seed": 1, "either": {"trained": 3}}"#, "'either.trained' is 3 and must be a list"),
    (#"{"seed": 1, "pair": []}"#, "'pair' is a list of 0 and must have more"),
    (#"[1]"#, "the document is a list of 1 and must be an object"),
    ("{\n  \"seed\": 1,\n}", "this is not JSON: in line 3, a quotation mark is missing"),
    ("", "this is not JSON: in line 1, the text ends too early"),
    (#"{"seed": 1, "seed": 2}"#, "this is not JSON: in line 1, the key 'seed' appears twice"),
  ])
  func everyComplaintNamesTheFieldAndWhatStandsThere(_ text: String, _ expected: String) {
    #expect(complaint(text) == expected)
  }

  @Test func hostileNamesStayOneShortLine() {
    let name = String(repeating: "a\\u001b[2J\\n", count: 1000)
    let text = complaint("{\"seed\": 1, \"\(name)\": 2}")
    #expect(text.count < 400)
    #expect(text.unicodeScalars.allSatisfy { $0.value >= 0x20 })
  }

  /// A mebibyte is the most that is read of a recipe.
  @Test(.timeLimit(.minutes(1))) func manyObjectsTakeLinearTime() throws {
    let part = #"{"size":1},"#
    let text = #"{"seed":1,"parts":["# + String(repeating: part, count: (1 << 20) / part.count) + #"{"size":1}]}"#
    #expect(try decode(text).parts?.count == (1 << 20) / part.count + 1)
  }
}
