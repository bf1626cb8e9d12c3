internal import Primitives
internal import Transparency

/// The file `log.json`: every member is set by a record, and is what the records say.
struct LogDescription: Equatable, Sendable {
    var origin: String
    /// The time of the first record.
    var created: String
    var producer: String
    /// Verifier keys, the newest last.
    var keys: [String]
    /// Ids of the epochs that have begun, in order.
    var epochs: [String] = []

    /// The description that a record `log.init` sets.
    init?(first record: JSONValue) {
        guard record["kind"]?.string == "log.init", record["format"]?.integer == LogFormat.version,
            record["frame"]?.integer == Int64(LogFormat.frame), let origin = record["origin"]?.string,
            let created = record["time"]?.string, let producer = record["producer"]?.string,
            let key = record["key"]?.string
        else { return nil }
        self.origin = origin
        self.created = created
        self.producer = producer
        keys = [key]
    }

    /// - Returns: `nil` unless the bytes are just those that a description is written as.
    init?(parsing bytes: [UInt8]) {
        guard let value = try? JSONValue(parsing: bytes), let origin = value["origin"]?.string,
            let created = value["created"]?.string, let producer = value["producer"]?.string,
            let keys = value["keys"]?.array, let epochs = value["epochs"]?.array
        else { return nil }
        self.origin = origin
        self.created = created
        self.producer = producer
        self.keys = keys.compactMap(\.string)
        self.epochs = epochs.compactMap(\.string)
        guard self.bytes == bytes else { return nil }
    }

    /// The kinds of records that set something of a description.
    static let changingKinds: Set<String> = ["epoch.begun", "key.rotated"]

    /// Takes in what a later record sets.
    mutating func apply(_ record: JSONValue) {
        switch record["kind"]?.string {
        case "epoch.begun": if let id = record["epoch"]?.string, !epochs.contains(id) { epochs.append(id) }
        case "key.rotated": if let key = record["key"]?.string { keys.append(key) }
        default: break
        }
    }

    /// The key that signs now.
    var verifier: NoteVerifier? {
        keys.last.flatMap { NoteVerifier(vkey: $0) }.flatMap { $0.name == origin ? $0 : nil }
    }

    /// Canonical JSON and a newline.
    var bytes: [UInt8] {
        let value: JSONValue = [
            "created": .string(created), "epochs": .array(epochs.map { .string($0) }),
            "format": .integer(LogFormat.version), "frame": .integer(Int64(LogFormat.frame)),
            "keys": .array(keys.map { .string($0) }), "origin": .string(origin), "producer": .string(producer),
        ]
        return value.canonical + [0x0a]
    }
}
