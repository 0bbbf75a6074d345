import CCairo

/// A cairo surface that a drawing is drawn on. A class because it owns the surface.
final class Canvas {
  private let surface: OpaquePointer
  private let context: OpaquePointer
  /// Text becomes outlines on raster canvases: placed to a fraction of a pixel, and the same on every cairo version.
  private let textAsOutlines: Bool
  private var sink: Sink?

  private final class Sink { var bytes: [UInt8] = [] }

  private init(_ surface: OpaquePointer?, textAsOutlines: Bool, sink: Sink? = nil) throws(FigureError) {
    guard let surface, let context = cairo_create(surface) else { throw .drawing("cairo gave no surface") }
    self.surface = surface
    self.context = context
    self.textAsOutlines = textAsOutlines
    self.sink = sink
    try check()
  }

  deinit {
    cairo_destroy(context)
    cairo_surface_destroy(surface)
  }

  /// Pixels, `scale` of them per point.
  static func raster(width: Int, height: Int, scale: Double) throws(FigureError) -> Canvas {
    let canvas = try Canvas(
      cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(width), Int32(height)), textAsOutlines: true)
    cairo_scale(canvas.context, scale, scale)
    return canvas
  }

  static func pdf(_ size: Size, metadata: Metadata, title: String) throws(FigureError) -> Canvas {
    let sink = Sink()
    let surface = cairo_pdf_surface_create_for_stream(
      append, Unmanaged.passUnretained(sink).toOpaque(), size.width, size.height)
    let canvas = try Canvas(surface, textAsOutlines: false, sink: sink)
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, title)
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_SUBJECT, metadata.description)
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, metadata.software)
    let origin = (metadata.source.map { [$0] } ?? []) + metadata.entries.map { "\($0.keyword): \($0.text)" }
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_KEYWORDS, origin.joined(separator: "; "))
    // The same figure must be the same bytes tomorrow: a date that cannot be read leaves the entry out.
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, "")
    return canvas
  }

  private static let append: cairo_write_func_t = { sink, bytes, count in
    guard let sink, let bytes else { return CAIRO_STATUS_WRITE_ERROR }
    Unmanaged<Sink>.fromOpaque(sink).takeUnretainedValue().bytes += UnsafeBufferPointer(start: bytes, count: Int(count))
    return CAIRO_STATUS_SUCCESS
  }

  private func check() throws(FigureError) {
    for status in [cairo_surface_status(surface), cairo_status(context)] where status != CAIRO_STATUS_SUCCESS {
      throw .drawing(cairo_status_to_string(status).map { String(cString: $0) } ?? "unknown error")
    }
  }

  func draw(_ drawing: Drawing, background: Color, typesetter: Typesetter) throws(FigureError) {
    ink(background)
    cairo_paint(context)
    for element in drawing.elements {
      switch element {
      case .fill(let path, let color): fill(path, color)
      case .stroke(let path, let pen): stroke(path, pen)
      case .text(let block, let place, let anchor, let angle, let color, let halo):
        text(block, place, anchor, angle, color, halo, typesetter)
      case .clip(let r):
        cairo_save(context)
        cairo_rectangle(context, r.minX, r.minY, r.width, r.height)
        cairo_clip(context)
      case .unclip: cairo_restore(context)
      }
    }
    try check()
  }

  /// The bytes of a vector canvas, which cannot be drawn on afterwards.
  func finish() throws(FigureError) -> [UInt8] {
    cairo_surface_finish(surface)
    let status = cairo_surface_status(surface)
    guard status == CAIRO_STATUS_SUCCESS else {
      throw .drawing(cairo_status_to_string(status).map { String(cString: $0) } ?? "unknown error")
    }
    return sink?.bytes ?? []
  }

  /// The pixels of a raster canvas as RGB, top row first.
  func rgb() throws(FigureError) -> [UInt8] {
    cairo_surface_flush(surface)
    guard let data = cairo_image_surface_get_data(surface) else { throw .drawing("cairo gave no pixels") }
    let (width, height) = (Int(cairo_image_surface_get_width(surface)), Int(cairo_image_surface_get_height(surface)))
    let stride = Int(cairo_image_surface_get_stride(surface))
    return [UInt8](unsafeUninitializedCapacity: width * height * 3) { rgb, count in
      for row in 0..<height {
        data.advanced(by: row * stride).withMemoryRebound(to: UInt32.self, capacity: width) { pixels in
          for column in 0..<width {
            let (pixel, at) = (pixels[column], (row * width + column) * 3)
            rgb[at] = UInt8(truncatingIfNeeded: pixel >> 16)
            rgb[at + 1] = UInt8(truncatingIfNeeded: pixel >> 8)
            rgb[at + 2] = UInt8(truncatingIfNeeded: pixel)
          }
        }
      }
      count = width * height * 3
    }
  }

  private func ink(_ color: Color) {
    cairo_set_source_rgba(context, color.red, color.green, color.blue, color.opacity)
  }

  private func trace(_ path: Path) {
    cairo_new_path(context)
    for segment in path.segments {
      switch segment {
      case .move(let p): cairo_move_to(context, p.x, p.y)
      case .line(let p): cairo_line_to(context, p.x, p.y)
      case .arc(let c, let radius, let start, let end):
        if end >= start {
          cairo_arc(context, c.x, c.y, radius, start, end)
        } else {
          cairo_arc_negative(context, c.x, c.y, radius, start, end)
        }
      case .close: cairo_close_path(context)
      }
    }
  }

  private func fill(_ path: Path, _ color: Color) {
    trace(path)
    ink(color)
    cairo_fill(context)
  }

  private func stroke(_ path: Path, _ pen: Pen) {
    trace(path)
    ink(pen.color)
    cairo_set_line_width(context, pen.width)
    cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
    cairo_set_line_cap(context, CAIRO_LINE_CAP_BUTT)
    let pattern = pen.pattern
    cairo_set_dash(context, pattern, Int32(pattern.count), 0)
    cairo_stroke(context)
  }

  /// How far a halo reaches beyond a letter, in points.
  static let haloWidth = 1.1

  private func text(
    _ block: TextBlock, _ place: Point, _ anchor: Anchor, _ angle: Double, _ color: Color, _ halo: Color?,
    _ typesetter: Typesetter
  ) {
    cairo_save(context)
    defer { cairo_restore(context) }
    cairo_translate(context, place.x, place.y)
    cairo_rotate(context, angle)
    for (line, x, y) in block.placedLines(anchor) {
      for run in line.runs {
        var glyphs = run.glyphs.map { cairo_glyph_t(index: $0.index, x: x + $0.x, y: y - $0.rise) }
        typesetter.select(run.face, size: run.size, in: context)
        if let halo {
          cairo_new_path(context)
          cairo_glyph_path(context, &glyphs, Int32(glyphs.count))
          ink(halo)
          cairo_set_line_width(context, Self.haloWidth * 2)
          cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
          cairo_set_dash(context, nil, 0, 0)
          cairo_stroke(context)
        }
        ink(color)
        if textAsOutlines {
          cairo_new_path(context)
          cairo_glyph_path(context, &glyphs, Int32(glyphs.count))
          cairo_fill(context)
        } else {
          cairo_show_glyphs(context, &glyphs, Int32(glyphs.count))
        }
      }
    }
  }
}
