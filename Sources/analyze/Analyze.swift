@main
struct Analyze {
  static func main() {}
}
