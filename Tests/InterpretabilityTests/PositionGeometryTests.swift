import Addition
import Foundation
import Interpretability
import Testing
import Transformer

@Suite struct PositionGeometryTests {
  @Test func theSpiralIsOneTurnPlusALineSharedByAllNumbers() throws {
    let geometry = try PositionGeometry(TestModels.microAdder())
    #expect(geometry.curves.count == 9)
    for number in PositionGeometry.Number.allCases {
      let fits = try geometry.curves.filter { $0.number == number }.map { try #require($0.fit) }
      for fit in fits.prefix(2) {
        #expect(fit.frequency == 0.1 && abs(fit.amplitude - 3.5) < 1e-4 && abs(fit.slope) < 1e-4)
        #expect(fit.explainedVariance > 0.999_999 && fit.explainedByHarmonic[0] > 0.999_999)
      }
      #expect(fits[2].explainedByLine > 0.999_999)
    }
    for sharing in geometry.sharing {
      #expect(sharing.samePlace == 0 && sharing.otherPlace > 1 && sharing.relativeDistance == 0)
    }
    // `+` is the zero vector.
    let plus = try #require(geometry.positionLabels.firstIndex(of: "+"))
    #expect(geometry.cosineSimilarity[plus].allSatisfy { $0 == nil })
    #expect(try abs(#require(geometry.cosineSimilarity[0][11]) - 1) < 1e-12)
  }

  @Test func recoversAPlantedSinusoid() throws {
    let format = TokenFormat.dense
    let model = try TestModels.replacing("pos_emb.weight", in: TestModels.random()) { table in
      for place in 0..<10 {
        let value = 2 * cos(2 * .pi * 0.23 * Double(place) + 0.7) - 0.3 * Double(place) + 5
        table[format.secondOperandPosition(place) * 8 + 4] = Float(value)
      }
    }
    let geometry = try PositionGeometry(model)
    let fit = try #require(geometry.curves.first { $0.number == .y && $0.dimension == 4 }?.fit)
    #expect(abs(fit.frequency - 0.23) < 1e-9)
    #expect(abs(fit.amplitude - 2) < 1e-4 && abs(fit.phase - 0.7) < 1e-4)
    #expect(abs(fit.slope + 0.3) < 1e-4 && abs(fit.intercept - 5) < 1e-4)
    #expect(fit.explainedVariance > 0.999_999 && fit.explainedVariance > fit.explainedByLine)
    #expect(abs(fit.value(at: 3) - (2 * cos(2 * .pi * 0.69 + 0.7) - 0.9 + 5)) < 1e-4)
  }

  /// Random tables: about one curve in twenty passes the noise level, and numbers share nothing.
  @Test func randomPositionsLookLikeNoise() throws {
    let geometries = try (0..<8).map { try PositionGeometry(TestModels.random(seed: UInt64($0))) }
    let fits = geometries.flatMap { geometry in
      geometry.curves.map { ($0.fit?.explainedVariance ?? 1) > geometry.noiseLevel }
    }
    #expect(fits.count == 8 * 24)
    #expect((1...25).contains(fits.count { $0 }))
    for sharing in geometries.flatMap(\.sharing) {
      #expect(try (0.6...1.6).contains(#require(sharing.relativeDistance)))
    }
  }

  @Test func aConstantCurveHasNoFit() throws {
    let model = try TestModels.replacing("pos_emb.weight", in: TestModels.random()) { table in
      for position in 0..<(table.count / 8) { table[position * 8] = 0.3 }
    }
    let geometry = try PositionGeometry(model)
    #expect(geometry.curves.filter { $0.dimension == 0 }.allSatisfy { $0.fit == nil })
    #expect(geometry.vectors.count == model.program.positions)
  }
}
