import Foundation
import Synchronization

/// A Python environment with pinned packages from PyPI, kept beside the test products from one run to the next.
///
///     let python = try PythonEnvironment.logPeers.python()
///     let finished = try Command.run(python, ["-B", script])
public struct PythonEnvironment: Sendable {
    /// Why there is none.
    public struct Missing: Error {
        public let reason: String
        /// Whether the test has to fail for it: a machine of a person may be offline, one that calls itself CI has
        /// what `make packages` installs.
        public let mustRun: Bool
    }

    /// Its folder beside the test products.
    private let name: String
    /// The file of pinned packages, from the package's top folder.
    private let pins: String

    public init(name: String, pins: String) {
        self.name = name
        self.pins = Command.package + "/" + pins
    }

    /// Packages of others that read what the log writes.
    public static let logPeers = PythonEnvironment(name: "log-peers", pins: "Tests/TestSupport/log_peers.txt")

    /// Packages of others that read what is said about rules.
    public static let rulePeers = PythonEnvironment(name: "rule-peers", pins: "Tests/TestSupport/rule_peers.txt")
    /// Packages of others that know numbers and their check digits.
    public static let numberPeers = PythonEnvironment(
        name: "number-peers", pins: "Tests/TestSupport/number_peers.txt")

    private static var isCI: Bool { ProcessInfo.processInfo.environment["CI"] == "true" }
    /// Tests that need the same environment wait for the one that makes it.
    private static let making = Mutex<Void>(())

    /// The interpreter of the environment, which is made where there is none for these pins and this Python.
    public func python() throws(Missing) -> String {
        let made: Result<String, Missing> = Self.making.withLock { _ in
            do throws(Missing) { return .success(try make()) } catch { return .failure(error) }
        }
        return try made.get()
    }

    /// The interpreter, or `nil` where the machine cannot have one and need not; says so in one line.
    /// - Throws: ``Missing`` where the test has to fail.
    public func pythonIfReachable(for what: String) throws(Missing) -> String? {
        do throws(Missing) { return try python() } catch {
            if error.mustRun { throw error }
            let line = "\(what): not tried, skipped: \(error.reason)\n"
            FileHandle.standardError.write(Data(line.utf8))
            return nil
        }
    }

    private func make() throws(Missing) -> String {
        let folder = URL(fileURLWithPath: Command.hallmark).deletingLastPathComponent().appending(path: name).path
        let version = try run("python3", ["--version"], or: "there is no python3").text
        guard let pinned = try? String(contentsOfFile: pins, encoding: .utf8) else {
            throw Missing(reason: "\(pins) cannot be read", mustRun: true)
        }
        let interpreter = folder + "/bin/python"
        // Written last: an environment that was not finished has none.
        let mark = folder + "/made-for"
        if (try? String(contentsOfFile: mark, encoding: .utf8)) == version + pinned { return interpreter }
        try? FileManager.default.removeItem(atPath: folder)
        try run("python3", ["-m", "venv", folder], or: "python3-venv is missing")
        let patience = ["--disable-pip-version-check", "--no-input", "--retries", "1", "--timeout", "20"]
        let reaching = try run(interpreter, ["-m", "pip", "index", "versions", "pip"] + patience)
        if reaching.status != 0 { throw Missing(reason: "PyPI cannot be reached", mustRun: false) }
        try run(
            interpreter, ["-m", "pip", "install", "--quiet", "--requirement", pins] + patience,
            or: "the packages of \(pins) cannot be installed")
        do {
            try (version + pinned).write(toFile: mark, atomically: true, encoding: .utf8)
        } catch {
            throw Missing(reason: "\(mark) cannot be written", mustRun: true)
        }
        return interpreter
    }

    /// Runs `program`; a status that is not 0 is an error where `reason` is given, with the last line it said.
    @discardableResult
    private func run(
        _ program: String, _ arguments: [String], or reason: String? = nil
    ) throws(Missing) -> Finished {
        do {
            let finished = try Command.run(program, arguments)
            guard finished.status != 0, let reason else { return finished }
            let said = finished.error + finished.text
            let last = said.split(separator: "\n").last.map { " (\($0))" } ?? ""
            throw Missing(reason: reason + last, mustRun: Self.isCI)
        } catch let missing as Missing {
            throw missing
        } catch {
            throw Missing(reason: reason ?? "\(program) cannot be run", mustRun: Self.isCI)
        }
    }
}
