internal import Primitives

/// A record as the line that is kept and hashed.
enum RecordLine {
    /// The canonical line of `record` with its `v` and `seq`.
    static func encode(_ record: [String: JSONValue], index: Int) throws(LogError) -> [UInt8] {
        let own = ["v", "seq"]
        let record = own.allSatisfy { record[$0] == nil } ? record : record.filter { !own.contains($0.key) }
        try check(.object(record), depth: LogFormat.depth)
        let line = JSONValue.canonical(
            record, and: ["v": .integer(LogFormat.recordVersion), "seq": .integer(Int64(index))])
        guard line.count <= LogFormat.longestLine else { throw .recordTooLong(line.count) }
        return line
    }

    /// A record of the log's own.
    static func entry(
        _ kind: String, _ members: [String: JSONValue], _ environment: Environment
    ) -> [String: JSONValue] {
        var record = members
        record["kind"] = .string(kind)
        record["id"] = .string(environment.newID().description)
        record["time"] = .string(environment.now().rfc3339)
        return record
    }

    /// Whether every reader reads it: nothing nested too deep, no number that is not exact everywhere.
    private static func check(_ value: JSONValue, depth: Int) throws(LogError) {
        guard depth > 0 else { throw .badRecord("nested deeper than \(LogFormat.depth)") }
        switch value {
        case .integer(let number):
            guard number.magnitude <= JSONValue.largestInteger.magnitude else {
                throw .badRecord("the number \(number) is not exact in every reader")
            }
        case .array(let elements):
            for element in elements { try check(element, depth: depth - 1) }
        case .object(let members):
            for member in members.values { try check(member, depth: depth - 1) }
        case .null, .bool, .string: return
        }
    }
}
