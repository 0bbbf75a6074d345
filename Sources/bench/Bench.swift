import Lanes
import Training
import Transformer

@main
struct Bench {
  static func main() throws {
    let name = CommandLine.arguments[1]
    let trainer = try Trainer(try Recipe.named(name), threads: 1)
    for _ in 0..<(Int(CommandLine.arguments[2]) ?? 1000) { try trainer.step() }
  }
}
