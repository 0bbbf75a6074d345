/// Up to three windows. They lie in the step itself: studies copy a program's steps for each of thousands of interventions.
public struct Slots: RandomAccessCollection, Hashable, Sendable, ExpressibleByArrayLiteral {
  /// How many there are.
  public let count: Int
  private let first, second, third: Slot

  /// - Precondition: at most three.
  init(_ slots: [Slot]) {
    check(slots.count <= 3, "a step reads and writes at most three windows")
    let none = Slot(buffer: 0, first: 0, width: 0)
    count = slots.count
    first = slots.first ?? none
    second = slots.dropFirst().first ?? none
    third = slots.dropFirst(2).first ?? none
  }

  /// The windows of a list of at most three.
  public init(arrayLiteral elements: Slot...) { self.init(elements) }

  /// The index of the first window.
  public var startIndex: Int { 0 }
  /// The number of windows.
  public var endIndex: Int { count }

  /// A window by its place in the list.
  public subscript(index: Int) -> Slot {
    check(index >= 0 && index < count, "a step has no window \(index) of \(count)")
    return index == 0 ? first : index == 1 ? second : third
  }
}
