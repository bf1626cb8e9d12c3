public import AuditLog
internal import Cryptography
public import Primitives
internal import SystemIO
internal import Transparency

/// A folder that proves itself to whoever has the public key: the records, a proof of each, the checkpoints, the rule
/// packs that were in force, a verifier that needs only Python, and who took it out, when and with what. It has the form
/// of BagIt 1.0 (RFC 8493).
///
///     let bundle = EvidenceBundle(log: log, query: query, tool: tool, environment: .system, custodian: "…")
///     try bundle.write(to: "evidence", replaces: false, book: book)
public struct EvidenceBundle {
    let log: InspectedLog
    let query: LogQuery
    let tool: Tool
    let environment: Environment
    /// Who takes the evidence out.
    let custodian: String
    let host: String
    /// The text of a rule pack, where it is at hand.
    let packText: (PackReference) -> [UInt8]?
    let discard: (String) -> Void

    /// Up to so many records each have a proof of their own; for more, whole frames and the hashes of all frames are
    /// handed over, which prove the same in less space.
    public static let mostProofs = 1_024

    public init(
        log: InspectedLog, query: LogQuery, tool: Tool, environment: Environment, custodian: String, host: String,
        packText: @escaping (PackReference) -> [UInt8]?, discard: @escaping (String) -> Void
    ) {
        self.log = log
        self.query = query
        self.tool = tool
        self.environment = environment
        self.custodian = custodian
        self.host = host
        self.packText = packText
        self.discard = discard
    }

    /// - Throws: ``ExportError``, ``LogError``, and what `book` throws.
    public func write(to path: String, replaces: Bool, book: Booking) throws -> ExportManifest {
        let begun = environment.now()
        let tag = environment.newID().description
        let folder = try ExportFolder(path, replaces: replaces, tag: tag, discard: discard)
        let manifestFile = try ExportFile(folder.path + ExportManifest.suffix, replaces: replaces, tag: tag)

        let records = try folder.open("data/records.jsonl")
        var indices: [Int] = []
        let reading = try log.forEach(matching: query) { record in
            indices.append(record.index)
            try records.write(record.line + [0x0a])
        }
        try folder.close(records, "data/records.jsonl")
        let proofs = try prove(indices, reading, in: folder)
        try writeCheckpoints(in: folder)
        let packs = try writePacks(reading.packs, in: folder)
        try folder.write(Array(VerifierScript.text.utf8), to: VerifierScript.name)
        try folder.write(Array(BundleReadme.text(log.checkpoint, records: indices.count).utf8), to: "README.md")
        var custody = ChainOfCustody(bundle: self, begun: begun, records: indices.count, packs: packs)
        custody.proofs = proofs
        custody.recordsDigest = folder.files["data/records.jsonl"]?.digest ?? ""
        custody.finished = environment.now()
        try folder.write(custody.bytes, to: "custody.json")
        let tags = try close(folder, begun)

        let context = ExportContext(checkpoint: log.checkpoint, query: query, tool: tool, time: begun)
        var manifest = ExportManifest(
            format: .bagit, name: LogExport.lastName(folder.path), bytes: tags.bytes,
            digest: Hex.encode(SHA256Hasher.hash(tags.manifest)), records: indices.count, rows: indices.count,
            beyondCheckpoint: log.beyondCheckpoint,
            remarks: packs.missing.map { "a rule pack that was in force is not at hand: \($0.name) \($0.version) \($0.digest)" },
            context: context)
        let signer = try book.enter(&manifest)
        if let note = signer?.sign(tags.manifest) { try folder.write(note.bytes, to: "tagmanifest.note") }
        try manifestFile.write(manifest.line)
        try manifestFile.finish()
        try folder.publish()
        try manifestFile.publish()
        return manifest
    }

    // MARK: What proves the records

