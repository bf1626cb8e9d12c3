public import Primitives

/// The members of a record that a search asks for, found in its line without making a tree of it.
///
/// A record is canonical JSON: no white space, and no escape where a character can stand as it is. A line that is
/// spelled otherwise, or has an escape in one of these members, is read as a tree instead (``fields(of:)``); both ways
/// give the same.
public struct RecordFields {
    /// What a value is the value of.
    public enum Field: UInt8, Sendable, CaseIterable {
        case kind, verdict, action, model, source, rule, category, severity
        /// The record's id, and those that it cites as `open` or `of`.
        case id
        /// The keyed digest of the text as it came, or as it was delivered.
        case digest
        case time
    }

    private enum Inside { case record, content, source, finding }

    private let names = Names()

    public init() {}

    /// Goes through the line that begins at `start` and hands each value, without its quotes, to `body`.
    /// - Returns: where the record's object ends; `nil` where the line is not spelled plainly: what `body` was given is
    ///   then not to be relied on.
    public func scan(_ bytes: [UInt8], from start: Int, _ body: (Field, Range<Int>) -> Void) -> Int? {
        guard start < bytes.count, bytes[start] == UInt8(ascii: "{") else { return nil }
        // A span, so that no step of the scan counts the array's owners.
        return members(bytes.span, start + 1, .record, body)
    }

    /// The members of the object whose first name, or end, is at `start`.
    private func members(
        _ bytes: Span<UInt8>, _ start: Int, _ inside: Inside, _ body: (Field, Range<Int>) -> Void
    ) -> Int? {
        var place = start
        if place < bytes.count, bytes[place] == UInt8(ascii: "}") { return place + 1 }
        while place < bytes.count, bytes[place] == UInt8(ascii: "\"") {
            guard let name = Self.name(bytes, place), name.end + 1 < bytes.count, bytes[name.end] == UInt8(ascii: ":"),
                let end = value(bytes, name.end + 1, inside, name.packed, body), end < bytes.count
            else { return nil }
            if bytes[end] == UInt8(ascii: "}") { return end + 1 }
            guard bytes[end] == UInt8(ascii: ",") else { return nil }
            place = end + 1
        }
        return nil
    }

    private func value(
        _ bytes: Span<UInt8>, _ start: Int, _ inside: Inside, _ name: UInt64, _ body: (Field, Range<Int>) -> Void
    ) -> Int? {
        switch inside {
        case .record: memberOfRecord(bytes, start, name, body)
        case .source where name == names.name: Self.text(bytes, start, .source, body)
        case .content where name == names.hmac: Self.text(bytes, start, .digest, body)
        case .finding where name == names.rule: Self.text(bytes, start, .rule, body)
        case .finding where name == names.severity: Self.text(bytes, start, .severity, body)
        case .finding where name == names.category: texts(bytes, start, .category, body)
        default: Self.skip(bytes, start)
        }
    }

    private func memberOfRecord(
        _ bytes: Span<UInt8>, _ start: Int, _ name: UInt64, _ body: (Field, Range<Int>) -> Void
    ) -> Int? {
        let isObject = bytes[start] == UInt8(ascii: "{")
        return switch name {
        case names.kind: Self.text(bytes, start, .kind, body)
        case names.verdict: Self.text(bytes, start, .verdict, body)
        case names.action: Self.text(bytes, start, .action, body)
        case names.model: Self.text(bytes, start, .model, body)
        case names.time: Self.text(bytes, start, .time, body)
        case names.id, names.open, names.of: Self.text(bytes, start, .id, body)
        case names.source:
            isObject ? members(bytes, start + 1, .source, body) : Self.text(bytes, start, .source, body)
        case names.content, names.output:
            isObject ? members(bytes, start + 1, .content, body) : Self.skip(bytes, start)
        case names.findings: findings(bytes, start, body)
        case names.category: texts(bytes, start, .category, body)
        default: Self.skip(bytes, start)
        }
    }

    private static func text(
        _ bytes: Span<UInt8>, _ start: Int, _ field: Field, _ body: (Field, Range<Int>) -> Void
    ) -> Int? {
        guard bytes[start] == UInt8(ascii: "\"") else { return skip(bytes, start) }
        var place = start + 1
        while place < bytes.count {
            let unit = bytes[place]
            if unit == UInt8(ascii: "\"") {
                body(field, (start + 1)..<place)
                return place + 1
            }
            if unit == UInt8(ascii: "\\") || unit < 0x20 { return nil }
            place += 1
        }
        return nil
    }

