import AuditLog
import Foundation
import Primitives
import SystemIO
import TestSupport
import Testing

/// Every system call of a run that touches the log or its keys fails, or is the last: `strace` sees to it.
@Suite struct SystemCallTests {
    static let canTrace: Bool = {
        guard Peer.isInstalled("strace") else { return false }
        return (try? Peer.run("strace", ["-o", "/dev/null", "true"]).status) == 0
    }()

    private static let run = URL(fileURLWithPath: Command.hallmark).deletingLastPathComponent()
        .appending(path: "AppendRun").path
    private static let script = FileTree.join(FileTree.parent(of: #filePath), "verify_log.py")
    private static let count = 300

    /// One system call of a run: its name, and which of its kind it is.
    private struct Call {
        let name: String
        let turn: Int
    }

    /// What is done to it. A short write is one of nothing at all, which is all that `strace` can do truthfully.
    private static func faults(_ name: String) -> [String] {
        let kinds = ["error=EIO", "error=ENOSPC", "signal=KILL"]
        return name == "write" || name == "pwrite64" ? kinds + ["retval=0"] : kinds
    }

    @Test(.enabled(if: canTrace, "strace cannot trace here"))
    func `no failing system call, and no death at one, loses what was acknowledged`() throws {
        let calls = try trace()
        #expect(calls.count > 150)
        let cases = calls.flatMap { call in Self.faults(call.name).map { (call, $0) } }
        let step = Soak.factor > 1 ? 1 : 29
        var generator = SeededGenerator(seed: 127)
        var done = 0
        let chosen = stride(from: Int.random(in: 0..<step, using: &generator), to: cases.count, by: step)
        // A death at the first write once left an empty key under the key's name.
        let firstWrites = cases.indices.filter { cases[$0].0.name == "write" && cases[$0].0.turn == 1 }
        for index in Set(chosen).union(firstWrites).sorted() {
            let (call, fault) = cases[index]
            done += 1
            try survive("\(call.name) \(call.turn) of \(fault)") { log in
                try Command.run(
                    "strace",
                    ["-f", "-qq", "-o", "/dev/null", "-e", "trace=\(call.name)", "-e", "inject=\(call.name):\(fault):when=\(call.turn)"]
                        + arguments(log, first: 0), environment: ["SWIFT_BACKTRACE": "enable=no"])
            }
        }
        print("\(done) of \(cases.count) faults at \(calls.count) system calls")
    }

    @Test func `kill -9 at any moment loses nothing that was acknowledged`() throws {
        var generator = SeededGenerator(seed: 131)
        for round in 0..<(Soak.factor > 1 ? 200 : 10) {
            let delay = Double.random(in: 0...0.05, using: &generator)
            try survive("round \(round)") { log in
                try Command.run(
                    "timeout", ["-s", "KILL", "\(0.005 + delay)"] + arguments(log, first: 0, count: 20_000),
                    environment: ["SWIFT_BACKTRACE": "enable=no"])
            }
        }
    }

    private func arguments(_ log: TestLog, first: Int, count: Int = Self.count) -> [String] {
        [Self.run, log.directory, log.keys.path, "\(first)", "\(count)"]
    }

    /// The system calls of a whole run that name the log's folder or the keys', or an open file in one.
    private func trace() throws -> [Call] {
        let log = try TestLog(seed: 137)
        let output = log.folder.file("trace")
        let finished = try Command.run("strace", ["-f", "-qq", "-y", "-o", output] + arguments(log, first: 0))
        #expect(finished.status == 0, "\(finished.error)")
        var turns: [String: Int] = [:]
        var calls: [Call] = []
        for line in String(decoding: try FileTree.read(output), as: UTF8.self).split(separator: "\n") {
            // `PID name(…`
            guard let open = line.firstIndex(of: "("), let space = line[..<open].lastIndex(of: " ") else { continue }
            let name = String(line[line.index(after: space)..<open])
            turns[name, default: 0] += 1
            if line.contains(log.directory) || line.contains(log.keys.path) {
                calls.append(Call(name: name, turn: turns[name] ?? 0))
            }
        }
        return calls
    }

    /// Lets `body` run into what happens to it, and expects all that it printed to be kept, and the log to go on.
    private func survive(_ what: String, _ body: (TestLog) throws -> Finished) throws {
        let log = try TestLog(seed: 139)
        let acknowledged = try body(log).text.split(separator: "\n").compactMap { Int($0) }
        let before = log.verify()
        #expect(before.verdict != .failed, "\(what): \(before)")
        var kept: [Int] = []
        do { kept = try log.numbers() } catch LogError.torn {}
        if before.verdict == .verified {
            #expect(kept.starts(with: acknowledged) && kept == Array(0..<kept.count), "\(what): \(kept.count)")
        }
        let again = try Command.run(Self.run, [log.directory, log.keys.path, "1000000", "12"])
        #expect(again.status == 0, "\(what): \(again.error)")
        let after = log.verify()
        #expect(after.verdict == .verified && after.beyondCheckpoint == 0, "\(what): \(after)")
        let numbers = try log.numbers()
        let old = numbers.filter { $0 < 1_000_000 }
        #expect(old.starts(with: acknowledged) && old == Array(0..<old.count), "\(what): \(old.count) of \(acknowledged.count)")
        #expect(numbers == old + Array(1_000_000..<1_000_012), "\(what)")
        if Peer.isInstalled("python3"), Peer.isInstalled("zstd") {
            let peer = try Peer.run("python3", [Self.script, log.directory])
            #expect(peer.status == 0, "\(what)")
        }
    }
}
