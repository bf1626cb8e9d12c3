public import Primitives

/// How long records are kept, at least and at most, by their kind.
///
/// The minimum outranks the maximum. Article 9 of 《人工智能生成合成内容标识办法》 has the logs of content that was
/// delivered without a label kept for six months at least: that minimum cannot be made shorter.
public struct Retention: Sendable, Equatable {
    /// A stretch of time by the calendar of UTC.
    public struct Span: Sendable, Equatable {
        public enum Unit: String, Sendable { case days, months, years }
        public var count: Int
        public var unit: Unit

        public init(_ count: Int, _ unit: Unit) {
            (self.count, self.unit) = (count, unit)
        }

        /// Reads `184 days`, `6 months`, `3 years`, or `184d`, `6mo`, `3y`.
        public init?(_ text: String) {
            let digits = text.prefix { $0.isASCII && $0.isNumber }
            var word = text.dropFirst(digits.count)
            if word.first == " " { word = word.dropFirst() }
            let units: [String: Unit] = [
                "d": .days, "day": .days, "days": .days, "mo": .months, "month": .months, "months": .months,
                "y": .years, "year": .years, "years": .years,
            ]
            guard let count = Int(digits), (0...36_500).contains(count), let unit = units[String(word)] else { return nil }
            self.init(count, unit)
        }

        public var text: String { "\(count) \(unit.rawValue)" }

        /// The moment so long before `time`; a day that its month does not have becomes the month's last.
        public func before(_ time: Timestamp) -> Timestamp {
            guard unit != .days else { return Timestamp(milliseconds: time.milliseconds - Int64(count) * 86_400_000) }
            let date = time.rfc3339
            guard let year = Int(date.prefix(4)), let month = Int(date.dropFirst(5).prefix(2)),
                let day = Int(date.dropFirst(8).prefix(2))
            else { return time }
            let months = year * 12 + month - 1 - (unit == .months ? count : count * 12)
            guard months >= 12 else { return Timestamp(milliseconds: 0) }
            for candidate in (1...day).reversed() {
                let text = Self.digits(months / 12, 4) + "-" + Self.digits(months % 12 + 1, 2) + "-"
                    + Self.digits(candidate, 2) + date.dropFirst(10)
                if let found = Timestamp(text) { return found }
            }
            return time
        }

        private static func digits(_ number: Int, _ width: Int) -> String {
            let text = String(number)
            return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
        }
    }

    public struct Bounds: Sendable, Equatable {
        /// Kept so long at least.
        public var min: Span?
        /// Kept so long at most; `nil` for no upper bound.
        public var max: Span?

        public init(min: Span? = nil, max: Span? = nil) {
            (self.min, self.max) = (min, max)
        }
    }

    /// The days that Article 9 asks for.
    public static let article9Days = 184
    /// The kinds that bounds can be given for; `log.*` stands for the log's own records.
    public static let kinds = ["content", "open", "part", "unlabelled", "log.*"]

    public var content = Bounds(min: Span(article9Days, .days))
    /// `nil` for those of ``content``.
    public var open: Bounds?
    public var part: Bounds?
    public var unlabelled = Bounds(min: Span(article9Days, .days))
    public var log = Bounds(min: Span(article9Days, .days))

    public init() {}

    /// The bounds for records of `kind`.
    public func bounds(_ kind: String) -> Bounds {
        switch kind {
        case "content": content
        case "open": open ?? content
        case "part": part ?? content
        case "unlabelled": unlabelled
        default: log
        }
    }

    /// Whether `bounds` for `unlabelled` keep what Article 9 asks for.
    public static func keepsArticle9(_ bounds: Bounds) -> Bool {
        // Every six months have at least 181 days, so months are counted from a day where they are shortest.
        guard let min = bounds.min, let day = Timestamp("2026-08-31") else { return false }
        let enough = Timestamp(milliseconds: day.milliseconds - Int64(article9Days) * 86_400_000)
        let shortest = (0..<36).compactMap { month -> Int64? in
            let text = "20" + Span.text(26 + month / 12) + "-" + Span.text(month % 12 + 1) + "-28"
            return Timestamp(text).map { $0.milliseconds - min.before($0).milliseconds }
        }.min()
        return shortest.map { $0 >= day.milliseconds - enough.milliseconds } ?? false
    }

    /// `{kind: {min, max}}`, for the record of a prune.
    public var json: JSONValue {
        .object(
            Dictionary(uniqueKeysWithValues: Self.kinds.map { kind in
                let bounds = bounds(kind)
                var members: [String: JSONValue] = [:]
                members["min"] = bounds.min.map { .string($0.text) }
                members["max"] = bounds.max.map { .string($0.text) }
                return (kind, .object(members))
            }))
    }
}

extension Retention.Span {
    fileprivate static func text(_ number: Int) -> String { digits(number, 2) }
}
