import Lanes
import Training
import Transformer

@main
struct Bench {
  static func main() throws {
    let clock = ContinuousClock()
    for name in ["microadder-57p", "microadder-67p", "gptacc-777p"] {
      for threads in [1, 2] {
        let trainer = try Trainer(try Recipe.named(name), threads: threads)
        for _ in 0..<200 { try trainer.step() }
        var times: [Double] = []
        for _ in 0..<5 {
          let t = try clock.measure { for _ in 0..<300 { try trainer.step() } }
          times.append(Double(t.components.seconds) + Double(t.components.attoseconds) * 1e-18)
        }
        times.sort()
        print(name, "threads", threads, "steps/s", Int(300 / times[2]), "us/step", Int(times[2] / 300 * 1e6), "best", Int(times[0] / 300 * 1e6))
      }
    }
  }
}
