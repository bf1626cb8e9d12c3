import AuditLog
import Foundation
import LogSearch
import Primitives
import SystemIO
import TestSupport
import Testing

/// `log index` that is killed, and media that nobody can write to.
@Suite struct IndexCrashTests {
    private func hallmark(_ arguments: [String]) throws -> Finished {
        try Command.run(Command.hallmark, arguments, environment: ["NO_COLOR": "1"])
    }

    private func expectRightAnswers(_ log: BulkLog, _ what: String) throws {
        for question in BulkLog.questions {
            let query = question.query
            let search = try RecordSearch(log: log.directory, jobs: 2)
            let wanted = log.numbers(question.meets)
            #expect(try search.found(query) == wanted, "\(what): \(query)")
            #expect(try search.count(query).records == wanted.count, "\(what): \(query)")
        }
    }

    /// The rows of an index, in whichever order they were written; `nil` where `sqlite3` is missing.
    private func rows(_ path: String) throws -> [Substring]? {
        guard Peer.isInstalled("sqlite3") else { return nil }
        let dump = try Command.run("sqlite3", ["-readonly", path, ".dump"])
        #expect(dump.status == 0, "\(dump.error)")
        return dump.text.split(separator: "\n").sorted()
    }

    /// A process that was killed holds its lock until it is gone, which is a little after whoever killed it went on.
    private func patiently<Value>(_ update: () throws -> Value) throws -> Value {
        for _ in 0..<200 {
            do { return try update() } catch LogIndexError.busy { usleep(10_000) }
        }
        return try update()
    }

    @Test func `kill -9 at any moment of log index loses no more than what it was at, and no answer`() throws {
        let log = try BulkLog(40 * LogIndex.block + 300)
        let fresh = LogIndex(log: log.directory, path: log.folder.file("fresh.sqlite"))
        try fresh.update(jobs: 2)
        var random = SeededGenerator(seed: 211)
        var (killed, resumed, before) = (0, 0, 0)
        for round in 0..<(12 * Soak.factor) {
            // Sometimes from the beginning, so that the first writes are met as well.
            if round % 4 == 3 {
                for name in ["", "-journal", ".lock"] { try? FileTree.remove(log.index.path + name) }
                before = 0
            }
            let delay = Double.random(in: 0.01...0.4, using: &random)
            let finished = try Command.run(
                "timeout", ["-s", "KILL", "\(delay)", Command.hallmark, "log", "index", log.directory],
                environment: ["SWIFT_BACKTRACE": "enable=no"])
            if finished.status != 0 { killed += 1 }
            if round % 3 == 0 { try expectRightAnswers(log, "after kill \(round)") }
            // What was committed stays: the next one goes on there, and takes back what was half done.
            let reached = try patiently { try log.index.update(blocks: 1, jobs: 1).records }
            #expect(reached > before || reached == 40 * LogIndex.block, "round \(round): \(before), \(reached)")
            if reached > LogIndex.block, reached > before { resumed += 1 }
            before = reached
        }
        #expect(killed > 2 && resumed > 1)
        #expect(try hallmark(["log", "index", log.directory]).status == 0)
        try expectRightAnswers(log, "in the end")
        #expect(try RecordSearch(log: log.directory, jobs: 1).indexed == 40 * LogIndex.block)
        #expect(try rows(log.index.path) == rows(fresh.path))
    }

    private static let canTrace = Peer.isInstalled("strace") && ((try? Peer.run("strace", ["-o", "/dev/null", "true"]).status) == 0)

    @Test(.enabled(if: canTrace, "strace cannot trace here"))
    func `a death at any write of the index is taken back`() throws {
        let log = try BulkLog(3 * LogIndex.block)
        let fresh = LogIndex(log: log.directory, path: log.folder.file("fresh.sqlite"))
        try fresh.update(jobs: 2)
        var (interrupted, turn) = (0, 1)
        for call in ["pwrite64", "fdatasync", "unlink"] {
            turn = 1
            while true {
                for name in ["", "-journal", ".lock"] { try? FileTree.remove(log.index.path + name) }
                let finished = try Command.run(
                    "strace",
                    ["-f", "-qq", "-o", "/dev/null", "-e", "trace=\(call)", "-e", "inject=\(call):signal=KILL:when=\(turn)"]
                        + [Command.hallmark, "log", "index", log.directory], environment: ["SWIFT_BACKTRACE": "enable=no"])
                if finished.status == 0 { break }
                let what = "\(call) \(turn)"
                if try RecordSearch(log: log.directory, jobs: 1).hindrance == .interrupted { interrupted += 1 }
                try expectRightAnswers(log, what)
                let again = try hallmark(["log", "index", log.directory])
                #expect(again.status == 0, "\(what): \(again.error)")
                #expect(try RecordSearch(log: log.directory, jobs: 1).indexed == 3 * LogIndex.block, "\(what)")
                if call != "pwrite64" || turn < 20 { #expect(try rows(log.index.path) == rows(fresh.path), "\(what)") }
                turn += Soak.factor > 1 ? 1 : call == "pwrite64" ? 97 : 1
            }
            #expect(turn > 1, "\(call)")
        }
        #expect(interrupted > 0)
    }

    @Test func `a medium that nobody can write to is searched, and one line says how it is done faster`() throws {
        let log = try BulkLog(2 * LogIndex.block)
        let place = log.folder.file("medium")
        try FileTree.makeDirectories(place)
        // A mount that only these commands see.
        func onMedium(_ index: Bool, _ arguments: String) throws -> Finished {
            let keep = index ? "" : "rm -f '\(place)'/audit/index.sqlite*;"
            let script = """
                mount -t tmpfs none '\(place)' && cp -a '\(log.directory)' '\(place)/' && \(keep) mount -o remount,ro '\(place)' || exit 99
                ! touch '\(place)/audit/x' 2>/dev/null || exit 98
                exec '\(Command.hallmark)' \(arguments)
                """
            return try Command.run("unshare", ["-rm", "sh", "-c", script], environment: ["NO_COLOR": "1"])
        }
        let search = "log search '\(place)/audit' --json --verdict masked"
        let plain = try onMedium(false, search)
        if plain.status == 99 || plain.status == 1 && plain.error.contains("unshare") {
            print("no private mount can be made here: \(plain.error)")
            return
        }
        #expect(plain.status == 0, "\(plain.error)")
        let wanted = log.numbers { $0 % 10 == 0 }
        #expect(plain.text.split(separator: "\n").count == wanted.count)
        #expect(plain.error.split(separator: "\n").count == 1 && plain.error.contains("--index FILE"), "\(plain.error)")
        let refused = try onMedium(false, "log index '\(place)/audit'")
        #expect(refused.status == 73 && refused.error.contains("--index"), "\(refused.error)")
        // As advised.
        let elsewhere = log.folder.file("elsewhere.sqlite")
        #expect(try onMedium(false, "log index '\(place)/audit' --index '\(elsewhere)'").status == 0)
        let helped = try onMedium(false, search + " --index '\(elsewhere)'")
        #expect(helped.text == plain.text && helped.error.isEmpty, "\(helped.error)")
        // An index that came along is used, and needs nothing written.
        try log.index.update(jobs: 2)
        let brought = try onMedium(true, search)
        #expect(brought.status == 0 && brought.text == plain.text && brought.error.isEmpty, "\(brought.error)")
    }
}
