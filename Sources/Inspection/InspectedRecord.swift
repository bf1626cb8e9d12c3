public import AuditLog
public import Primitives

/// One record with its place.
public struct InspectedRecord: Sendable {
    /// Its number: `seq`.
    public let index: Int
    /// The line as it is logged, without its newline.
    public let line: [UInt8]
    /// The hash of the line: the record's leaf of the tree.
    public let leaf: [UInt8]

    /// The record as a tree, made anew each time that it is asked for.
    /// - Throws: ``LogError/corrupt(index:file:reason:)`` where the line is no record.
    public func value() throws(LogError) -> JSONValue {
        do throws(JSONError) { return try JSONValue(parsing: line) } catch { throw fault }
    }

    /// What stands in the line, of which nothing is decoded before it is asked for.
    func outline() throws(LogError) -> JSONOutline {
        do throws(JSONError) { return try JSONOutline(line) } catch { throw fault }
    }

    func parsed() throws(LogError) -> ParsedRecord {
        ParsedRecord(index: index, line: line, leaf: leaf, value: try value())
    }

    private var fault: LogError { .corrupt(index: index, file: "log", reason: "not a record") }
}

/// One record as a tree.
struct ParsedRecord {
    let index: Int
    let line: [UInt8]
    let leaf: [UInt8]
    let value: JSONValue

    /// Findings, if it is a record that has some.
    var findings: [JSONValue] { value["findings"]?.array ?? [] }

    /// The text at `key`; empty where there is none.
    func text(_ key: String) -> String { value[key]?.string ?? "" }
}
