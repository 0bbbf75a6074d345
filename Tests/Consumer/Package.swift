// swift-tools-version: 6.2
import PackageDescription

// Another package that uses CarryScope; `scripts/check-as-dependency` builds it with the dependency below, and fetched by tag.
let package = Package(
  name: "Consumer",
  platforms: [.macOS(.v26)],
  dependencies: [
    .package(name: "CarryScope", path: "../..")
  ],
  targets: [
    .executableTarget(name: "Consumer", dependencies: [.product(name: "CarryScope", package: "CarryScope")])
  ]
)
