public import AuditLog
internal import Primitives
internal import Transparency

/// Records of a log that were drawn by lot, stratum by stratum.
///
///     let sample = try LogSample(log: log, query: query, by: .verdict, nonce: nonce, plan: .size(50))
///     sample.strata[0].drawn                         // numbers of records
///
/// The population is what meets the query among the decisions (records `content`) that the checkpoint covers, in the
/// order of the log. A stratum is those whose verdict, day, model … is the same; for rules, categories and severities a
/// record is in every stratum that one of its findings belongs to, and in `none` without a finding.
public struct LogSample {
    public struct Stratum: Sendable, Equatable {
        /// `all`, or such as `verdict=masked`.
        public let name: String
        public let population: Int
        public let seed: [UInt8]
        /// Positions in the stratum, in the order of the draw.
        public let positions: [Int]
        /// The numbers (`seq`) of the records at these positions.
        public let drawn: [Int]
    }

    public let log: InspectedLog
    public let query: LogQuery
    public let dimension: LogStats.Dimension?
    public let nonce: String
    public let plan: SamplePlan
    public let strata: [Stratum]

    /// Strata come from text of others: more than this are one too many to inspect.
    public static let mostStrata = 10_000
    public static let longestNonce = 256

    public enum Problem: Error, Equatable, Sendable {
        case tooManyStrata
    }

    /// - Throws: ``LogError``, and ``Problem/tooManyStrata``.
    public init(
        log: InspectedLog, query: LogQuery, by dimension: LogStats.Dimension?, nonce: String, plan: SamplePlan
    ) throws {
        self.log = log
        self.query = query
        self.dimension = dimension
        self.nonce = nonce
        self.plan = plan
        var members: [String: [Int]] = [:]
        try log.map(matching: query) { record in
            (record.index, Self.names(try record.parsed(), dimension))
        } inOrder: { index, names in
            for name in names { members[name, default: []].append(index) }
            guard members.count <= Self.mostStrata else { throw Problem.tooManyStrata }
        }
        strata = members.sorted { $0.key < $1.key }.map { name, indices in
            let draw = SampleDraw(checkpoint: log.checkpoint, nonce: nonce, stratum: name)
            let positions = draw.positions(plan.size(of: indices.count), of: indices.count)
            return Stratum(
                name: name, population: indices.count, seed: draw.seed, positions: positions,
                drawn: positions.map { indices[$0] })
        }
    }

    /// A text that a nonce may be: one line, not empty, at most ``longestNonce`` bytes.
    public static func isNonce(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= longestNonce
            && text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    }

    /// The strata that a record belongs to: none where it is no decision.
    private static func names(_ record: ParsedRecord, _ dimension: LogStats.Dimension?) -> Set<String> {
        guard record.text("kind") == "content" else { return [] }
        guard let dimension else { return ["all"] }
        let values: [String]
        switch dimension {
        case .day: values = [String(record.text("time").prefix(10))]
        case .model: values = [record.value["model"]?.string ?? "none"]
        case .verdict: values = [record.value["verdict"]?.string ?? "none"]
        case .format: values = [record.value["channel"]?["format"]?.string ?? "none"]
        case .rule, .category, .severity:
            let found = record.findings.compactMap { $0[dimension.rawValue]?.string }
            values = found.isEmpty ? ["none"] : found
        }
        return Set(values.map { "\(dimension.rawValue)=\($0)" })
    }

    /// How many records were drawn, each counted once.
    public var records: Int { Set(strata.flatMap(\.drawn)).count }
}
