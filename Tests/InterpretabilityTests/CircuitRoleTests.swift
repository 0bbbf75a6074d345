import Addition
import Interpretability
import ReferenceModels
import Testing
import Transformer

/// What parts of a model that adds are found to transmit.
@Suite struct CircuitRoleTests {
  private static func study(_ grain: CircuitGrain) throws -> CircuitStudy {
    let model = try #require(ShippedModel.all.first { $0.name == "microadder-57p" }).checkpoint().model
    return try CircuitStudy(
      model, on: .carry(count: 220), plan: .init(grain: grain, metric: .digits, threshold: 0.9),
      search: .carry(count: 110, seed: 5),
      threads: 2)
  }

  /// The digits of a place say what is answered there and nothing of the carry that comes in; those below say the carry alone.
  @Test func digitsOfThePlaceAndOfThePlaceBelowAreToldApart() throws {
    let study = try Self.study(.reads)
    for name in ["L0H0 value of X[i]", "L0H0 value of Y[i]"] {
      let role = try #require(study.members.first { $0.part.name == name }?.role, "\(name)")
      #expect(role.words.contains(.routesDigits) && !role.words.contains(.makeCarry), "\(name): \(role.words)")
      // The donor has the same digits there, where only the carry differs.
      #expect(role[.carry]?.count == 0 && role[.cascade]?.count == 0)
    }
    for member in study.members where [.previousFirstDigit, .previousSecondDigit].contains(member.part.role) {
      // What moves by carries alone fetches no digits.
      #expect(member.role?[.digits]?.count == 0 && member.role?.words.contains(.routesDigits) == false)
    }
  }

  /// A head that is all that fetches anything transmits all that there is.
  @Test func theOnlyHeadTransmitsDigitsAndCarries() throws {
    let study = try Self.study(.nodes)
    let head = try #require(study.members.first { $0.part.kind == .head }?.role)
    #expect(head.words.first == .routesDigits)
    #expect(CarryContrast.allCases.allSatisfy { (head[$0]?.total ?? 0) > 250 })
  }
}
