import AuditLog
import LogSearch
import Primitives
import Synchronization
import SystemIO
import TestSupport

/// A log of random records of the real schema in a folder of its own.
final class SearchedLog: Sendable {
    static let origin = "hallmark.local/test/search"

    let folder: TemporaryFolder
    private let state: Mutex<(time: Int64, random: SeededGenerator)>

    init(seed: UInt64) throws {
        folder = try TemporaryFolder()
        state = Mutex((1_795_000_000_000, SeededGenerator(seed: seed)))
        try LogWriter.create(
            directory: directory, origin: Self.origin, producer: "测试", keys: keys, environment: environment, host: "host")
    }

    var directory: String { folder.file("audit") }
    var keys: KeyFolder { KeyFolder(path: folder.file("keys")) }
    var index: LogIndex { LogIndex(log: directory) }

    var environment: Environment {
        Environment(now: { [self] in now() }, newID: { [self] in newID() })
    }

    private func now() -> Timestamp {
        state.withLock { state in
            // A clock that is sometimes put back.
            state.time += Int64.random(in: -2...40, using: &state.random)
            return Timestamp(milliseconds: state.time)
        }
    }

    private func newID() -> ContentID {
        let time = now()
        return ContentID(time: time, random: state.withLock { $0.random.bytes(10) })
    }

    func draw<Value: Sendable>(_ values: [Value]) -> Value? { state.withLock { values.randomElement(using: &$0.random) } }
    func number(_ range: ClosedRange<Int>) -> Int { state.withLock { Int.random(in: range, using: &$0.random) } }

    static let rules = [
        ("cn-privacy.mobile", "privacy", "high"), ("cn-privacy.mobile", "privacy", "low"),
        ("ad-law.best", "ad-law", "medium"), ("safety.词 \"zh\"", "safety", "critical"), ("seldom.rule", "custom", "low"),
    ]
    static let models = ["qwen3-max", "deepseek\\v3", "模型", "e\u{301}"]
    static let sources = ["stdin", "data/one.jsonl", "目录/二\n.jsonl"]

    func record() -> [String: JSONValue] {
        let drawn = (0..<max(0, number(-3...3))).compactMap { _ in number(0...200) == 0 ? Self.rules.last : draw(Array(Self.rules.dropLast())) }
        var record: [String: JSONValue] = [
            "kind": .string(number(0...20) == 0 ? "part" : "content"), "id": .string(newID().description),
            "time": .string(number(0...300) == 0 ? "no time" : now().rfc3339),
            "verdict": .string(draw(["clean", "masked", "blocked"]) ?? ""), "mode": "filter",
            "content": ["bytes": 1, "hmac": .string(digest()), "key": "2026-11"],
            "findings": .array(drawn.map { ["rule": .string($0.0), "category": .string($0.1), "severity": .string($0.2)] }),
        ]
        if number(0...3) > 0 { record["model"] = draw(Self.models).map { .string($0) } }
        if number(0...9) > 0 { record["source"] = draw(Self.sources).map { ["name": .string($0)] } }
        if number(0...9) == 0 { record["source"] = draw(Self.sources).map { .string($0) } }
        if number(0...9) == 0 { record["output"] = ["bytes": 2, "hmac": .string(digest())] }
        if number(0...9) == 0 { record["category"] = ["safety", "custom"] }
        if number(0...9) == 0 { record["action"] = draw(["mask", "block"]).map { .string($0) } }
        if number(0...9) == 0 { record["open"] = .string(newID().description) }
        return record
    }

    /// One of few, so that some texts come twice.
    private func digest() -> String {
        Hex.encode([UInt8](repeating: 7, count: 14) + [UInt8(number(0...255)), UInt8(number(0...255))])
    }

    /// Appends `count` records and ends cleanly, or as a crash does.
    func append(_ count: Int, crashing: Bool = false) throws {
        var options = LogOptions()
        options.durability = .async
        let writer = try LogWriter(opening: directory, keys: keys, packs: [], environment: environment, options: options)
        for _ in 0..<count { try writer.append(record()) }
        try writer.commit()
        if !crashing { try writer.close(reason: "end-of-input") }
    }

    /// Every record with its number.
    func records() throws -> [(index: Int, line: [UInt8], value: JSONValue)] {
        var records: [(Int, [UInt8], JSONValue)] = []
        try LogReader(directory: directory).forEach { index, line in
            records.append((index, line, try JSONValue(parsing: line)))
            return true
        }
        return records
    }

    /// A query of one to three conditions that are often met.
    func query(_ records: [(index: Int, line: [UInt8], value: JSONValue)]) -> LogQuery {
        var query = LogQuery()
        for _ in 0..<number(0...3) {
            let some = draw(records)?.value
            switch number(0...11) {
            case 0: query.rule = draw(Self.rules)?.0
            case 1: query.category = draw(["privacy", "safety", "custom", "none"])
            case 2: query.severity = draw([["high"], ["low", "critical"], ["none"]])
            case 3: query.verdict = draw(["clean", "masked", "blocked"])
            case 4: query.action = draw(["mask", "block"])
            case 5: query.model = draw(Self.models + ["\u{e9}"])
            case 6: query.source = draw(Self.sources)
            case 7: query.id = some?["id"]?.string
            case 8: query.id = some?["open"]?.string
            case 9: query.digests = Set([some?["content"]?["hmac"]?.string, some?["output"]?["hmac"]?.string].compactMap { $0 })
            case 10: query.kind = draw(["content", "part", "log.open"])
            default:
                query.since = some?["time"]?.string.flatMap { Timestamp($0) }
                query.until = query.since.map { Timestamp(milliseconds: $0.milliseconds + Int64(number(0...900_000))) }
            }
        }
        if number(0...3) == 0 { query.limit = number(1...50) }
        return query
    }
}

extension RecordSearch {
    func found(_ query: LogQuery, newestFirst: Bool = false) throws -> [Int] {
        var found: [Int] = []
        try run(query, newestFirst: newestFirst) { index, _ in
            found.append(index)
            return true
        }
        return found
    }
}
