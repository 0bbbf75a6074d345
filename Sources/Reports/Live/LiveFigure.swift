import Plotting

/// A figure as an element of a page: its caption is text of the page's.
enum LiveFigure {
  /// - Parameter id: begins all ids in it: letters, digits and hyphens.
  /// - Throws: `FigureError`.
  static func html(_ whole: Figure, id: String) throws -> String {
    var figure = whole
    figure.caption = nil
    // Raised and lowered text as a reader of plain text sees it.
    let caption = (whole.caption ?? "").replacing("^{2}", with: "²").replacing(/[_^]\{([^}]*)\}/) { String($0.1) }
    return "<figure><div class=\"plot\">\(try figure.fitted().svgElement(id: id))</div>"
      + "<figcaption>\(MarkdownHTML.escaped(caption))</figcaption></figure>\n"
  }
}
