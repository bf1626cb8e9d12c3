public import AuditLog
internal import Primitives
internal import SystemIO

/// Finds the records of a log that meet a query, with the index as far as it reaches and fits, and by reading for the
/// rest: the answer is always that of reading everything.
///
///     let search = try RecordSearch(log: "audit", jobs: 4)
///     try search.run(query, newestFirst: true) { index, line in … }
public struct RecordSearch {
    /// Why the index does not help.
    public enum Hindrance: Equatable, Sendable {
        /// There is none yet.
        case missing
        /// It was made for another log, for this one before it was put back, or by another version.
        case doesNotFit
        case damaged(String)
        /// Whoever wrote it was killed; an update goes on with it.
        case interrupted
        /// Somebody writes it, or it cannot be read here.
        case unreadable(String)
    }

    /// The records that the index covers, from the first.
    public let indexed: Int
    /// The records that an index could cover.
    public let indexable: Int
    /// Why there is no use of an index; `nil` where it is used, or is not wanted.
    public let hindrance: Hindrance?
    let frames: LogFrames
    private let file: IndexFile?
    private let jobs: Int

    /// - Parameters:
    ///   - index: the file of the index where it does not lie in the log's folder.
    ///   - usingIndex: `false` to read everything.
    ///   - jobs: how many threads read.
    /// - Throws: ``LogError/notFound(_:)`` where there is no log. An index that is no good is no error.
    public init(log directory: String, index: String? = nil, usingIndex: Bool = true, jobs: Int) throws(LogError) {
        frames = try LogFrames(directory: directory)
        self.jobs = max(1, jobs)
        indexable = frames.segmentsEnd / IndexFormat.block * IndexFormat.block
        var (file, blocks, hindrance): (IndexFile?, Int, Hindrance?) = (nil, 0, nil)
        if usingIndex {
            do throws(IndexFault) {
                let found = try IndexFile(LogIndex(log: directory, path: index).path, writing: false)
                blocks = try LogIndex.check(found, frames)
                file = found
            } catch {
                hindrance = Hindrance(error)
            }
        }
        (self.file, indexed, self.hindrance) = (file, blocks * IndexFormat.block, hindrance)
    }

    /// Hands the number and the line of each record that meets `query` to `body`, until it answers `false` or
    /// `query.limit` are found.
    /// - Parameter newestFirst: whether the last record of the log comes first.
    /// - Throws: what `body` throws, and ``LogError`` where the log cannot be read, after what was found before.
    public func run(_ query: LogQuery, newestFirst: Bool = false, _ body: (Int, [UInt8]) throws -> Bool) throws {
        var left = query.limit ?? .max
        guard left > 0 else { return }
        let matcher = LineMatcher(query)
        try parts(query, newestFirst: newestFirst) { parts in
            try deliver(parts, [(Int, [UInt8])]()) { found, text, wanted in
                Self.matches(text, wanted, matcher) { found.append(($0, Array(text.bytes[$1]))) }
            } _: { found in
                for (index, line) in newestFirst ? found.reversed() : found {
                    left -= 1
                    guard try body(index, line), left > 0 else { return false }
                }
                return true
            }
        }
    }
}

extension RecordSearch {
    /// Whether an update of the index adds to it or makes it anew, as far as can be seen.
    public var mayBeExtended: Bool {
        if case .unreadable = hindrance { false } else { true }
    }

    /// Neighbouring frames, and the records of them that are asked for: all where that is `nil`.
    struct Part: Sendable {
        let places: ArraySlice<LogFrames.Place>
        var wanted: [Int]?
    }

    /// More candidates of a frame than this are not looked at one by one.
    private static let fewCandidates = 64
    private static let framesPerPart = 16
    private static let blocksPerStep = 64

    /// The blocks of the index, some at a time.
    var steps: [Range<Int>] {
        let blocks = indexed / IndexFormat.block
        return stride(from: 0, to: blocks, by: Self.blocksPerStep).map { $0..<min(blocks, $0 + Self.blocksPerStep) }
    }

    /// Hands the parts of the log to look at to `body`, in order, until it answers `false`.
    private func parts(_ query: LogQuery, newestFirst: Bool, _ body: ([Part]) throws -> Bool) throws {
        if newestFirst { guard try body(try scan(indexed..<frames.end).reversed()) else { return } }
        for step in newestFirst ? steps.reversed() : steps {
            var parts = try candidates(query, step) ?? scan(step.lowerBound * IndexFormat.block..<step.upperBound * IndexFormat.block)
            if newestFirst { parts.reverse() }
            guard try body(parts) else { return }
        }
        if !newestFirst { guard try body(try scan(indexed..<frames.end)) else { return } }
        try frames.checkEnds()
    }

