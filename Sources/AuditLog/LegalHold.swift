public import Primitives

/// A legal hold: records that must not be pruned, whatever their age, until somebody releases it.
public struct LegalHold: Equatable, Sendable {
    /// The id of the record `hold.placed`.
    public let id: String
    public let reason: String
    public let who: String
    public let scope: Scope

    /// Which records are held.
    public enum Scope: Equatable, Sendable {
        /// By their numbers; the upper bound is not in it.
        case records(Range<Int>)
        /// By their time, the end not in it; no end means without end.
        case time(Timestamp, Timestamp?)
        /// The record of this id, and those that cite it.
        case id(String)
    }

    public init(id: String, reason: String, who: String, scope: Scope) {
        (self.id, self.reason, self.who, self.scope) = (id, reason, who, scope)
    }

    /// The legal holds in force in the log of `directory`, as `log.json` has them.
    public static func inForce(_ directory: String) throws(LogError) -> [LegalHold] {
        let folder = LogFolder(path: directory)
        let text = try folder.read(folder.description, limit: LogFormat.smallFile)
        guard let description = LogDescription(parsing: text) else {
            throw .corrupt(index: 0, file: "log.json", reason: "not a description of a log")
        }
        return description.holds
    }

    /// Reads ``json``, or a record that has these members.
    init?(_ value: JSONValue) {
        guard let id = value["hold"]?.string, let reason = value["reason"]?.string, let who = value["who"]?.string,
            let scope = Scope(value)
        else { return nil }
        self.init(id: id, reason: reason, who: who, scope: scope)
    }

    /// `{hold, reason, who}` with `records`, `since` and `until`, or `of`.
    public var json: JSONValue { .object(members) }

    var members: [String: JSONValue] {
        var members: [String: JSONValue] = ["hold": .string(id), "reason": .string(reason), "who": .string(who)]
        switch scope {
        case .records(let range):
            members["records"] = [.integer(Int64(range.lowerBound)), .integer(Int64(range.upperBound))]
        case .time(let since, let until):
            members["since"] = .string(since.rfc3339)
            members["until"] = until.map { .string($0.rfc3339) }
        case .id(let id): members["of"] = .string(id)
        }
        return members
    }

    /// Whether it holds the record of this number and these members.
    func covers(_ index: Int, _ record: JSONValue) -> Bool {
        switch scope {
        case .records(let range): return range.contains(index)
        case .time(let since, let until):
            // A time that cannot be read is none that could be outside.
            guard let time = record["time"]?.string.flatMap({ Timestamp($0) }) else { return true }
            return time >= since && until.map { time < $0 } ?? true
        case .id(let id):
            return [record["id"], record["open"], record["of"]].contains { $0?.string == id }
        }
    }
}

extension LegalHold.Scope {
    fileprivate init?(_ value: JSONValue) {
        if let pair = value["records"]?.array {
            guard pair.count == 2, let start = pair[0].integer.flatMap({ Int(exactly: $0) }),
                let end = pair[1].integer.flatMap({ Int(exactly: $0) }), start >= 0, start < end
            else { return nil }
            self = .records(start..<end)
        } else if let text = value["since"]?.string {
            guard let since = Timestamp(text) else { return nil }
            let until = value["until"]?.string.flatMap { Timestamp($0) }
            guard value["until"] == nil || until != nil else { return nil }
            self = .time(since, until)
        } else if let id = value["of"]?.string {
            self = .id(id)
        } else {
            return nil
        }
    }
}
