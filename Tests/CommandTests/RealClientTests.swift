import Foundation
import Primitives
import TestSupport
import Testing

/// The packages that people read model servers with, installed from PyPI, at filtered streams.
@Suite struct RealClientTests {
    private static let clients = PythonEnvironment(
        name: "real-clients", pins: "Tests/CommandTests/real_clients.txt")
    private static let script = Command.package + "/Tests/CommandTests/real_clients.py"

    @Test func `the real client packages read every filtered stream`() throws {
        guard let python = try Self.clients.pythonIfReachable(for: "the real client packages") else { return }
        let work = try TemporaryFolder()
        let finished = try Command.run(
            python,
            [
                "-B", Self.script, Command.hallmark, Command.package + "/Samples/streams",
                Command.package + "/Rules", work.path,
            ], folder: work.path)
        #expect(finished.status == 0, "\(finished.error)")
        let report = try JSONValue(parsing: finished.output)
        let problems = (report["problems"]?.array ?? []).compactMap(\.string)
        #expect(problems.isEmpty, "\(problems.joined(separator: "\n"))")
        #expect(report["read"]?.integer ?? 0 >= 30, "three variants of each stream, by one client or two")
    }
}
