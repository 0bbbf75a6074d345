import Spelling

/// Which fields of a document were asked for while it was decoded; what nobody asked for is a mistake of its writer.
///
/// One for each document: its decoders are copied freely, and all report here.
final class FieldVisits {
  /// An object that was looked into.
  private struct Visit {
    let path: [any CodingKey]
    let members: [String]
    var asked: Set<String> = []
    /// Whether a type that looked into it has a field of that name, asked for or not.
    var isKnown: (String) -> Bool
  }

  /// In the order in which objects were met.
  private var visits: [Visit] = []
  private var places: [String: Int] = [:]
  /// What was asked for the first time, in order, so that it can be taken back.
  private var log: [(place: Int, name: String)] = []

  /// What has been asked for so far.
  struct Mark {
    fileprivate let visits, log: Int
  }

  var mark: Mark { Mark(visits: visits.count, log: log.count) }

  /// Forgets what was asked for since then, because the attempt failed.
  func rewind(to mark: Mark) {
    for (place, name) in log[mark.log...] { visits[place].asked.remove(name) }
    log.removeSubrange(mark.log...)
    for visit in visits[mark.visits...] { places[fieldPath(visit.path)] = nil }
    visits.removeSubrange(mark.visits...)
  }

  /// A type with these names looks into an object.
  func enter<Key: CodingKey>(_ path: [any CodingKey], _ members: [JSONValue.Member], names: Key.Type) {
    let text = fieldPath(path)
    if let place = places[text] {
      let before = visits[place].isKnown
      visits[place].isKnown = { before($0) || Key(stringValue: $0) != nil }
    } else {
      places[text] = visits.count
      visits.append(Visit(path: path, members: members.map(\.name), isKnown: { Key(stringValue: $0) != nil }))
    }
  }

  /// A type asks for a field of an object, be it there or not.
  func ask(_ path: [any CodingKey], _ name: String) {
    guard let place = places[fieldPath(path)], visits[place].asked.insert(name).inserted else { return }
    log.append((place, name))
  }

  /// The first field that nobody asked for.
  var unknown: FieldError? {
    for visit in visits {
      if let name = visit.members.first(where: { !visit.asked.contains($0) }) { return Self.error(visit, name) }
    }
    return nil
  }

  /// A field of an object that no type has a name for: why another may be missing there.
  func misspelt(in path: [any CodingKey]) -> FieldError? {
    guard let place = places[fieldPath(path)] else { return nil }
    let visit = visits[place]
    return visit.members.first { !visit.isKnown($0) }.map { Self.error(visit, $0) }
  }

  private static func error(_ visit: Visit, _ name: String) -> FieldError {
    // A type does not list its names, but it can be asked about every word that is a slip away.
    let near =
      Suggestion.nearest(to: name, among: visit.asked.sorted())
      ?? (visit.isKnown(name) ? nil : Suggestion.slips(of: name).first(where: visit.isKnown))
    return .unknown(fieldPath(visit.path + [FieldKey(stringValue: name)]), suggestion: near, known: visit.asked)
  }
}