    /// - Returns: `records` where each has a proof of its own, or `frames`.
    private func prove(_ indices: [Int], _ reading: LogReading, in folder: ExportFolder) throws -> String {
        guard indices.count > Self.mostProofs else {
            for index in indices {
                let proof = try log.prover.proof(of: index, extra: true)
                try folder.write(proof.bytes, to: Self.proofPath(index))
            }
            return "records"
        }
        let roots = try folder.open("data/roots")
        try roots.write(reading.frameRoots)
        try folder.close(roots, "data/roots")
        let frame = LogReading.frame
        var starts = Set(indices.map { $0 - $0 % frame })
        // The last short frame is needed for the root, whether a record of it was asked for or not.
        let full = log.checkpoint.size - log.checkpoint.size % frame
        if full < log.checkpoint.size { starts.insert(full) }
        for first in starts.sorted() {
            var lines: [UInt8] = []
            for index in first..<min(first + frame, log.checkpoint.size) { lines += try log.prover.line(index) + [0x0a] }
            try folder.write(lines, to: "data/frames/\(Self.digits(first)).jsonl")
        }
        return "frames"
    }

    static func proofPath(_ index: Int) -> String { "data/proofs/\(digits(index)).tlog-proof" }

    /// Twenty digits, so that names sort as numbers do.
    static func digits(_ index: Int) -> String {
        let text = String(index)
        return String(repeating: "0", count: max(0, 20 - text.utf8.count)) + text
    }

    private func writeCheckpoints(in folder: ExportFolder) throws(ExportError) {
        try folder.write(log.note.bytes, to: "data/checkpoint")
        let covered = log.prover.notes.filter { (Checkpoint(parsing: $0.text)?.size ?? .max) <= log.checkpoint.size }
        try folder.write(covered.flatMap { $0.bytes + [0x0a] }, to: "data/checkpoints")
        // The keys as the log itself names them: what they are worth is for the reader to compare.
        let description = (try? FileTree.read(FileTree.join(log.directory, "log.json"), limit: 1 << 20)) ?? []
        let keys = (try? JSONValue(parsing: description))?["keys"]?.array?.compactMap(\.string) ?? []
        try folder.write(Array(keys.map { $0 + "\n" }.joined().utf8), to: "data/keys.txt")
        try folder.write(description, to: "data/log.json")
    }

    // MARK: What the rules were

    struct Packs {
        var found: [PackReference] = []
        var missing: [PackReference] = []
    }

    private func writePacks(_ references: Set<PackReference>, in folder: ExportFolder) throws(ExportError) -> Packs {
        var packs = Packs()
        for pack in references.sorted(by: { ($0.name, $0.version, $0.digest) < ($1.name, $1.version, $1.digest) }) {
            guard let text = packText(pack) else {
                packs.missing.append(pack)
                continue
            }
            try folder.write(text, to: "data/packs/\(pack.digest.filter { $0.isHexDigit }).yaml")
            packs.found.append(pack)
        }
        return packs
    }

    // MARK: What BagIt asks for

    private func close(_ folder: ExportFolder, _ time: Timestamp) throws(ExportError) -> (manifest: [UInt8], bytes: Int) {
        let payload = folder.files.filter { $0.key.hasPrefix("data/") }
        let octets = payload.values.reduce(0) { $0 + $1.bytes }
        let day = String(time.rfc3339.prefix(10))
        try folder.write(Array("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n".utf8), to: "bagit.txt")
        let info = """
            Bagging-Date: \(day)
            Bag-Software-Agent: \(Tool.name) \(tool.version)
            Contact-Name: \(Self.oneLine(custodian))
            External-Identifier: \(Self.oneLine(log.checkpoint.origin))
            External-Description: Records of an audit log, with proofs 审计日志记录及其证明
            Payload-Oxum: \(octets).\(payload.count)

            """
        try folder.write(Array(info.utf8), to: "bag-info.txt")
        try folder.write(folder.manifest { $0.hasPrefix("data/") }, to: "manifest-sha256.txt")
        let tags = folder.manifest { !$0.hasPrefix("data/") }
        try folder.write(tags, to: "tagmanifest-sha256.txt")
        return (tags, folder.files.values.reduce(0) { $0 + $1.bytes })
    }

    /// A value that begins no second line of its own.
    private static func oneLine(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
    }
}
