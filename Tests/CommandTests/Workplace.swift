import Foundation
import Primitives
import TestSupport

/// A folder with keys of its own, in which the built command is run as a person would run it.
struct Workplace {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    func hallmark(
        _ arguments: [String], input: [UInt8] = [], environment: [String: String] = [:]
    ) throws -> Finished {
        try Command.run(
            Command.hallmark, arguments, input: input,
            environment: ["HALLMARK_KEYS": folder.file("keys"), "XDG_CACHE_HOME": folder.file("cache"), "NO_COLOR": "1"].merging(environment) { $1 },
            folder: folder.path)
    }

    func hallmark(_ line: String, input: String = "") throws -> Finished {
        try hallmark(line.split(separator: " ").map(String.init), input: Array(input.utf8))
    }

    /// Every record of a log, parsed.
    func records(_ log: String = "audit") throws -> [JSONValue] {
        let cat = try hallmark(["log", "cat", log])
        return try cat.text.split(separator: "\n").map { try JSONValue(parsing: Array($0.utf8)) }
    }

    /// The verifier key of the one log whose keys lie in the folder.
    func verifierKey() throws -> String {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.file("keys"))
        guard let name = names.first(where: { $0.hasSuffix(".vkey") }) else { return "" }
        return folder.file("keys/" + name)
    }
}

/// A file of `Samples/`.
func sample(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: Command.package + "/Samples/" + name)))
}
