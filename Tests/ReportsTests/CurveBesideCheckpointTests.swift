import Checkpoints
import Files
import Foundation
import Reports
import Testing
import Training

@Suite struct CurveBesideCheckpointTests {
  @Test func foundBesideAFolderAndAFile() throws {
    try Samples.inFolder { folder in
      let weights = folder + "/model.safetensors"
      try Samples.split().write(to: weights)
      #expect(try TrainingCurve.beside(checkpoint: folder) == nil)
      try Samples.curve.csv.write(toFile: folder + "/training.csv", atomically: true, encoding: .utf8)
      for path in [folder, folder + "/", weights] {
        #expect(try TrainingCurve.beside(checkpoint: path) == Samples.curve)
      }
    }
  }

  @Test func aDamagedCurveIsAnErrorAndNotNoCurve() throws {
    try Samples.inFolder { folder in
      try "step,loss\n1,2\n".write(toFile: folder + "/training.csv", atomically: true, encoding: .utf8)
      let error = #expect(throws: FileError.self) { try TrainingCurve.beside(checkpoint: folder) }
      #expect(error?.category == .badData)
      #expect(error?.path == folder + "/training.csv")
      let slashed = #expect(throws: FileError.self) { try TrainingCurve.beside(checkpoint: folder + "/../\(name(folder))/") }
      #expect(slashed?.path == folder + "/../\(name(folder))/training.csv", "the path as it was given")
    }
  }

  private func name(_ folder: String) -> String { URL(filePath: folder).lastPathComponent }
}
