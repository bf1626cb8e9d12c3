internal import AuditLog
internal import Primitives
internal import Transparency

/// Who took evidence out of a log, when, with what, and what it was then.
struct ChainOfCustody {
    let bundle: EvidenceBundle
    let begun: Timestamp
    let records: Int
    let packs: EvidenceBundle.Packs
    var finished: Timestamp
    var proofs = "records"
    var recordsDigest = ""

    init(bundle: EvidenceBundle, begun: Timestamp, records: Int, packs: EvidenceBundle.Packs) {
        self.bundle = bundle
        self.begun = begun
        self.records = records
        self.packs = packs
        finished = begun
    }

    var bytes: [UInt8] {
        let value: JSONValue = [
            "v": 1, "kind": "hallmark.custody", "custodian": .string(bundle.custodian), "host": .string(bundle.host),
            "tool": bundle.tool.json, "query": bundle.query.json, "checkpoint": bundle.log.checkpoint.json,
            "counts": [
                "records": .integer(Int64(records)), "log": .integer(Int64(bundle.log.checkpoint.size)),
                "beyond_checkpoint": .integer(Int64(bundle.log.beyondCheckpoint)),
            ],
            "proofs": .string(proofs), "records_sha256": .string(recordsDigest),
            "packs": ["found": Self.json(packs.found), "missing": Self.json(packs.missing)],
            "events": [
                [
                    "time": .string(begun.rfc3339), "event": "opened",
                    "note": "the log was read; the root over its records was computed and is the checkpoint's",
                ],
                ["time": .string(finished.rfc3339), "event": "sealed", "note": "every file is in a manifest with its SHA-256"],
            ],
        ]
        return value.canonical + [0x0a]
    }

    private static func json(_ packs: [PackReference]) -> JSONValue {
        .array(packs.map { ["name": .string($0.name), "version": .string($0.version), "digest": .string($0.digest)] })
    }
}
