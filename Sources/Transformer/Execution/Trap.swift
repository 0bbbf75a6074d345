/// Ends the program with a sentence, in release builds too: what comes from outside of this room is checked, and this room is
/// compiled without preconditions.
@inline(never)
func trap(_ sentence: String, file: StaticString = #fileID, line: UInt = #line) -> Never {
  fatalError(sentence, file: file, line: line)
}

/// Traps unless a condition on the caller's arguments holds.
@inline(__always)
func check(_ condition: Bool, _ sentence: @autoclosure () -> String, file: StaticString = #fileID, line: UInt = #line) {
  if !condition { trap(sentence(), file: file, line: line) }
}
