extension String {
  /// The text as quoted in an error, which is one short line: a hostile name may be a megabyte long and hold line breaks,
  /// terminal commands, or marks that turn the direction of writing.
  var shortened: String {
    var result = ""
    for (index, scalar) in unicodeScalars.enumerated() {
      if index == 80 { return result + "..." }
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
        result += "\\u{\(String(scalar.value, radix: 16))}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
