import Addition
import Checkpoints
import Files
import Foundation

/// A run's records in order: `training.csv`.
public struct TrainingCurve: Sendable, Equatable {
  /// One row a validation, by step.
  public var records: [TrainingRecord]

  /// A curve of these records.
  public init(_ records: [TrainingRecord] = []) {
    self.records = records
  }

  /// The validation whose weights a run keeps: most whole answers right, of equals the lowest loss, of equals the first.
  package var bestRecord: TrainingRecord? {
    records.reduce(nil as TrainingRecord?) { best, record in
      record.validation.isBetter(than: best?.validation) ? record : best
    }
  }

  /// The table's columns. Accuracies are counts; `validation_problems` and `validation_digits` are their totals.
  static let columns = [
    "step", "loss", "learning_rate", "weight_decay", "digits", "carry_mix", "validation_loss", "validation_correct",
    "validation_problems", "validation_correct_digits", "validation_digits",
  ]

  /// The table as text; numbers in the shortest form that reads back the same.
  public var csv: String {
    let rows = records.map { r in
      let v = r.validation
      let fields: [any CustomStringConvertible] = [
        r.step, r.loss, r.learningRate, r.weightDecay, r.digits, r.carryMix, v.loss, v.exactMatch.count, v.exactMatch.total,
        v.tokenAccuracy.count, v.tokenAccuracy.total,
      ]
      return fields.map(\.description).joined(separator: ",")
    }
    return ([Self.columns.joined(separator: ",")] + rows).joined(separator: "\n") + "\n"
  }

  /// Reads a table.
  ///
  /// - Throws: `FileError` naming the line that is wrong.
  public static func read(_ path: String) throws(FileError) -> TrainingCurve {
    let text = String(decoding: try InputFile.read(path, upTo: 256 << 20), as: UTF8.self)
    let lines = text.split(separator: "\n")
    func fail(_ line: Int) -> FileError {
      FileError(
        .badData, path: path, problem: "line \(line) is not a row of a training curve",
        remedy: "the columns are \(columns.joined(separator: ","))")
    }
    guard let header = lines.first, header == columns.joined(separator: ",") else { throw fail(1) }
    var records: [TrainingRecord] = []
    for (index, line) in lines.enumerated().dropFirst() {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      guard fields.count == columns.count, let record = TrainingRecord(fields) else { throw fail(index + 1) }
      records.append(record)
    }
    return TrainingCurve(records)
  }
}

extension TrainingRecord {
  /// A row's fields, or nil if they make no record.
  fileprivate init?(_ fields: [Substring]) {
    let integers = [0, 4, 7, 8, 9, 10].map { Int(fields[$0]) }
    let reals = [1, 2, 3, 5, 6].map { Double(fields[$0]) }
    guard let step = integers[0], let digits = integers[1], let correct = integers[2], let problems = integers[3],
      let correctDigits = integers[4], let allDigits = integers[5], let loss = reals[0], let rate = reals[1],
      let decay = reals[2], let mix = reals[3], let validationLoss = reals[4], (0...problems).contains(correct),
      (0...allDigits).contains(correctDigits), [loss, rate, decay, mix, validationLoss].allSatisfy(\.isFinite)
    else { return nil }
    self.init(
      step: step, loss: loss, learningRate: rate, weightDecay: decay, digits: digits, carryMix: mix,
      validation: .init(
        exactMatch: Proportion(correct, of: problems), tokenAccuracy: Proportion(correctDigits, of: allDigits),
        loss: validationLoss))
  }
}
