// swift-tools-version: 6.2
import PackageDescription

/// Whether another package fetched this one by version: SwiftPM refuses flags of such a package. It keeps them in a folder
/// `checkouts`, or below `registry/downloads`. Whoever builds it passes `-Xcc -march=native` on the command line. A clone in a
/// folder of that name is taken for such a package, too: slower, and without fused multiply-add its training has other bits.
let isFetched =
  Context.packageDirectory.split(separator: "/").dropLast().last == "checkouts"
  || Context.packageDirectory.contains("/registry/downloads/")

/// The processor to build for, by clang's name: `native` unless `CARRYSCOPE_MARCH` names another or, empty, none.
/// Every arm64 has what the kernels need.
#if arch(x86_64)
  let (option, usual) = ("-march=", "native")
#else
  let (option, usual) = ("-mcpu=", "")
#endif
let processor = isFetched ? "" : Context.environment["CARRYSCOPE_MARCH"] ?? usual

/// Fused multiply-add and vectors of 256 or 512 bits: x86-64 at large has neither.
let native: [SwiftSetting] =
  processor.isEmpty ? [] : [.unsafeFlags(["-Xcc", option + processor], .when(configuration: .release))]
/// The numeric engine's kernels index only what their callers have measured. Its preconditions are documentation there: what comes
/// from outside is checked before, in the rooms above.
let unchecked: [SwiftSetting] =
  isFetched ? [] : native + [.unsafeFlags(["-Ounchecked"], .when(configuration: .release))]

func system(_ name: String, pkgConfig: String, apt: [String], brew: [String]) -> Target {
  .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt(apt), .brew(brew)])
}

func room(_ name: String, _ dependencies: [String], resources: [Resource] = [], settings: [SwiftSetting] = native) -> Target {
  .target(
    name: name, dependencies: dependencies.map { .init(stringLiteral: $0) }, resources: resources, swiftSettings: settings)
}

func tests(of name: String, _ others: [String] = [], fixtures: [Resource] = [], excluding excluded: [String] = []) -> Target {
  .testTarget(
    name: name + "Tests", dependencies: ([name] + others).map { .init(stringLiteral: $0) }, exclude: excluded,
    resources: fixtures, swiftSettings: native)
}

let library = [
  "Digests", "Files", "Clusters", "Addition", "Lanes", "Transformer", "Checkpoints", "Training", "Sweeps", "Traces",
  "Interpretability", "Certificates", "Hardening", "Shares", "Plotting", "Figures", "Reports",
]

