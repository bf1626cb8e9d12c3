import AuditLog
import ContentFormats
import Cryptography
import Foundation
import Monitor
import Primitives
import Provenance
import Rules
import TestSupport
import Testing

@testable import Pipeline

/// An input without an end takes no more memory than a short one.
@Suite(.serialized) struct MemoryTests {
    /// Lets everything go, and finds something now and then.
    private struct Releasing: TextMonitor {
        func judge(_ text: [UInt8]) -> Judgement {
            Judgement(findings: [], doubts: [], verdict: .clean, decision: Decision(edits: [], cut: nil))
        }

        func open() -> any ChannelMonitor { Channel() }

        struct Channel: ChannelMonitor {
            var count = 0
            var released: Int { count }

            mutating func feed(_ bytes: some Collection<UInt8>) -> Monitor.Progress {
                var step = Monitor.Progress()
                step.findings = [
                    Finding(
                        rule: "test.any", category: .custom, severity: .low, action: .observe,
                        bytes: count..<count + min(1, bytes.count), view: .raw)
                ]
                count += bytes.count
                step.released = count
                return step
            }

            mutating func finish() -> Monitor.Progress {
                var step = Monitor.Progress()
                step.released = count
                return step
            }
        }
    }

    /// Books that keep nothing but a number.
    private final class Counter: RecordKeeper {
        let epochKeyID = "test"
        var records = 0
        var size: Int { records }
        func contentHMAC() -> HMACSHA256 { HMACSHA256(key: [1]) }
        func append(_ record: [String: JSONValue]) throws(LogError) -> Int {
            records += 1
            return records
        }
        func commit() throws(LogError) {}
    }

    /// Kilobytes that the process has in memory.
    private func resident() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") })
        return try #require(Int(line.filter(\.isNumber)))
    }

    private func pump(_ codec: any ContentCodec, _ piece: [UInt8], megabytes: Int) throws -> (growth: Int, out: Int) {
        let books = Counter()
        let engine = FilterEngine(
            codec: codec, monitor: Releasing(), ledger: Ledger(books),
            configuration: FilterEngine.Configuration(
                source: Source(name: "stdin"),
                labels: LabelPlan(visible: .standard, aigc: true, form: .auto, producer: .unnamed, signer: nil),
                enforcement: Enforcement(), holdLimit: nil, packs: "", environment: fixedEnvironment()))
        var out = 0
        var start = 0
        let rounds = megabytes << 20 / piece.count
        for round in 0..<rounds {
            out += try engine.feed(piece).count
            try engine.delivered()
            // What comes once, buffers and tables, has come by then.
            if round == rounds / 8 { start = try resident() }
        }
        let growth = try resident() - start
        _ = try engine.finish()
        #expect(books.records > rounds / FindingParts.findingsPerRecord)
        return (growth, out)
    }

    /// Other tests run beside this one and take memory too. So it is tried again where much was taken: text that is
    /// kept is kept each time.
    private func holdsStill(_ codec: any ContentCodec, _ piece: [UInt8]) throws -> Bool {
        let megabytes = Soak.factor > 1 ? 200 : 16
        for _ in 0..<12 {
            let (growth, out) = try pump(codec, piece, megabytes: megabytes)
            #expect(out >= megabytes << 20 - piece.count)
            if growth < megabytes << 10 / 4 { return true }
        }
        return false
    }

    @Test func `a text without an end`() throws {
        let piece = bytes(String(repeating: "一段很普通的文字 and some more. ", count: 800))
        #expect(try holdsStill(TextCodec(), piece))
    }

    @Test func `a chat stream without an end`() throws {
        let text = String(repeating: "一段很普通的文字 and some more. ", count: 80)
        let frame = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\(text)\"},\"finish_reason\":null}]}\n\n"
        #expect(try holdsStill(OpenAISSECodec(), bytes(frame)))
    }
}
