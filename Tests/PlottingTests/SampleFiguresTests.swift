import Foundation
import Plotting
import Testing

@Suite struct SampleFiguresTests {
  /// With `PLOTTING_SAMPLES=folder` in the environment the samples are kept there, to be looked at.
  @Test(
    .enabled(
      if: ProcessInfo.processInfo.environment["PLOTTING_SAMPLES"] != nil, "set PLOTTING_SAMPLES to a folder to see the samples"))
  func keepSamples() throws {
    let folder = try #require(ProcessInfo.processInfo.environment["PLOTTING_SAMPLES"])
    for (name, figure) in Samples.all {
      try figure.write(to: "\(folder)/\(name).png")
      try figure.write(to: "\(folder)/\(name).svg")
      try figure.write(to: "\(folder)/\(name).pdf")
      try figure.write(to: "\(folder)/\(name)-half.png", dotsPerInch: 110)
    }
  }
}
