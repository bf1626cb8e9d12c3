import Cryptography
import Primitives
import SystemIO
import TestSupport
import Testing
import Transparency

@testable import AuditLog

@Suite struct LogTests {
    static let counts = [0, 1, 255, 256, 257, 512, 700]

    @Test(arguments: counts)
    func `what is appended is read, in order, and verifies over two runs`(count: Int) throws {
        let log = try TestLog(seed: UInt64(count))
        for run in 0..<2 {
            let writer = try log.open()
            for number in 0..<count {
                try writer.append(log.record(run * count + number))
                if number % 37 == 0 { try writer.commit() }
            }
            try writer.close(reason: "end of input")
            try writer.close(reason: "again")
            #expect(throws: LogError.closed) { try writer.append(log.record(0)) }
            let report = log.verify()
            #expect(report.verdict == .verified, "\(report)")
            #expect(report.records == writer.size)
            #expect(report.beyondCheckpoint == 0)
            #expect(report.trusted)
            #expect(report.unknownFiles.isEmpty)
            #expect(try log.numbers() == Array(0..<((run + 1) * count)))
        }
        try comparePeers(log)
    }

    /// `zstd` and `jq` read what we read; a verifier that shares no code finds the root that we signed.
    private func comparePeers(_ log: TestLog) throws {
        let lines = try log.lines()
        let segments = try FileTree.entries(log.directory + "/segments").map { log.directory + "/segments/" + $0 }
        if Peer.isInstalled("zstd"), Peer.isInstalled("jq") {
            let text = try Peer.run("zstd", ["-dc"] + segments)
            #expect(text.status == 0)
            #expect(text.output == lines.flatMap { $0 + [0x0a] })
            #expect(try Peer.run("jq", ["-e", "."], input: text.output).status == 0)
        }
        if Peer.isInstalled("python3"), Peer.isInstalled("zstd") {
            let script = FileTree.join(FileTree.parent(of: #filePath), "verify_log.py")
            let outcome = try Peer.run("python3", [script, log.directory])
            #expect(outcome.status == 0)
            let answer = try JSONValue(parsing: outcome.output)
            let report = log.verify()
            #expect(answer["root"]?.string == report.root)
            #expect(answer["size"]?.integer == Int64(report.records))
            #expect(answer["origin"]?.string == report.origin)
        }
    }

    @Test func `a second writer is told that the log is in use`() throws {
        let log = try TestLog()
        let writer = try log.open()
        #expect(throws: LogError.inUse(log.directory)) { try log.open() }
        try writer.close(reason: "end")
    }

    @Test func `a lock is free again when its writer is gone`() throws {
        let log = try TestLog()
        _ = try log.open()
        try log.open().close(reason: "end")
        #expect(log.verify().verdict == .verified)
    }

    @Test func `a log is made once, and only where nothing is`() throws {
        let log = try TestLog()
        #expect(throws: LogError.exists(log.directory)) { try log.create() }
        #expect(log.verify().verdict == .verified)
        #expect(log.verify().records == 1)
        let other = try TestLog(creating: false)
        let origin = try LogWriter.create(
            directory: other.directory + "/", origin: nil, producer: "甲 乙+丙/丁", keys: other.keys,
            environment: other.environment, host: "h")
        #expect(origin.hasPrefix("hallmark.local/甲-乙-丙-丁/"))
        #expect(other.verify().verdict == .verified)
        #expect(throws: LogError.notFound(other.folder.file("none/log.json"))) {
            try other.open(directory: other.folder.file("none"))
        }
    }

    @Test func `an origin that was signed before gets no second log`() throws {
        let log = try TestLog()
        #expect(throws: LogError.self) {
            try LogWriter.create(
                directory: log.folder.file("second"), origin: TestLog.origin, producer: "", keys: log.keys,
                environment: log.environment, host: "h")
        }
    }

    @Test func `a new month begins an epoch, which log json names`() throws {
        let log = try TestLog()
        let first = try log.open()
        let november = first.epochKeyID
        let code = first.contentHMAC().finish()
        #expect(first.contentHMAC().finish() == code)
        try first.close(reason: "end")
        log.advance(seconds: 40 * 86_400)
        let second = try log.open()
        #expect(second.epochKeyID > november)
        #expect(second.contentHMAC().finish() != code)
        try second.close(reason: "end")
        #expect(log.verify().verdict == .verified)
        let text = String(decoding: try FileTree.read(log.directory + "/log.json"), as: UTF8.self)
        #expect(text.contains("\"epochs\":[\"\(november)\",\"\(second.epochKeyID)\"]"))
        // A destroyed key is not made anew under its old name.
        try FileTree.remove(log.keys.path + "/epoch/\(second.epochKeyID).key")
        #expect(throws: LogError.keyMissing(log.keys.path + "/epoch/\(second.epochKeyID).key")) { try log.open() }
    }

