// swift-tools-version: 6.2
import PackageDescription

/// Every Swift target of ours is compiled alike: Swift 6, strict memory safety, and no warning let through.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

/// A test target that mirrors the source target of the same name.
func tests(_ name: String, _ more: [Target.Dependency] = [], exclude: [String] = []) -> Target {
    .testTarget(
        name: "\(name)Tests",
        dependencies: [.target(name: name), "TestSupport"] + more,
        exclude: exclude,
        swiftSettings: settings)
}

func room(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .target(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: settings)
}

let package = Package(
    name: "hallmark",
    products: [
        .executable(name: "hallmark", targets: ["HallmarkCommand"]),
        .library(name: "Hallmark", targets: ["Hallmark"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    ],
    targets: [
        // The C libraries: a module map and one header each.
        .systemLibrary(
            name: "COniguruma", pkgConfig: "oniguruma",
            providers: [.apt(["libonig-dev"]), .brew(["oniguruma"])]),
        .systemLibrary(
            name: "CZstd", pkgConfig: "libzstd",
            providers: [.apt(["libzstd-dev"]), .brew(["zstd"])]),
        .systemLibrary(
            name: "CZlib", pkgConfig: "zlib",
            providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),

        // One call of libc that Swift's own module of it lacks.
        .systemLibrary(name: "CLinux"),

        // The ground floor: values, digests, system calls, compression, expressions.
        room("Primitives", []),
        room("Cryptography", ["Primitives", .product(name: "Crypto", package: "swift-crypto")]),
        room("SystemIO", ["CLinux"]),
        room("Oniguruma", ["COniguruma"]),
        room("Zstandard", ["CZstd", "CZlib"]),

        // What the project exists for.
        room("RegexSyntax", [], exclude: ["Tables/make_properties.py", "Tables/NOTICE"]),
        // Byte shuffles, which Swift cannot say.
        .target(name: "CVectors"),
        room(
            "TextMatching", ["RegexSyntax", "CVectors"],
            exclude: [
                "Frequency/make_frequencies.py", "Frequency/NOTICE", "Tables/make_tables.py", "Tables/NOTICE",
            ]),
        room(
            "Rules", ["Primitives", "Cryptography", "Oniguruma", "RegexSyntax", .product(name: "Yams", package: "Yams")]),
        room(
            "Monitor", ["Primitives", "Oniguruma", "RegexSyntax", "TextMatching", "Rules"],
            exclude: ["Tables/make_tables.py", "Tables/NOTICE"]),
        room(
            "RuleTools", ["RegexSyntax", "TextMatching", "Rules", "Monitor"],
            exclude: ["Words/make_words.py", "Words/NOTICE"]),
        room("Provenance", ["Primitives", "Cryptography"]),
        room("Transparency", ["Primitives", "Cryptography"]),
        room("AuditLog", ["Primitives", "Cryptography", "SystemIO", "Zstandard", "Transparency"]),
        room(
            "Witnessing",
            [
                "Primitives", "Cryptography", "SystemIO", "Transparency", .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
            ]),
        room(
            "LogSearch",
            ["Primitives", "Cryptography", "SystemIO", "Zstandard", "AuditLog", .product(name: "GRDB", package: "GRDB.swift")]),
        room(
            "Inspection", ["Primitives", "Cryptography", "SystemIO", "Transparency", "AuditLog"],
            exclude: ["Verifier/embed.py", "Verifier/verify_hallmark.py"]),
        room("ContentFormats", ["Primitives"]),

        // One source in a row, and the doors.
        room(
            "Pipeline",
            [
                "Primitives", "Cryptography", "SystemIO", "Zstandard", "Rules", "Monitor", "Provenance", "AuditLog",
                "ContentFormats",
            ]),
        room(
            "RuleEvaluation",
            ["Primitives", "SystemIO", "Zstandard", "Rules", "Monitor", "ContentFormats", "Pipeline"]),
        room("RuleImport", ["Primitives", "RegexSyntax", "TextMatching", "Rules", "Monitor"]),
        room(
            "Hallmark",
            [
                "Primitives", "Cryptography", "Rules", "Monitor", "Provenance", "Transparency", "AuditLog",
                "LogSearch", "ContentFormats", "Pipeline",
            ]),
        .executableTarget(
            name: "HallmarkCommand",
            dependencies: [
                "Primitives", "Cryptography", "SystemIO", "Rules", "Monitor", "RuleTools", "Provenance", "Transparency",
                "AuditLog", "LogSearch", "Inspection", "Witnessing", "ContentFormats", "Pipeline", "RuleEvaluation",
                "RuleImport",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings),

        .executableTarget(
            name: "HallmarkBenchmark",
            dependencies: ["Primitives", "Cryptography", "SystemIO", "Rules", "Monitor", "AuditLog", "Pipeline"],
            path: "Benchmarks/HallmarkBenchmark",
            swiftSettings: settings),

        .executableTarget(
            name: "HallmarkThroughput",
            dependencies: ["Oniguruma", "TextMatching", "Rules", "Monitor"],
            path: "Benchmarks/Throughput",
            exclude: ["peers", "make_workload.py"],
            swiftSettings: settings),
        .executableTarget(
            name: "HallmarkLatency",
            dependencies: ["Primitives", "Rules", "Monitor", "Pipeline"],
            path: "Benchmarks/Latency",
            swiftSettings: settings),

        .executableTarget(
            name: "HallmarkLogBenchmark",
            dependencies: [
                "Primitives", "Cryptography", "SystemIO", "Zstandard", "Transparency", "AuditLog", "LogSearch",
            ],
            path: "Benchmarks/AuditLog",
            swiftSettings: settings),

        // Tests mirror Sources; TestSupport holds what several of them need.
        .target(
            name: "TestSupport", dependencies: ["Primitives"], path: "Tests/TestSupport",
            exclude: ["log_peers.txt", "number_peers.txt", "rule_peers.txt"],
            swiftSettings: settings),
        tests("Primitives"),
        tests("Cryptography", ["Primitives"]),
        tests("SystemIO"),
        tests("Oniguruma"),
        tests("Zstandard"),
        tests("RegexSyntax", ["Oniguruma"]),
        tests("TextMatching", ["RegexSyntax", "Oniguruma"]),
        tests("Rules", ["Primitives", "Cryptography", "Oniguruma", "RegexSyntax"], exclude: ["Problems", "Samples", "number_peers.py"]),
        // The plain monitor that every faster way has to equal.
        .target(
            name: "ReferenceMonitor", dependencies: ["Monitor", "Oniguruma", "RegexSyntax", "Rules", "TextMatching"],
            path: "Tests/ReferenceMonitor",
            swiftSettings: settings),
        tests(
            "Monitor", ["Primitives", "Oniguruma", "Rules", "RegexSyntax", "TextMatching", "ReferenceMonitor"],
            exclude: ["oracle.py"]),
        tests("RuleTools", ["Primitives", "Rules", "Monitor", "TextMatching"]),
        tests("Provenance", ["Primitives", "Cryptography"]),
        tests("Transparency", ["Primitives", "Cryptography"], exclude: ["peers.py"]),
        .executableTarget(
            name: "AppendRun", dependencies: ["Primitives", "Cryptography", "SystemIO", "AuditLog"],
            path: "Tests/AppendRun", swiftSettings: settings),
        tests(
            "AuditLog",
            ["AppendRun", "Primitives", "Cryptography", "SystemIO", "Zstandard", "Transparency", "Witnessing"],
            exclude: ["verify_log.py", "read_segments.py", "read_tiles.go", "excerpt_peer.py"]),
        tests("Witnessing", ["Primitives", "Cryptography", "SystemIO", "Transparency"]),
        tests(
            "Inspection", ["Primitives", "Cryptography", "SystemIO", "Transparency", "AuditLog"], exclude: ["Peers"]),
        tests("LogSearch", ["Primitives", "Cryptography", "SystemIO", "Zstandard", "AuditLog"]),
        tests("ContentFormats", ["Primitives"]),
        tests(
            "Pipeline",
            [
                "Primitives", "Cryptography", "Rules", "Monitor", "Provenance", "AuditLog", "ContentFormats",
                "SystemIO",
            ]),
        tests(
            "RuleEvaluation", ["Primitives", "Rules", "Monitor", "ContentFormats", "Pipeline", "Zstandard"],
            exclude: ["peers.py"]),
        tests(
            "RuleImport", ["Primitives", "Oniguruma", "RegexSyntax", "Rules", "Monitor"],
            exclude: ["peers.py", "go_regexp.go"]),
        // Laws over any bytes; `Tests/Fuzzing` runs the same under libFuzzer.
        .target(
            name: "FuzzTargets",
            dependencies: [
                "Primitives", "Cryptography", "RegexSyntax", "TextMatching", "Rules", "Monitor", "ContentFormats",
                "Transparency", "AuditLog", "LogSearch",
            ],
            path: "Tests/FuzzTargets", swiftSettings: settings),
        .testTarget(name: "FuzzTests", dependencies: ["FuzzTargets", "TestSupport"], swiftSettings: settings),
        .testTarget(
            name: "CommandTests",
            dependencies: ["HallmarkCommand", "TestSupport", "Primitives", "Rules", "Hallmark", "Inspection"],
            exclude: ["evasions.py", "real_clients.py", "real_clients.txt"],
            swiftSettings: settings),
    ]
)
