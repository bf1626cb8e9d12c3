internal import AuditLog
internal import Cryptography
public import Primitives
internal import SystemIO
internal import Transparency

/// Writes a sample into a folder: `sample.json`, which suffices to draw it again, the records, and a proof of each.
public struct SampleExport {
    let sample: LogSample
    let tool: Tool
    let environment: Environment
    let discard: (String) -> Void

    public init(
        sample: LogSample, tool: Tool, environment: Environment, discard: @escaping (String) -> Void
    ) {
        self.sample = sample
        self.tool = tool
        self.environment = environment
        self.discard = discard
    }

    /// - Throws: ``ExportError``, ``LogError``, and what `book` throws.
    /// - Returns: what stands in `sample.json`.
    public func write(to path: String, replaces: Bool, book: Booking) throws -> JSONValue {
        let time = environment.now()
        let folder = try ExportFolder(path, replaces: replaces, tag: environment.newID().description, discard: discard)
        let records = try folder.open("records.jsonl")
        for index in Set(sample.strata.flatMap(\.drawn)).sorted() {
            let proof = try sample.log.prover.proof(of: index, extra: true)
            try folder.write(proof.bytes, to: "proofs/\(EvidenceBundle.digits(index)).tlog-proof")
            try records.write(try sample.log.prover.line(index) + [0x0a])
        }
        try folder.close(records, "records.jsonl")
        var members = sample.json(tool, time).object ?? [:]
        members["records_sha256"] = .string(folder.files["records.jsonl"]?.digest ?? "")
        // The digest that the log keeps is of what was drawn; where that stands in the log is said beside it.
        let drawn = JSONValue.object(members).canonical + [0x0a]
        switch book {
        case .unrecorded(let reason): members["unrecorded"] = .string(reason)
        case .recorded(let signer, let append):
            let entry = try append(record(drawn, folder.files.values.reduce(0) { $0 + $1.bytes }))
            members["recorded"] = ["seq": .integer(Int64(entry.index)), "id": .string(entry.id)]
            let signed = JSONValue.object(members).canonical + [0x0a]
            if let note = signer?.sign(signed) { try folder.write(note.bytes, to: "sample.note") }
        }
        let manifest = JSONValue.object(members)
        try folder.write(manifest.canonical + [0x0a], to: "sample.json")
        try folder.publish()
        return manifest
    }

    private func record(_ drawn: [UInt8], _ bytes: Int) -> [String: JSONValue] {
        [
            "kind": "log.export", "format": "sample", "query": sample.query.json,
            "records": .integer(Int64(sample.records)), "bytes": .integer(Int64(bytes + drawn.count)),
            "digest": .string("sha256:" + Hex.encode(SHA256Hasher.hash(drawn))),
            "checkpoint": sample.log.checkpoint.json, "tool": tool.json,
        ]
    }
}

extension LogSample {
    /// What the draw was made of and what it gave.
    public func json(_ tool: Tool, _ time: Timestamp) -> JSONValue {
        var members: [String: JSONValue] = [
            "v": 1, "kind": "hallmark.sample", "checkpoint": log.checkpoint.json,
            "checkpoint_text": .string(String(decoding: log.checkpoint.text, as: UTF8.self)),
            "nonce": .string(nonce), "plan": plan.json, "query": query.json, "tool": tool.json,
            "time": .string(time.rfc3339), "records": .integer(Int64(records)),
            "how": .string(Self.how),
            "strata": .array(
                strata.map { stratum in
                    [
                        "name": .string(stratum.name), "population": .integer(Int64(stratum.population)),
                        "seed": .string(Hex.encode(stratum.seed)),
                        "positions": .array(stratum.positions.map { .integer(Int64($0)) }),
                        "seqs": .array(stratum.drawn.map { .integer(Int64($0)) }),
                    ]
                }),
        ]
        members["by"] = dimension.map { .string($0.rawValue) }
        return .object(members)
    }

    private static let how =
        "seed = SHA-256('sample/v1\\n' + checkpoint_text + nonce + stratum name); u = the first 8 bytes, big-endian, of HMAC-SHA-256(seed, k as 8 bytes big-endian) for k = 0, 1, 2 ...; skip u >= 2^64 - 2^64 mod population; position = u mod population; skip a position that was drawn; positions count the records `content` of the stratum that meet the query, in order of seq, from 0; all of them if no more are wanted"

    /// Whether drawing again what `manifest` says was drawn gives the same; otherwise where it differs first.
    public func difference(from manifest: JSONValue) -> String? {
        let claimed = manifest["strata"]?.array ?? []
        guard manifest["checkpoint"] == log.checkpoint.json else { return "the checkpoint is another" }
        guard claimed.count == strata.count else { return "\(claimed.count) strata, and there are \(strata.count)" }
        for (stratum, claim) in zip(strata, claimed) {
            guard claim["name"]?.string == stratum.name else { return "no stratum \(claim["name"]?.string ?? "") here" }
            guard claim["population"]?.integer == Int64(stratum.population) else {
                return "\(stratum.name): the population is \(stratum.population)"
            }
            guard claim["seed"]?.string == Hex.encode(stratum.seed) else { return "\(stratum.name): another seed" }
            guard claim["positions"] == .array(stratum.positions.map { .integer(Int64($0)) }),
                claim["seqs"] == .array(stratum.drawn.map { .integer(Int64($0)) })
            else { return "\(stratum.name): other records are drawn" }
        }
        return nil
    }
}
