internal import Primitives
internal import Transparency

/// The file `log.json`: every member is set by a record, and is what the records say.
///
/// What the last five of them say is left out where there is nothing to say.
struct LogDescription: Equatable, Sendable {
    var origin: String
    /// The time of the first record.
    var created: String
    var producer: String
    /// Verifier keys, the newest last.
    var keys: [String]
    /// Ids of the epochs that have begun, in order.
    var epochs: [String] = []
    /// The last checkpoint of the log that this one goes on from, as a signed note.
    var continues: String?
    /// The statement for each key but the first.
    var rotations: [String] = []
    var revoked: [KeyRevocation] = []
    /// Epochs whose key was destroyed.
    var destroyed: [String] = []
    /// Legal holds in force.
    var holds: [LegalHold] = []
    /// Records whose frames were removed, in order and not touching.
    var pruned: [Range<Int>] = []

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
        continues = record["continues"]?.string
    }

    /// - Returns: `nil` unless the bytes are just those that a description is written as.
    init?(parsing bytes: [UInt8]) {
        guard let value = try? JSONValue(parsing: bytes), let description = LogDescription(value),
            description.bytes == bytes
        else { return nil }
        self = description
    }

    /// What ``json`` gave.
    init?(_ value: JSONValue) {
        guard let origin = value["origin"]?.string, let created = value["created"]?.string,
            let producer = value["producer"]?.string, let keys = Self.texts(value["keys"]), !keys.isEmpty,
            let epochs = Self.texts(value["epochs"])
        else { return nil }
        self.origin = origin
        self.created = created
        self.producer = producer
        self.keys = keys
        self.epochs = epochs
        continues = value["continues"]?.string
        rotations = Self.texts(value["rotations"]) ?? []
        destroyed = Self.texts(value["destroyed"]) ?? []
        revoked = (value["revoked"]?.array ?? []).compactMap { KeyRevocation($0) }
        holds = (value["holds"]?.array ?? []).compactMap { LegalHold($0) }
        pruned = FrameRanges.parse(value["pruned"]) ?? []
        guard json == value else { return nil }
    }

    private static func texts(_ value: JSONValue?) -> [String]? {
        guard let elements = value?.array else { return nil }
        let texts = elements.compactMap(\.string)
        return texts.count == elements.count ? texts : nil
    }

    /// Takes in what a later record sets. One that does not fit changes nothing: see ``fault(of:index:)``.
    mutating func apply(_ record: JSONValue, index: Int) {
        guard fault(of: record, index: index) == nil else { return }
        switch record["kind"]?.string {
        case "epoch.begun": if let id = record["epoch"]?.string, !epochs.contains(id) { epochs.append(id) }
        case "epoch.destroyed": if let id = record["epoch"]?.string, !destroyed.contains(id) { destroyed.append(id) }
        case "key.rotated":
            if let key = record["key"]?.string, let statement = record["statement"]?.string, keys.last != key {
                keys.append(key)
                rotations.append(statement)
            }
        case "key.revoked":
            if let revocation = KeyRevocation(record), !revoked.contains(revocation) { revoked.append(revocation) }
        case "hold.placed": if let hold = LegalHold(record), !holds.contains(hold) { holds.append(hold) }
        case "hold.released": holds.removeAll { $0.id == record["hold"]?.string }
        case "log.prune": if let restated = record["log"].flatMap({ LogDescription($0) }) { self = restated }
        default: break
        }
    }

    /// Why a record that should change the description cannot; `nil` for every other record.
    func fault(of record: JSONValue, index: Int) -> String? {
        switch record["kind"]?.string {
        case "key.rotated":
            guard let rotation = record["statement"]?.string.flatMap({ KeyRotation(parsing: $0) }),
                rotation.to.vkey == record["key"]?.string, rotation.from.vkey == record["from"]?.string,
                rotation.index == index
            else { return "a rotation that both keys did not sign" }
            if keys.last == rotation.to.vkey, rotations.last == record["statement"]?.string { return nil }
            return keys.last == rotation.from.vkey ? nil : "a rotation from a key that is not in force"
        case "key.revoked":
            guard let revocation = KeyRevocation(record), keys.contains(revocation.key) else {
                return "revokes a key that is none of the log's"
            }
            return keys.last == revocation.key ? "revokes the key in force" : nil
        case "log.prune":
            guard let restated = record["log"].flatMap({ LogDescription($0) }) else {
                return "does not restate what the log is"
            }
            var expected = self
            expected.pruned = restated.pruned
            guard restated == expected || restated == self else { return "restates another log" }
            return FrameRanges.contain(restated.pruned, pruned)
                && restated.pruned.allSatisfy { $0.upperBound <= index } ? nil : "states other ranges than were pruned"
        default: return nil
        }
    }

    /// Whether it can be what `earlier` became.
    func continues(_ earlier: LogDescription) -> Bool {
        origin == earlier.origin && created == earlier.created && producer == earlier.producer
            && continues == earlier.continues && keys.starts(with: earlier.keys)
            && rotations.starts(with: earlier.rotations) && epochs.starts(with: earlier.epochs)
            && FrameRanges.contain(pruned, earlier.pruned)
    }

    /// Whether what `record` set is in it.
    func holds(_ record: JSONValue) -> Bool {
        switch record["kind"]?.string {
        case "epoch.begun": record["epoch"]?.string.map { epochs.contains($0) } ?? false
        case "epoch.destroyed": record["epoch"]?.string.map { destroyed.contains($0) } ?? false
        case "key.rotated": record["statement"]?.string.map { rotations.contains($0) } ?? false
        case "key.revoked": KeyRevocation(record).map { revoked.contains($0) } ?? false
        // A hold may have been released since; that it was placed binds nobody then.
        case "hold.placed", "hold.released": true
        case "log.prune": record["log"].flatMap { LogDescription($0) }.map { continues($0) } ?? false
        default: true
        }
    }

    /// The kinds of the records that change a description, but for the first.
    static let changingKinds: Set<String> = [
        "epoch.begun", "epoch.destroyed", "key.rotated", "key.revoked", "hold.placed", "hold.released", "log.prune",
    ]

    /// The key that signs now.
    var verifier: NoteVerifier? {
        keys.last.flatMap { NoteVerifier(vkey: $0) }.flatMap { $0.name == origin ? $0 : nil }
    }

    /// Canonical JSON and a newline.
    var bytes: [UInt8] { json.canonical + [0x0a] }

    var json: JSONValue {
        var members: [String: JSONValue] = [
            "created": .string(created), "epochs": .array(epochs.map { .string($0) }),
            "format": .integer(LogFormat.version), "frame": .integer(Int64(LogFormat.frame)),
            "keys": .array(keys.map { .string($0) }), "origin": .string(origin), "producer": .string(producer),
        ]
        members["continues"] = continues.map { .string($0) }
        if !rotations.isEmpty { members["rotations"] = .array(rotations.map { .string($0) }) }
        if !revoked.isEmpty { members["revoked"] = .array(revoked.map(\.json)) }
        if !destroyed.isEmpty { members["destroyed"] = .array(destroyed.map { .string($0) }) }
        if !holds.isEmpty { members["holds"] = .array(holds.map(\.json)) }
        if !pruned.isEmpty { members["pruned"] = FrameRanges.json(pruned) }
        return .object(members)
    }
}

