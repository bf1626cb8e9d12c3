public import Primitives
internal import SystemIO
internal import Transparency

/// What of a log is due under a retention, what may go, and what stays in spite of it.
///
///     let report = try RetentionReport(directory: "audit", retention: Retention(), now: Environment.system.now())
///     report.removable            // whole frames that a prune would take
///
/// Reads every record once.
public struct RetentionReport: Sendable, Equatable {
    /// Records past their maximum in a frame that cannot go.
    public struct Overdue: Sendable, Equatable {
        /// The frame's records.
        public var records: Range<Int>
        /// How many of them are past their maximum.
        public var count: Int
        /// Why it cannot go.
        public var reason: String
    }

    /// Whole frames that may go, in order and not touching.
    public var removable: [Range<Int>] = []
    /// How many records past their maximum stand in them.
    public var due = 0
    public var overdue: [Overdue] = []
    /// Epochs all of whose content is past its maximum and whose key is not destroyed.
    public var epochs: [String] = []
    public var holds: [LegalHold] = []
    /// Ranges that were pruned before.
    public var pruned: [Range<Int>] = []
    /// The oldest record that is there.
    public var oldest: (index: Int, time: String)? { oldestIndex.map { ($0, oldestTime ?? "") } }
    private var oldestIndex: Int?
    private var oldestTime: String?
    /// The time of the first record after which none is missing.
    public var unbrokenSince: String?
    /// Whether no record of the last 184 days was pruned.
    public var coversArticle9 = true
    public var records = 0

    public init(directory: String, retention: Retention, now: Timestamp) throws {
        let folder = LogFolder(path: directory)
        let text = try folder.read(folder.description, limit: LogFormat.smallFile)
        guard let description = LogDescription(parsing: text) else {
            throw LogError.corrupt(index: 0, file: "log.json", reason: "not a description of a log")
        }
        holds = description.holds
        let segment = try Self.lastSegment(folder)
        let roots = (try? folder.read(folder.roots)) ?? []
        var scan = Scan(retention: retention, now: now, holds: description.holds, lastSegment: segment, roots: roots)
        try LogReader(directory: directory).forEach { index, line in
            scan.take(index, line)
            return true
        }
        scan.finish()
        (removable, due, overdue, records) = (scan.removable, scan.due, scan.overdue, scan.records)
        (oldestIndex, oldestTime, unbrokenSince) = (scan.oldestIndex, scan.oldestTime, scan.unbrokenSince)
        pruned = scan.gaps
        let recent = Retention.Span(Retention.article9Days, .days).before(now)
        let start = scan.unbrokenSince.flatMap { Timestamp($0) }
        coversArticle9 = scan.gaps.isEmpty || start.map { $0 <= recent } ?? false
        epochs = Self.due(description, retention, now)
    }

    /// The first record of the segment that stays the last when the short frame is taken back: no writer prunes it.
    static func lastSegment(_ folder: LogFolder) throws(LogError) -> Int {
        let contents = try LogContents(reading: folder)
        return contents.firsts.last { $0 < contents.framesEnd } ?? 0
    }

    /// Epochs whose month ended before the most that content is kept.
    private static func due(_ description: LogDescription, _ retention: Retention, _ now: Timestamp) -> [String] {
        guard let max = retention.content.max else { return [] }
        let limit = min(max.before(now), retention.content.min?.before(now) ?? now)
        return description.epochs.filter { id in
            guard !description.destroyed.contains(id), let month = Timestamp(id.prefix(7) + "-01") else { return false }
            // A month and a day are over: the first of the next month is among the days 28 to 31 behind the first.
            let next = (28...31).compactMap { day -> Timestamp? in
                let time = Timestamp(milliseconds: month.milliseconds + Int64(day) * 86_400_000)
                return time.rfc3339.dropFirst(8).hasPrefix("01") ? time : nil
            }.first
            return next.map { $0 <= limit } ?? false
        }
    }

