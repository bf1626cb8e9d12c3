import Foundation
import Primitives
import TestSupport
import Testing

/// The packages that people read model servers with, installed from PyPI, at filtered streams.
@Suite struct RealClientTests {
    @Test func `the real client packages read every filtered stream`() throws {
        let python: String
        do {
            python = try ClientPackages.python()
        } catch {
            // A machine of a person may be offline; one that calls itself CI has what `make packages` installs.
            if error.mustRun {
                Issue.record("the client packages cannot be had: \(error.reason)")
                return
            }
            let line = "the real client packages were not tried, skipped: \(error.reason)\n"
            FileHandle.standardError.write(Data(line.utf8))
            return
        }
        let work = try TemporaryFolder()
        let finished = try Command.run(
            python,
            [
                "-B", ClientPackages.script, Command.hallmark, Command.package + "/Samples/streams",
                Command.package + "/Rules", work.path,
            ], folder: work.path)
        #expect(finished.status == 0, "\(finished.error)")
        let report = try JSONValue(parsing: finished.output)
        let problems = (report["problems"]?.array ?? []).compactMap(\.string)
        #expect(problems.isEmpty, "\(problems.joined(separator: "\n"))")
        #expect(report["read"]?.integer ?? 0 >= 30, "three variants of each stream, by one client or two")
    }
}

/// A Python environment with the pinned client packages, kept beside the test products from one run to the next.
enum ClientPackages {
    struct Missing: Error {
        let reason: String
        /// Whether the test has to fail for it.
        let mustRun: Bool
    }

    static let script = Command.package + "/Tests/CommandTests/real_clients.py"
    private static let pins = Command.package + "/Tests/CommandTests/real_clients.txt"
    private static var folder: String {
        URL(fileURLWithPath: Command.hallmark).deletingLastPathComponent().appending(path: "real-clients").path
    }
    private static var isCI: Bool { ProcessInfo.processInfo.environment["CI"] == "true" }

    /// The interpreter of the environment, which is made where there is none for these pins and this Python.
    static func python() throws(Missing) -> String {
        let version = try run("python3", ["--version"], or: "there is no python3", mustRun: isCI).text
        guard let pinned = try? String(contentsOfFile: pins, encoding: .utf8) else {
            throw Missing(reason: "\(pins) cannot be read", mustRun: true)
        }
        let interpreter = folder + "/bin/python"
        // Written last: an environment that was not finished has none.
        let mark = folder + "/made-for"
        if (try? String(contentsOfFile: mark, encoding: .utf8)) == version + pinned { return interpreter }
        try? FileManager.default.removeItem(atPath: folder)
        try run("python3", ["-m", "venv", folder], or: "python3-venv is missing", mustRun: isCI)
        let patience = ["--disable-pip-version-check", "--no-input", "--retries", "1", "--timeout", "20"]
        let reaching = try run(interpreter, ["-m", "pip", "index", "versions", "pip"] + patience)
        if reaching.status != 0 { throw Missing(reason: "PyPI cannot be reached", mustRun: false) }
        try run(
            interpreter, ["-m", "pip", "install", "--quiet", "--requirement", pins] + patience,
            or: "the packages of \(pins) cannot be installed", mustRun: isCI)
        do {
            try (version + pinned).write(toFile: mark, atomically: true, encoding: .utf8)
        } catch {
            throw Missing(reason: "\(mark) cannot be written", mustRun: true)
        }
        return interpreter
    }

    /// Runs `program`; a status that is not 0 is an error where `reason` is given, with the last line it said.
    @discardableResult
    private static func run(
        _ program: String, _ arguments: [String], or reason: String? = nil, mustRun: Bool = false
    ) throws(Missing) -> Finished {
        do {
            let finished = try Command.run(program, arguments)
            guard finished.status != 0, let reason else { return finished }
            let said = finished.error + finished.text
            let last = said.split(separator: "\n").last.map { " (\($0))" } ?? ""
            throw Missing(reason: reason + last, mustRun: mustRun)
        } catch let missing as Missing {
            throw missing
        } catch {
            throw Missing(reason: reason ?? "\(program) cannot be run", mustRun: mustRun)
        }
    }
}
