import Foundation
import Monitor
import Oniguruma
import Rules
import TextMatching

/// The keywords alone, record by record.
struct KeywordScan {
    let matcher: LiteralMatcher?
    let rules: Int

    init(_ workload: Workload) {
        rules = workload.keywords.count
        matcher = LiteralMatcher(
            literals: workload.keywords.enumerated().map {
                LiteralMatcher.Literal(bytes: Array($0.element.utf8), id: $0.offset)
            })
    }

    /// Counts distinct pairs, and hands each out.
    func run(_ corpus: Corpus, each: (Int, Int) -> Void = { _, _ in }) -> Int {
        var pairs = 0
        var last = [Int](repeating: -1, count: rules)
        var hits: [LiteralMatcher.Hit] = []
        for (record, range) in corpus.records.enumerated() {
            hits.removeAll(keepingCapacity: true)
            matcher?.hits(in: corpus.bytes, range: range, into: &hits)
            for hit in hits where last[Int(hit.id)] != record {
                last[Int(hit.id)] = record
                pairs += 1
                each(record, Int(hit.id))
            }
        }
        return pairs
    }

    /// The same where each record comes in writes of `chunk` bytes: with every write, the bytes of the longest keyword
    /// before it, less one, are looked at again, and only what ends in the write is new.
    func run(_ corpus: Corpus, chunk: Int) -> Int {
        var pairs = 0
        var last = [Int](repeating: -1, count: rules)
        var hits: [LiteralMatcher.Hit] = []
        for (record, range) in corpus.records.enumerated() {
            var place = range.lowerBound
            while place < range.upperBound {
                let end = min(place + chunk, range.upperBound)
                hits.removeAll(keepingCapacity: true)
                let start = max(range.lowerBound, place - (matcher?.longest ?? 1) + 1)
                matcher?.hits(in: corpus.bytes, range: start..<end, into: &hits)
                for hit in hits where Int(hit.end) > place && last[Int(hit.id)] != record {
                    last[Int(hit.id)] = record
                    pairs += 1
                }
                place = end
            }
        }
        return pairs
    }
}

/// A monitor over all rules, record by record.
struct MonitorScan {
    let monitor: any TextMonitor
    private let numbers: [String: Int]

    /// Rules as a pack would have them, one for each keyword and expression, in the raw view so that they mean what
    /// Hyperscan's mean.
    static func rules(_ workload: Workload, _ action: Action = .observe) -> [Rule] {
        let matches =
            workload.keywords.map { Match.keywords([$0], view: .raw) }
            + workload.expressions.map { Match.regex($0.own, view: .raw) }
        return matches.enumerated().map { number, match in
            Rule(
                id: "throughput.\(number)", title: Title(zh: "\(number)", en: "\(number)"), category: .custom,
                severity: .low, action: action, match: match, view: .raw)
        }
    }

    init(
        _ workload: Workload, masks: Bool = false, _ make: (RuleSet) throws -> any TextMonitor
    ) throws {
        let rules = Self.rules(workload, masks ? .mask : .observe)
        let pack = Pack(
            name: "throughput", version: "1", title: Title(zh: "吞吐", en: "throughput"), rules: rules, digest: "")
        monitor = try make(RuleSet(packs: [pack]))
        monitor.prepare()
        numbers = Dictionary(uniqueKeysWithValues: rules.enumerated().map { ($0.element.id, $0.offset) })
    }

    func run(_ corpus: Corpus, each: (Int, Int) -> Void = { _, _ in }) -> Int {
        var pairs = 0
        for (record, range) in corpus.records.enumerated() {
            let judgement = monitor.judge(Array(corpus.bytes[range]))
            guard !judgement.findings.isEmpty else { continue }
            let rules = Set(judgement.findings.map(\.rule))
            pairs += rules.count
            for rule in rules { each(record, numbers[rule] ?? -1) }
        }
        return pairs
    }

    /// Streams of writes of `chunk` bytes each; what is released is not looked at.
    func run(_ corpus: Corpus, chunk: Int) -> Int {
        var pairs = 0
        for range in corpus.records {
            var channel = monitor.open()
            var rules = Set<String>()
            var place = range.lowerBound
            while place < range.upperBound {
                let end = min(place + chunk, range.upperBound)
                rules.formUnion(channel.feed(corpus.bytes[place..<end]).findings.map(\.rule))
                place = end
            }
            rules.formUnion(channel.finish().findings.map(\.rule))
            pairs += rules.count
        }
        return pairs
    }
}

/// libonig alone: every expression over every record, one after the other.
struct ExpressionLoop {
    let patterns: [Pattern]

    init(_ workload: Workload) throws {
        patterns = try workload.expressions.map { try Pattern($0.own) }
    }

    func run(_ corpus: Corpus) -> Int {
        var pairs = 0
        for range in corpus.records {
            guard let text = ValidText(Array(corpus.bytes[range])) else { continue }
            for pattern in patterns where (try? pattern.firstMatch(in: text)) ?? nil != nil { pairs += 1 }
        }
        return pairs
    }
}
