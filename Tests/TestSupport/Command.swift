import Foundation

/// A program that was run to its end.
public struct Finished: Sendable {
    public let status: Int32
    public let output: [UInt8]
    public let error: String

    public var text: String { String(decoding: output, as: UTF8.self) }
}

/// Runs programs, ours and peers.
public enum Command {
    /// The `hallmark` that lies beside the test bundle.
    public static var hallmark: String {
        URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "hallmark").path
    }

    /// The top folder of the package.
    public static var package: String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().path
    }

    /// The full path of a program of `PATH`; `nil` where there is none.
    public static func find(_ name: String) -> String? {
        (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map { "\($0)/\(name)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// Runs `program` with `input` on its standard input and waits for it.
    public static func run(
        _ program: String, _ arguments: [String] = [], input: [UInt8] = [], environment: [String: String] = [:],
        folder: String? = nil
    ) throws -> Finished {
        let path = program.contains("/") ? program : find(program) ?? program
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
        // Files, not pipes: a pipe that nobody empties while the other is written blocks both sides.
        let scratch = try TemporaryFolder()
        let files = try ["out", "err"].map { name in
            try FileHandle(forWritingTo: URL(fileURLWithPath: scratch.write([UInt8](), to: name)))
        }
        let source = try scratch.write(input, to: "in")
        process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: source))
        process.standardOutput = files[0]
        process.standardError = files[1]
        try process.run()
        process.waitUntilExit()
        return Finished(
            status: process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus,
            output: try scratch.read("out"), error: String(decoding: try scratch.read("err"), as: UTF8.self))
    }
}

/// How long the campaigns run: 1 in `make test`, more in `make soak`.
public enum Soak {
    public static var factor: Int {
        max(1, Int(ProcessInfo.processInfo.environment["HALLMARK_SOAK"] ?? "") ?? 1)
    }
}