/// Ranges of records that begin and end with a frame, in order and not touching each other.
enum FrameRanges {
    static func json(_ ranges: [Range<Int>]) -> JSONValue {
        .array(ranges.map { [.integer(Int64($0.lowerBound)), .integer(Int64($0.upperBound))] })
    }

    static func parse(_ value: JSONValue?) -> [Range<Int>]? {
        guard let elements = value?.array else { return nil }
        var ranges: [Range<Int>] = []
        for element in elements {
            guard let pair = element.array, pair.count == 2, let start = pair[0].integer.flatMap({ Int(exactly: $0) }),
                let end = pair[1].integer.flatMap({ Int(exactly: $0) }), start >= 0, start < end,
                start.isMultiple(of: LogFormat.frame), end.isMultiple(of: LogFormat.frame),
                start > ranges.last?.upperBound ?? -1
            else { return nil }
            ranges.append(start..<end)
        }
        return ranges
    }

    /// All of `first` and `second`.
    static func union(_ first: [Range<Int>], _ second: [Range<Int>]) -> [Range<Int>] {
        var joined: [Range<Int>] = []
        for range in (first + second).sorted(by: { $0.lowerBound < $1.lowerBound }) where !range.isEmpty {
            if let last = joined.last, range.lowerBound <= last.upperBound {
                joined[joined.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                joined.append(range)
            }
        }
        return joined
    }

    static func contain(_ ranges: [Range<Int>], _ inner: [Range<Int>]) -> Bool {
        inner.allSatisfy { inner in ranges.contains { $0.lowerBound <= inner.lowerBound && inner.upperBound <= $0.upperBound } }
    }

    static func contains(_ ranges: [Range<Int>], _ index: Int) -> Bool { ranges.contains { $0.contains(index) } }
}