    /// One text, or a list in which texts count.
    private func texts(
        _ bytes: Span<UInt8>, _ start: Int, _ field: Field, _ body: (Field, Range<Int>) -> Void
    ) -> Int? {
        guard bytes[start] == UInt8(ascii: "[") else { return Self.text(bytes, start, field, body) }
        var place = start + 1
        if place < bytes.count, bytes[place] == UInt8(ascii: "]") { return place + 1 }
        while place < bytes.count, let end = Self.text(bytes, place, field, body), end < bytes.count {
            if bytes[end] == UInt8(ascii: "]") { return end + 1 }
            guard bytes[end] == UInt8(ascii: ",") else { return nil }
            place = end + 1
        }
        return nil
    }

    private func findings(_ bytes: Span<UInt8>, _ start: Int, _ body: (Field, Range<Int>) -> Void) -> Int? {
        guard bytes[start] == UInt8(ascii: "[") else { return Self.skip(bytes, start) }
        var place = start + 1
        if place < bytes.count, bytes[place] == UInt8(ascii: "]") { return place + 1 }
        while place < bytes.count {
            let isObject = bytes[place] == UInt8(ascii: "{")
            guard let end = isObject ? members(bytes, place + 1, .finding, body) : Self.skip(bytes, place),
                end < bytes.count
            else { return nil }
            if bytes[end] == UInt8(ascii: "]") { return end + 1 }
            guard bytes[end] == UInt8(ascii: ",") else { return nil }
            place = end + 1
        }
        return nil
    }

    /// The name that begins at `start`: where it ends, behind its quote, and its bytes as a number, 0 where they are more
    /// than eight; `nil` where an escape stands in it.
    private static func name(_ bytes: Span<UInt8>, _ start: Int) -> (end: Int, packed: UInt64)? {
        var (place, packed) = (start + 1, UInt64(0))
        while place < bytes.count {
            let unit = bytes[place]
            if unit == UInt8(ascii: "\"") { return (place + 1, place - start <= 9 ? packed : 0) }
            if unit == UInt8(ascii: "\\") || unit < 0x20 { return nil }
            packed = packed << 8 | UInt64(unit)
            place += 1
        }
        return nil
    }

    /// The end of the value that begins at `start`.
    private static func skip(_ bytes: Span<UInt8>, _ start: Int) -> Int? {
        var (place, depth) = (start, 0)
        while place < bytes.count {
            switch bytes[place] {
            case UInt8(ascii: "\""):
                guard let end = stringEnd(bytes, place) else { return nil }
                place = end
                if depth == 0 { return place }
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if depth == 0 { return place > start ? place : nil }
                depth -= 1
                if depth == 0 { return place + 1 }
            case UInt8(ascii: ","): if depth == 0 { return place > start ? place : nil }
            case 0...0x20: return nil
            default: break
            }
            place += 1
        }
        return nil
    }

    private static func stringEnd(_ bytes: Span<UInt8>, _ start: Int) -> Int? {
        var place = start + 1
        while place < bytes.count {
            switch bytes[place] {
            case UInt8(ascii: "\""): return place + 1
            case UInt8(ascii: "\\"): place += 2
            case 0..<0x20: return nil
            default: place += 1
            }
        }
        return nil
    }

    private struct Names {
        let kind = Names.number("kind"), verdict = Names.number("verdict"), action = Names.number("action")
        let model = Names.number("model"), time = Names.number("time"), source = Names.number("source")
        let name = Names.number("name"), content = Names.number("content"), output = Names.number("output")
        let hmac = Names.number("hmac"), findings = Names.number("findings"), rule = Names.number("rule")
        let severity = Names.number("severity"), category = Names.number("category")
        let id = Names.number("id"), open = Names.number("open"), of = Names.number("of")

        private static func number(_ name: StaticString) -> UInt64 {
            name.description.utf8.reduce(0) { $0 << 8 | UInt64($1) }
        }
    }
}

extension RecordFields {
    /// The same of a record that was read as a tree.
    public static func fields(of record: JSONValue) -> [(Field, String)] {
        var fields: [(Field, String)] = []
        func add(_ field: Field, _ value: JSONValue?) {
            if let text = value?.string { fields.append((field, text)) }
        }
        add(.kind, record["kind"])
        add(.verdict, record["verdict"])
        add(.action, record["action"])
        add(.model, record["model"])
        add(.time, record["time"])
        add(.source, record["source"]?["name"] ?? record["source"])
        for name in ["id", "open", "of"] { add(.id, record[name]) }
        for name in ["content", "output"] { add(.digest, record[name]?["hmac"]) }
        fields += record.texts("category").map { (.category, $0) }
        for finding in record["findings"]?.array ?? [] {
            add(.rule, finding["rule"])
            add(.severity, finding["severity"])
            fields += finding.texts("category").map { (.category, $0) }
        }
        return fields
    }
}