    /// `{due, epochs_due, holds, oldest, overdue, pruned, records, removable, unbroken_184_days, unbroken_since}`.
    public var json: JSONValue {
        [
            "records": .integer(Int64(records)), "due": .integer(Int64(due)), "removable": FrameRanges.json(removable),
            "overdue": .array(
                overdue.map {
                    [
                        "records": [.integer(Int64($0.records.lowerBound)), .integer(Int64($0.records.upperBound))],
                        "count": .integer(Int64($0.count)), "reason": .string($0.reason),
                    ]
                }),
            "epochs_due": .array(epochs.map { .string($0) }), "holds": .array(holds.map(\.json)),
            "pruned": FrameRanges.json(pruned),
            "oldest": oldest.map { ["index": .integer(Int64($0.index)), "time": .string($0.time)] } ?? .null,
            "unbroken_since": unbrokenSince.map { .string($0) } ?? .null, "unbroken_184_days": .bool(coversArticle9),
        ]
    }
}

/// One walk over a log, a frame at a time.
private struct Scan {
    let retention: Retention
    let now: Timestamp
    let holds: [LegalHold]
    let lastSegment: Int
    let roots: [UInt8]

    var removable: [Range<Int>] = []
    var due = 0
    var overdue: [RetentionReport.Overdue] = []
    var gaps: [Range<Int>] = []
    var records = 0
    var oldestIndex: Int?
    var oldestTime: String?
    var unbrokenSince: String?

    private var next = 0
    private var start = 0
    private var tree = MerkleTree()
    private var past = 0
    private var obstacle: String?

    init(retention: Retention, now: Timestamp, holds: [LegalHold], lastSegment: Int, roots: [UInt8]) {
        (self.retention, self.now, self.holds) = (retention, now, holds)
        (self.lastSegment, self.roots) = (lastSegment, roots)
    }

    mutating func take(_ index: Int, _ line: [UInt8]) {
        let record = (try? JSONValue(parsing: line)) ?? .null
        let time = record["time"]?.string
        if index > next { gaps.append(next..<index) }
        if index > next || records == 0 { unbrokenSince = time }
        if records == 0 { (oldestIndex, oldestTime) = (index, time) }
        if index.isMultiple(of: LogFormat.frame) {
            finish()
            start = index
        }
        (next, records) = (index + 1, records + 1)
        tree.append(leafHash: MerkleTree.leafHash(line))
        judge(index, record, time)
    }

    private mutating func judge(_ index: Int, _ record: JSONValue, _ time: String?) {
        let kind = record["kind"]?.string ?? ""
        let bounds = retention.bounds(kind)
        guard let moment = time.flatMap({ Timestamp($0) }) else {
            obstacle = obstacle ?? "record \(index) has no time"
            return
        }
        if let hold = holds.first(where: { $0.covers(index, record) }) {
            obstacle = obstacle ?? "legal hold \(hold.id) on record \(index)"
        }
        if let min = bounds.min, moment > min.before(now) {
            obstacle = obstacle ?? "record \(index) (\(kind)) has to be kept for \(min.text)"
        } else if let max = bounds.max, moment <= max.before(now) {
            past += 1
        }
    }

    /// The frame is complete, or the log ends in it.
    mutating func finish() {
        defer { (tree, past, obstacle) = (MerkleTree(), 0, nil) }
        guard tree.size > 0, past > 0 else { return }
        let range = start..<(start + tree.size)
        let frame = start / LogFormat.frame
        if start >= lastSegment || tree.size < LogFormat.frame {
            obstacle = obstacle ?? "in the segment that is still being written"
        } else if roots.count < frame * 32 + 32 || !roots[(frame * 32)..<(frame * 32 + 32)].elementsEqual(tree.root) {
            obstacle = "not the records that were hashed: verify the log"
        }
        if let obstacle {
            overdue.append(.init(records: range, count: past, reason: obstacle))
        } else {
            due += past
            removable = FrameRanges.union(removable, [range])
        }
    }
}
