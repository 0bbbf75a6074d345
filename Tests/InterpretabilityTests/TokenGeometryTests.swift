import Foundation
import Interpretability
import Testing
import Transformer

@Suite struct TokenGeometryTests {
  @Test func anArcIsACircleWithItsPublishedParameters() throws {
    let geometry = try TokenGeometry(TestModels.microAdder())
    let (circle, order) = (try #require(geometry.circle), try #require(geometry.order))
    #expect(abs(circle.radius - 2.5) < 1e-4)
    #expect(abs(circle.center[0]) < 1e-4 && abs(circle.center[1]) < 1e-4)
    #expect(circle.relativeResidual < 1e-5)
    #expect(order.isMonotone && abs(order.meanStep - 0.29) < 1e-4 && order.stepDeviation < 1e-4)
    let arc = try #require(geometry.arc)
    #expect(arc.amplitude == 2.5 && abs(arc.start + 1.2) < 1e-6 && abs(arc.stride - 0.29) < 1e-6)
    #expect(geometry.plane == geometry.vectors && geometry.planeVariance == 1)
  }

  /// A circle in two oblique dimensions of eight, run through clockwise.
  @Test func findsAPlantedCircleInATable() throws {
    let model = try TestModels.replacing("token_emb.weight", in: TestModels.random()) { table in
      for digit in 0..<10 {
        let angle = -2 * Double.pi * Double(digit) / 10
        let (x, y) = (Float(3 * cos(angle)), Float(3 * sin(angle)))
        for d in 0..<8 { table[digit * 8 + d] = (d < 4 ? x : y) / 2 + Float(d) }
      }
    }
    let geometry = try TokenGeometry(model)
    let (circle, order) = (try #require(geometry.circle), try #require(geometry.order))
    #expect(abs(circle.radius - 3) < 1e-5 && circle.relativeResidual < 1e-5)
    #expect(geometry.planeVariance > 0.999_999)
    #expect(order.isMonotone && abs(abs(order.meanStep) - 2 * .pi / 10) < 1e-5)
    #expect(geometry.arc == nil)
  }

  @Test func shuffledDigitsAreOutOfOrder() throws {
    let places = [0, 5, 2, 7, 4, 9, 6, 1, 8, 3]
    let geometry = try TokenGeometry(
      vectors: places.map { [cos(2 * .pi * Double($0) / 10), sin(2 * .pi * Double($0) / 10)] })
    #expect(try #require(geometry.order).isMonotone == false)
  }

  @Test func digitsOnALineHaveNoOrderAroundACentre() throws {
    let geometry = try TokenGeometry(vectors: (0..<10).map { [Double($0), 1] })
    #expect(geometry.circle == nil && geometry.order == nil)
  }

  @Test func saysThatAModelHasDiverged() throws {
    let model = try TestModels.replacing("token_emb.weight", in: TestModels.random()) { $0[0] = .nan }
    #expect(throws: AnalysisError.notFinite(quantity: "an embedding")) { try TokenGeometry(model) }
  }
}