    /// All of these records.
    func scan(_ records: Range<Int>) throws(LogError) -> [Part] {
        let places = try frames.places(from: records.lowerBound, to: records.upperBound)
        return stride(from: 0, to: places.count, by: Self.framesPerPart).map {
            Part(places: places[$0..<min(places.count, $0 + Self.framesPerPart)])
        }
    }

    /// What the index names in `blocks`; `nil` where it turns out to be no good.
    private func candidates(_ query: LogQuery, _ blocks: Range<Int>) throws(LogError) -> [Part]? {
        guard let (sets, _) = try? sets(query, blocks) else { return nil }
        var parts: [Part] = []
        for (place, set) in sets.enumerated() where !set.isEmpty {
            let start = (blocks.lowerBound + place) * IndexFormat.block
            var rest = set.records[...]
            while let record = rest.first {
                let end = (record / IndexFormat.frame + 1) * IndexFormat.frame
                let inFrame = rest.prefix { $0 < end }
                rest = rest.dropFirst(inFrame.count)
                // What was pruned since is gone.
                guard let place = try frames.place(of: start + record) else { continue }
                let wanted = inFrame.count > Self.fewCandidates ? nil : inFrame.map { start + $0 }
                parts.append(Part(places: [place], wanted: wanted))
            }
        }
        return parts
    }

    /// The records of each block that may meet the query, and what is known of the blocks.
    func sets(
        _ query: LogQuery, _ blocks: Range<Int>
    ) throws(IndexFault) -> (sets: [RecordSet], summaries: [BlockSummary]) {
        guard let file else { throw .missing }
        let summaries = try file.summaries(blocks)
        var sets = [RecordSet](repeating: .all, count: blocks.count)
        for (field, values) in query.conditions {
            var either = [RecordSet](repeating: .none, count: blocks.count)
            for value in values {
                let found = try file.records(IndexTerm(field, value), blocks, summaries)
                for place in either.indices { either[place].formUnion(found[place]) }
            }
            for place in sets.indices { sets[place].formIntersection(either[place]) }
        }
        guard query.since != nil || query.until != nil else { return (sets, summaries) }
        for (place, summary) in summaries.enumerated() {
            for (frame, times) in summary.times.enumerated()
            where !times.meets(query.since?.milliseconds, query.until?.milliseconds) {
                sets[place].remove(frame: frame)
            }
        }
        return (sets, summaries)
    }

    /// Works `parts` out on all threads, a bounded number of them ahead, and hands on in order what `work` made of the
    /// frames of each.
    /// - Returns: `false` where `body` wants no more.
    func deliver<Value: Sendable>(
        _ parts: [Part], _ initial: Value, _ work: @escaping @Sendable (inout Value, LogFrames.Text, [Int]?) -> Void,
        _ body: (Value) throws -> Bool
    ) throws -> Bool {
        try OrderedWork.map(parts.count, jobs: jobs, ahead: jobs * 4) { [frames] index -> (Value, LogError?) in
            var value = initial
            do throws(LogError) {
                try frames.forEach(parts[index].places) { work(&value, $0, parts[index].wanted) }
                return (value, nil)
            } catch {
                return (value, error)
            }
        } take: { _, found in
            guard try body(found.0) else { return false }
            if let fault = found.1 { throw fault }
            return true
        }
    }

    static func matches(
        _ text: LogFrames.Text, _ wanted: [Int]?, _ matcher: LineMatcher, _ body: (Int, Range<Int>) -> Void
    ) {
        guard let wanted else { return matcher.matches(in: text, body) }
        let fields = RecordFields()
        var (index, start) = (text.first, 0)
        for record in wanted {
            while index < record, let end = ByteSearch.first(0x0a, in: text.bytes, from: start) {
                (index, start) = (index + 1, end + 1)
            }
            guard index == record, start < text.bytes.count else { return }
            let end = ByteSearch.first(0x0a, in: text.bytes, from: start) ?? text.bytes.count
            if matcher.matches(text.bytes, start..<end, fields) { body(record, start..<end) }
        }
    }
}

extension RecordSearch.Hindrance {
    init(_ fault: IndexFault) {
        switch fault {
        case .missing: self = .missing
        case .foreign, .otherLog: self = .doesNotFit
        case .damaged(let reason): self = .damaged(reason)
        case .interrupted: self = .interrupted
        case .busy: self = .unreadable("another process is writing it")
        case .unusable(let reason): self = .unreadable(reason)
        }
    }
}
