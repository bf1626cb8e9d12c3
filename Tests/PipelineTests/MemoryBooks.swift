import AuditLog
import ContentFormats
import Cryptography
import Foundation
import Monitor
import Primitives
import Provenance
import Rules
import Synchronization
import TestSupport

@testable import Pipeline

/// Books in memory, with a test key.
final class MemoryBooks: RecordKeeper {
    private(set) var records: [[String: JSONValue]] = []
    /// How many records are durable.
    private(set) var committed = 0
    let epochKeyID = "test"
    var size: Int { records.count }
    /// Whether the next commit fails, and takes back what no commit had kept.
    var isFull = false

    func contentHMAC() -> HMACSHA256 {
        var hmac = HMACSHA256(key: Array("a test key, not a secret".utf8))
        hmac.update(Array("hallmark/text/v1\n".utf8))
        return hmac
    }

    func append(_ record: [String: JSONValue]) throws(LogError) -> Int {
        records.append(record)
        return records.count - 1
    }

    func commit() throws(LogError) {
        if isFull {
            records.removeLast(records.count - committed)
            isFull = false
            throw .closed
        }
        committed = records.count
    }
}

/// A clock that stands still and ids that count.
func fixedEnvironment() -> Primitives.Environment {
    let counter = Counter()
    return Primitives.Environment(
        now: { Timestamp(milliseconds: 1_800_000_000_000) },
        newID: {
            ContentID(time: Timestamp(milliseconds: 1_800_000_000_000), random: Array(repeating: 0, count: 8) + counter.next())
        })
}

private final class Counter: Sendable {
    private let value = Mutex<UInt16>(0)
    func next() -> [UInt8] {
        value.withLock {
            $0 &+= 1
            return [UInt8($0 >> 8), UInt8($0 & 255)]
        }
    }
}

/// What a run gave: every byte of output, and the records without what is left out of equality.
struct RunOutcome: Equatable {
    var output: [UInt8]
    var records: [JSONValue]
    var sidecars: [[UInt8]]
    var faults: [String]
    var withheld: Int

    var text: String { String(decoding: output, as: UTF8.self) }
}

/// Eight bytes that are held for as long as only such come: a view drops these scalars, and they belong to the character
/// before them.
let endless = "\u{E0041}\u{E0041}"

/// The default packs, compiled once for all tests.
let defaultMonitor = builtInMonitor(Enforcement())
let releasingMonitor = builtInMonitor(Enforcement(onUndecided: .release))

private func builtInMonitor(_ enforcement: Enforcement) -> StreamingMonitor {
    do {
        return StreamingMonitor(try RuleSet(packs: try DefaultRules.load().map(\.pack), enforcement: enforcement))
    } catch {
        preconditionFailure("the built-in packs do not load: \(error)")
    }
}

enum TestFormat: String, CaseIterable, Sendable {
    case text, jsonl, sse, auto

    var codec: any ContentCodec {
        switch self {
        case .text: TextCodec()
        case .jsonl: JSONLinesCodec()
        case .sse: OpenAISSECodec()
        case .auto: AutoCodec()
        }
    }
}

/// Runs an engine over `pieces` and asserts on the way that nothing left before it was in the books.
func runFilter(
    _ pieces: [[UInt8]], as format: TestFormat, visible: VisibleLabel? = .standard,
    enforcement: Enforcement = Enforcement(), holdLimit: Int = 1 << 20, interruptAtEnd: Bool = false
) throws -> RunOutcome {
    let books = MemoryBooks()
    let labels = LabelPlan(visible: visible, aigc: true, form: .auto, producer: .unnamed, signer: nil)
    let engine = FilterEngine(
        codec: format.codec, monitor: enforcement.onUndecided == .block ? defaultMonitor : releasingMonitor, ledger: Ledger(books),
        configuration: FilterEngine.Configuration(
            source: Source(name: "stdin"), labels: labels, enforcement: enforcement, holdLimit: holdLimit,
            packs: "sha256:test", environment: fixedEnvironment()))
    var output: [UInt8] = []
    for piece in pieces {
        let left = try engine.feed(piece)
        if !left.isEmpty, books.committed != books.records.count { throw BooksBehind() }
        output += left
        try engine.delivered()
    }
    if interruptAtEnd {
        try engine.interrupt()
    } else {
        output += try engine.finish()
        if books.committed != books.records.count { throw BooksBehind() }
        try engine.delivered()
    }
    return RunOutcome(
        output: output, records: books.records.map(comparable), sidecars: engine.sidecars.map(\.bytes),
        faults: engine.faults.map { "\($0.offset) \($0.message)" }, withheld: engine.tally.withheld)
}

/// Something left that the books did not know of.
struct BooksBehind: Error {}

func comparable(_ record: [String: JSONValue]) -> JSONValue {
    var record = record
    for key in ["time", "seq", "held"] { record[key] = nil }
    return .object(record)
}

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

/// Every file of `Samples/` below `folder`, by name.
func samples(_ folder: String) throws -> [(name: String, bytes: [UInt8])] {
    try files(Command.package + "/Samples/" + folder, "")
}

private func files(_ base: String, _ path: String) throws -> [(name: String, bytes: [UInt8])] {
    var found: [(String, [UInt8])] = []
    for name in try FileManager.default.contentsOfDirectory(atPath: base + "/" + path).sorted() {
        let inner = path.isEmpty ? name : path + "/" + name
        if let bytes = try? Data(contentsOf: URL(fileURLWithPath: base + "/" + inner)) {
            found.append((inner, Array(bytes)))
        } else {
            found += try files(base, inner)
        }
    }
    return found
}
