public import AuditLog
public import Primitives
public import Transparency

extension LogQuery {
    /// The conditions that are set, by their names on the command line, so that what was asked can be asked again.
    public var json: JSONValue {
        var members: [String: JSONValue] = [:]
        members["since"] = since.map { .string($0.rfc3339) }
        members["until"] = until.map { .string($0.rfc3339) }
        members["rule"] = rule.map { .string($0) }
        members["category"] = category.map { .string($0) }
        members["severity"] = severity.map { .array($0.sorted().map { .string($0) }) }
        members["verdict"] = verdict.map { .string($0) }
        members["action"] = action.map { .string($0) }
        members["model"] = model.map { .string($0) }
        members["source"] = source.map { .string($0) }
        members["id"] = id.map { .string($0) }
        members["digest"] = digests.map { .array($0.sorted().map { .string($0) }) }
        members["kind"] = kind.map { .string($0) }
        return .object(members)
    }

    /// `--rule cn-privacy.mobile --since 2026-11-01T00:00:00.000Z`; empty where every record is wanted.
    public var text: String {
        (json.object ?? [:]).sorted { $0.key < $1.key }.map { name, value in
            let words = value.string ?? (value.array ?? []).compactMap(\.string).joined(separator: ",")
            return "--\(name) \(words)"
        }.joined(separator: " ")
    }
}

extension Checkpoint {
    /// `{origin, size, root}`, the root in hexadecimal.
    public var json: JSONValue {
        ["origin": .string(origin), "size": .integer(Int64(size)), "root": .string(Hex.encode(root))]
    }
}

extension LogQuery {
    /// Reads what ``json`` wrote.
    /// - Returns: `nil` where a member is none of ours, so that no condition is passed over.
    public init?(_ value: JSONValue) {
        guard let members = value.object else { return nil }
        self.init()
        for (name, member) in members {
            switch name {
            case "since": since = member.string.flatMap { Timestamp($0) }
            case "until": until = member.string.flatMap { Timestamp($0) }
            case "rule": rule = member.string
            case "category": category = member.string
            case "severity": severity = member.array.map { Set($0.compactMap(\.string)) }
            case "verdict": verdict = member.string
            case "action": action = member.string
            case "source": source = member.string
            case "digest": digests = member.array.map { Set($0.compactMap(\.string)) }
            case "model": model = member.string
            case "id": id = member.string
            case "kind": kind = member.string
            default: return nil
            }
        }
        guard json == value else { return nil }
    }
}