    @Test func `segments end at full frames, by size and by day`() throws {
        let log = try TestLog()
        let writer = try log.open(LogOptions(segmentBytes: 1))
        for number in 0..<600 { try writer.append(log.record(number)) }
        try writer.commit()
        try writer.close(reason: "end")
        #expect(try FileTree.entries(log.directory + "/segments").count == 3)
        var options = LogOptions()
        options.framesInWork = 0
        let days = try log.open(options)
        for number in 600..<900 { try days.append(log.record(number)) }
        try days.commit()
        log.advance(seconds: 86_400)
        for number in 900..<1200 { try days.append(log.record(number)) }
        try days.commit()
        for number in 1200..<1300 { try days.append(log.record(number)) }
        try days.close(reason: "end")
        #expect(try FileTree.entries(log.directory + "/segments").count == 4)
        #expect(try log.numbers() == Array(0..<1300))
        #expect(log.verify().verdict == .verified)
        try comparePeers(log)
    }

    @Test(arguments: LogOptions.Durability.allCases)
    func `a checkpoint covers records that are in no frame yet`(durability: LogOptions.Durability) throws {
        let log = try TestLog()
        let writer = try log.open(LogOptions(durability: durability))
        for number in 0..<300 { try writer.append(log.record(number)) }
        try writer.checkpoint()
        #expect(log.verify().beyondCheckpoint == 0)
        try writer.append(log.record(300))
        try writer.commit()
        let report = log.verify()
        #expect(report.verdict == .verified, "\(report)")
        #expect(report.beyondCheckpoint == 1)
        #expect(try log.numbers() == Array(0...300))
        log.advance(seconds: 61)
        try writer.commit()
        #expect(log.verify().beyondCheckpoint == 0)
        try comparePeersWhileOpen(log)
    }

    private func comparePeersWhileOpen(_ log: TestLog) throws {
        guard Peer.isInstalled("python3"), Peer.isInstalled("zstd") else { return }
        let script = FileTree.join(FileTree.parent(of: #filePath), "verify_log.py")
        let outcome = try Peer.run("python3", [script, log.directory])
        #expect(try JSONValue(parsing: outcome.output)["root"]?.string == log.verify().root)
    }

    @Test func `a record that no reader could read is refused, and the writer goes on`() throws {
        let log = try TestLog()
        let writer = try log.open()
        let before = writer.size
        let long = String(repeating: "字", count: 22_000)
        #expect(throws: LogError.self) { try writer.append(["kind": "content", "text": .string(long)]) }
        #expect(throws: LogError.self) { try writer.append(["number": .integer(.max)]) }
        var deep: JSONValue = 1
        for _ in 0..<60 { deep = [deep] }
        #expect(throws: LogError.self) { try writer.append(["deep": deep]) }
        #expect(try writer.append(log.record(0)) == before)
        let longest = 65_535 - RecordLineTests.overhead(seq: before + 1)
        try writer.append(["text": .string(String(repeating: "a", count: longest))])
        #expect(throws: LogError.recordTooLong(65_536)) {
            try writer.append(["text": .string(String(repeating: "a", count: longest + 1))])
        }
        try writer.close(reason: "end")
        #expect(log.verify().verdict == .verified)
    }

    @Test func `whose key vouches decides the answer`() throws {
        let log = try TestLog()
        try log.open().close(reason: "end")
        let verifier = try #require(try log.keys.verifier(TestLog.origin))
        let none = LogVerifier.verify(directory: log.directory, trust: .none)
        #expect(none.verdict == .inconclusive && !none.trusted && none.key == verifier.vkey)
        let right = LogVerifier.verify(directory: log.directory, trust: .keys([verifier]))
        #expect(right.verdict == .verified)
        let stranger = try KeyFolder.makeSigningKey(origin: TestLog.origin, in: KeyFolder(path: log.folder.file("o")))
        #expect(LogVerifier.verify(directory: log.directory, trust: .keys([stranger])).verdict == .failed)
        let empty = KeyFolder(path: log.folder.file("none"))
        #expect(LogVerifier.verify(directory: log.directory, trust: .folder(empty)).verdict == .inconclusive)
        #expect(LogVerifier.verify(directory: log.folder.file("none"), trust: .none).verdict == .failed)
        #expect(none.json["first_bad"] == .null)
        #expect(none.json["since"]?.string == none.since)
    }
}

@Suite struct RecordLineTests {
    /// The bytes of a record around its member `text`.
    static func overhead(seq: Int) -> Int { "{\"seq\":\(seq),\"text\":\"\",\"v\":1}".utf8.count }

    @Test func `a line is canonical and names its place`() throws {
        let line = try RecordLine.encode(["z": 1, "a": "é\n"], index: 7)
        #expect(String(decoding: line, as: UTF8.self) == "{\"a\":\"é\\n\",\"seq\":7,\"v\":1,\"z\":1}")
    }
}
