public import ContentFormats
public import Monitor
public import Primitives

/// How far an audit has come.
public struct AuditProgress: Sendable {
    /// Files in all, and those that are read to their end.
    public let files: Int
    public private(set) var filesDone = 0
    /// Bytes on the disk in all, and those that are read.
    public let bytes: Int64
    public private(set) var bytesRead: Int64 = 0
    public private(set) var findings = 0

    init(files: Int, bytes: Int64) {
        self.files = files
        self.bytes = bytes
    }

    mutating func update(_ reader: AuditReader, _ tally: Tally) {
        filesDone = reader.filesDone
        bytesRead = reader.bytesRead
        findings = tally.findings
    }
}

/// A channel in which something was found, as it is told while the audit runs.
public struct AuditedChannel: Sendable {
    public let path: String
    public let line: Int?
    public let channel: String
    public let judgement: Judgement

    init(_ judged: JudgedChannel) {
        path = judged.file.path
        line = judged.group.line
        channel = judged.channelName
        judgement = judged.judgement
    }
}

/// What an audit came to.
public struct AuditReport: Sendable {
    public internal(set) var tally = Tally()
    public private(set) var filesDone = 0
    public private(set) var bytesRead: Int64 = 0
    public private(set) var failures: [AuditFailure] = []
    public private(set) var faults: [AuditFault] = []
    /// Whether it was ended before all files were done.
    public internal(set) var wasStopped = false

    /// Malformed or cut input in one file.
    public struct AuditFault: Sendable {
        public let path: String
        public let fault: InputFault
    }

    init() {}

    mutating func take(_ reader: AuditReader) {
        filesDone = reader.filesDone
        bytesRead = reader.bytesRead
        failures = reader.failures
        faults = reader.faults.map { AuditFault(path: $0.path, fault: $0.fault) }
    }

    /// For `--json` output.
    public var json: JSONValue {
        guard case .object(var members) = tally.json else { return tally.json }
        members["files"] = .integer(Int64(filesDone))
        members["bytes_read"] = .integer(bytesRead)
        members["stopped"] = .bool(wasStopped)
        members["failures"] = .array(
            failures.map { ["path": .string($0.path), "message": .string($0.message)] })
        members["faults"] = .array(
            faults.map {
                ["path": .string($0.path), "offset": .integer(Int64($0.fault.offset)), "message": .string($0.fault.message)]
            })
        return .object(members)
    }
}
