import Shell

/// The process: whatever ends it, no half-written file is left.
@main
enum Main {
  static func main() {
    LastCleanup.begin()
    Analyze.main()
  }
}