let package = Package(
  name: "CarryScope",
  platforms: [.macOS(.v26)],
  products: [
    .library(name: "CarryScope", targets: library + ["CarryScope"]),
    .executable(name: "analyze", targets: ["analyze"]),
  ],
  targets: [
    system("CHDF5", pkgConfig: "hdf5", apt: ["libhdf5-dev"], brew: ["hdf5"]),
    system("CPNG", pkgConfig: "libpng", apt: ["libpng-dev"], brew: ["libpng"]),
    system("CCairo", pkgConfig: "cairo", apt: ["libcairo2-dev"], brew: ["cairo"]),
    system("CZip", pkgConfig: "libzip", apt: ["libzip-dev"], brew: ["libzip"]),
    system("CLAPACK", pkgConfig: "lapacke", apt: ["liblapacke-dev", "libopenblas-dev"], brew: ["lapack", "openblas"]),
    system("CDeflate", pkgConfig: "libdeflate", apt: ["libdeflate-dev"], brew: ["libdeflate"]),
    system("CISAL", pkgConfig: "libisal", apt: ["libisal-dev"], brew: ["isa-l"]),
    system("CZstandard", pkgConfig: "libzstd", apt: ["libzstd-dev"], brew: ["zstd"]),
    system("CNettle", pkgConfig: "nettle", apt: ["nettle-dev"], brew: ["nettle"]),
    system("CSQLite", pkgConfig: "sqlite3", apt: ["libsqlite3-dev"], brew: ["sqlite"]),

    .target(name: "CFiles"),
    .target(name: "CLanes"),

    room("Spelling", []),
    room("Digests", ["CNettle"]),
    room("Files", ["CFiles"]),
    // Of any work that is split into numbered tasks.
    room("Clusters", ["Files"]),
    room("Addition", ["Files"]),
    room("Lanes", ["CLanes"], settings: unchecked),
    room("Transformer", ["Addition", "Lanes"], settings: unchecked),
    room("Checkpoints", ["Spelling", "Files", "Addition", "Lanes", "Transformer", "Digests", "CZip"]),
    // Recipes are part of the program, which may be moved to where no package is.
    room(
      "Training", ["Spelling", "Files", "Addition", "Lanes", "Transformer", "Checkpoints"],
      resources: [.embedInCode("Presets")]),
    room(
      "Sweeps",
      ["Spelling", "Digests", "Files", "Clusters", "Addition", "Transformer", "Checkpoints", "Training", "CSQLite"]),
    room("Traces", ["Files", "Addition", "Lanes", "Transformer", "Checkpoints", "CHDF5", "CDeflate", "CISAL", "CZstandard"]),
    room("Interpretability", ["Addition", "Lanes", "Transformer", "Traces", "CLAPACK"]),
    room("Certificates", ["Addition", "Lanes", "Transformer"]),
    room("Hardening", ["Files", "Addition", "Transformer", "Checkpoints", "Training", "Certificates"]),
    room("Shares", ["Digests", "Files", "Clusters", "Addition", "Transformer", "Checkpoints", "Certificates"]),
    room("Plotting", ["Files", "CPNG", "CCairo"]),
    room("Figures", ["Addition", "Transformer", "Training", "Interpretability", "Certificates", "Plotting"]),
    room(
      "Reports",
      [
        "Digests", "Files", "Addition", "Lanes", "Transformer", "Checkpoints", "Training", "Sweeps", "Interpretability",
        "Certificates", "Hardening", "Figures", "Plotting",
      ],
      resources: [.embedInCode("Reproduction/Data"), .embedInCode("Live/Page")]),
    room("Arguments", ["Spelling"]),
    // What our commands do alike: signals, and what errors of files mean for the shell.
    room("Shell", ["Arguments", "Files"]),
    // All of the library in one import.
    room("CarryScope", library),
    .executableTarget(
      name: "analyze",
      dependencies: [
        "Arguments", "Shell", "Files", "Clusters", "Addition", "Transformer", "Checkpoints", "Training", "Sweeps", "Traces",
        "Interpretability", "Certificates", "Hardening", "Shares", "Plotting", "Figures", "Reports",
      ], swiftSettings: native),

    .executableTarget(
      name: "bench",
      dependencies: [
        "Arguments", "Shell", "Digests", "Files", "Addition", "Lanes", "Transformer", "Checkpoints", "Training", "Sweeps",
        "Traces", "Interpretability", "Plotting", "Figures",
      ], swiftSettings: native),

    // Golden values for tests: of our checkpoints, and those of `../shared/reference-hooks`, which a user does not have.
    .target(
      name: "ReferenceModels", dependencies: ["Digests", "Lanes", "Transformer", "Checkpoints"], path: "Tests/ReferenceModels",
      swiftSettings: native),
    // Pictures as tests see them.
    .target(name: "PictureReading", dependencies: ["CPNG"], path: "Tests/PictureReading", swiftSettings: native),
    // The program in README.md; DocumentTests compares the two and runs it.
    .executableTarget(name: "ReadmeProgram", dependencies: ["CarryScope"], path: "Tests/ReadmeProgram", swiftSettings: native),
    tests(of: "Digests"),
    tests(of: "Files"),
    tests(of: "Addition", ["Digests", "Files"]),
    tests(of: "Lanes"),
    tests(of: "Transformer", ["ReferenceModels"], fixtures: [.copy("Fixtures")]),
    tests(of: "Checkpoints", ["Files", "Digests"], fixtures: [.copy("Fixtures")]),
    .target(name: "AllocationCounter", path: "Tests/AllocationCounter"),
    tests(of: "Training", ["Files", "ReferenceModels", "AllocationCounter"]),
    tests(of: "Sweeps", ["CSQLite", "Clusters", "Files", "Addition", "Checkpoints", "Training", "Transformer"]),
    tests(of: "Traces", ["Addition", "Lanes", "Transformer", "Checkpoints", "CHDF5", "ReferenceModels"]),
    tests(of: "Interpretability", ["ReferenceModels", "Checkpoints", "Traces"]),
    tests(
      of: "Certificates", ["Addition", "Checkpoints", "Lanes", "ReferenceModels", "Transformer"], excluding: ["Python"]),
    tests(of: "Hardening", ["Files", "Addition", "Certificates", "Checkpoints", "ReferenceModels", "Training", "Transformer"]),
    tests(of: "Shares", ["Addition", "Certificates", "Checkpoints", "Files", "ReferenceModels", "Transformer"]),
    tests(of: "Plotting", ["PictureReading"]),
    tests(
      of: "Figures", ["Addition", "Certificates", "Checkpoints", "Interpretability", "ReferenceModels", "PictureReading"],
      excluding: ["Golden"]),
    tests(
      of: "Reports",
      [
        "Files", "Addition", "Checkpoints", "Hardening", "Interpretability", "Lanes", "ReferenceModels", "Sweeps", "Training",
        "Transformer",
      ],
      excluding: ["Browser"]),
    tests(of: "Arguments"),
    tests(of: "Shell"),
    .testTarget(
      name: "BenchTests", dependencies: ["bench", "Arguments", "Lanes", "Training", "Transformer"], swiftSettings: native),
    .testTarget(
      name: "AnalyzeTests",
      dependencies: [
        "analyze", "Addition", "Arguments", "Checkpoints", "Hardening", "Lanes", "Reports", "Sweeps", "Traces", "Training",
        "Transformer",
      ],
      swiftSettings: native),
  ]
)
