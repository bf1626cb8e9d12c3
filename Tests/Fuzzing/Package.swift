// swift-tools-version: 6.2
import PackageDescription

// Beside the package and no part of it: `make fuzz` builds it with libFuzzer, which the libraries are built with too.
let package = Package(
    name: "fuzzing",
    dependencies: [.package(name: "hallmark", path: "../..")],
    targets: [
        .target(name: "FuzzTargets", dependencies: [.product(name: "Hallmark", package: "hallmark")]),
        .executableTarget(
            name: "Fuzz", dependencies: ["FuzzTargets"],
            // The linker that Debian's gold is fails over libFuzzer's debug information.
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])]),
    ],
    swiftLanguageModes: [.v6]
)
