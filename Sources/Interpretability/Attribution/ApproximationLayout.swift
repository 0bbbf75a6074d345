import Transformer

/// Which quantities are summed for which place in the computation, and where each stands among the sums.
struct ApproximationLayout: Sendable {
  /// A site at a position, or at all positions.
  struct Place: Sendable {
    let site: Int
    let position: Int?
  }

  let sites: [AttributionSite]
  let comparisons: [Comparison]
  let replacements: [Replacement]
  let places: [Place]
  /// By site: the place of position 0, were it there; the place of all positions.
  private let starts: [Int], wholes: [Int]

  init(_ program: Program, _ sites: [AttributionSite], _ approximations: [Approximation]) {
    self.sites = sites
    comparisons = Comparison.all.filter { approximations.contains($0.approximation) }
    let comparisons = comparisons
    replacements = Replacement.allCases.filter { replacement in comparisons.contains { $0.replacement == replacement } }
    var (places, starts, wholes) = ([Place](), [Int](), [Int]())
    for (index, site) in sites.enumerated() {
      let positions = program.positionsThatMatter(at: site.hook)
      starts.append(places.count - positions.lowerBound)
      places += positions.map { Place(site: index, position: $0) }
      wholes.append(places.count)
      places.append(Place(site: index, position: nil))
    }
    (self.places, self.starts, self.wholes) = (places, starts, wholes)
  }

  /// Behind all estimates and truths come the two logit differences.
  var quantities: Int { places.count * perPlace + 2 }
  var clean: Int { places.count * perPlace }
  var corrupted: Int { clean + 1 }
  private var perPlace: Int { comparisons.count + replacements.count }

  func place(_ site: Int, _ position: Int?) -> Int { position.map { starts[site] + $0 } ?? wholes[site] }

  func estimate(_ comparison: Comparison, _ place: Int) -> Int {
    place * perPlace + (comparisons.firstIndex(of: comparison) ?? 0)
  }

  func truth(_ replacement: Replacement, _ place: Int) -> Int {
    place * perPlace + comparisons.count + (replacements.firstIndex(of: replacement) ?? 0)
  }
}
