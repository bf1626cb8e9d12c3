public import AuditLog
public import ContentFormats
internal import Cryptography
public import Monitor
public import Primitives
internal import Provenance

/// Files in, findings and books out: every record of an archive is judged as the policy would have judged it.
///
/// One reader cuts the files into batches, several judges work on them at once, and their answers go to the log in
/// the order of the files: two runs over one archive tell the same, whatever the number of judges.
public struct AuditEngine: Sendable {
    public struct Configuration: Sendable {
        /// Batches that are judged at once.
        public var jobs: Int
        /// Where the text stands in a JSON record; empty for the usual places.
        public var fields: [FieldPath]
        /// Bytes of one record or text file.
        public var recordLimit: Int
        /// Arrays and objects inside each other in a record.
        public var depth: Int
        public var enforcement: Enforcement
        public var producerName: String
        /// `sha256:` and the digest of packs and overrides.
        public var packs: String
        public var environment: Environment
        /// Seals excerpts into the records; `nil` where no text may get into the log.
        public var excerpts: ExcerptSealer?

        public init(
            jobs: Int, fields: [FieldPath], recordLimit: Int, depth: Int, enforcement: Enforcement, producerName: String,
            packs: String, environment: Environment
        ) {
            self.jobs = jobs
            self.fields = fields
            self.recordLimit = recordLimit
            self.depth = depth
            self.enforcement = enforcement
            self.producerName = producerName
            self.packs = packs
            self.environment = environment
        }
    }

    private let configuration: Configuration
    private let monitor: any TextMonitor

    public init(monitor: any TextMonitor, configuration: Configuration) {
        self.monitor = monitor
        self.configuration = configuration
    }

    /// Looks into `files` and writes one record a channel into `ledger`.
    /// - Parameters:
    ///   - progress: called between batches, often.
    ///   - found: called for each channel with findings or doubts, in order.
    ///   - shouldStop: asked between batches; when it says yes the run ends there, and the report says so.
    /// - Throws: when the log cannot be written; files that cannot be read are in the report.
    public func run(
        _ files: [AuditedFile], ledger: Ledger, progress: (AuditProgress) -> Void,
        found: (AuditedChannel) -> Void, shouldStop: () -> Bool
    ) async throws(LogError) -> AuditReport {
        let reader = AuditReader(
            files: files, fields: configuration.fields, recordLimit: configuration.recordLimit,
            depth: configuration.depth)
        var report = AuditReport()
        var progressNow = AuditProgress(files: files.count, bytes: files.reduce(0) { $0 + $1.size })
        let digest = ledger.digest()
        monitor.prepare()
        var failure: LogError?
        await withTaskGroup(of: JudgedBatch.self) { group in
            var waiting: [Int: JudgedBatch] = [:]
            var started = 0
            var written = 0
            while true {
                while started - written < configuration.jobs * 2, !report.wasStopped, failure == nil,
                    let batch = reader.nextBatch()
                {
                    let number = started
                    group.addTask { judge(batch, number: number, digest: digest) }
                    started += 1
                }
                guard let judged = await group.next() else { break }
                waiting[judged.number] = judged
                while let next = waiting.removeValue(forKey: written) {
                    written += 1
                    guard failure == nil else { continue }
                    do throws(LogError) {
                        try write(next, to: ledger, &report, found)
                    } catch {
                        failure = error
                    }
                }
                progressNow.update(reader, report.tally)
                progress(progressNow)
                if shouldStop() { report.wasStopped = true }
            }
        }
        if let failure { throw failure }
        report.take(reader)
        return report
    }

    private func judge(_ batch: AuditBatch, number: Int, digest: TextDigest?) -> JudgedBatch {
        var judged = JudgedBatch(number: number)
        for item in batch.items {
            for scanned in item.record.channels {
                judged.channels.append(judge(scanned, of: item, digest: digest))
            }
        }
        return judged
    }

    private func judge(_ scanned: ScannedChannel, of item: AuditBatch.Item, digest: TextDigest?) -> JudgedChannel {
        let record = item.record
        let group = Group(
            id: Group.ID(number: 0), name: scanned.name, streamed: false, model: record.model, line: record.line,
            offset: record.offset, existingLabel: record.existingLabel)
        let channel = Channel(
            id: Channel.ID(number: 0), group: group.id, kind: scanned.kind, name: scanned.name, field: scanned.field)
        var digest = digest
        digest?.update(scanned.text)
        var judgement = monitor.judge(scanned.text)
        if channel.kind == .names { judgement.cutInsteadOfMasking() }
        if let doubt = Doubt(channel.kind) { judgement.doubt(doubt, configuration.enforcement) }
        return JudgedChannel(
            file: item.file, group: group, ending: record.ending, channel: channel,
            channelName: RecordName.channel(channel, monitor), bytes: scanned.text.count,
            chars: scalarCount(scanned.text), digest: digest, judgement: judgement,
            excerpts: configuration.excerpts.map {
                ExcerptWindow($0.policy, text: scanned.text, findings: judgement.findings)
            },
            label: foundLabel(record, scanned))
    }

    private func foundLabel(_ record: ScannedRecord, _ scanned: ScannedChannel) -> JSONValue {
        let trace = VisibleLabelTrace(in: scanned.text)
        let visible = trace.atStart ? (trace.atEnd ? "both" : "start") : trace.atEnd ? "end" : "none"
        let label = record.existingLabel.map { AIGCLabel.read($0) }
        return ["aigc": .bool(label?.isWellFormed ?? false), "c2pa": false, "visible": .string(visible)]
    }

    private func write(
        _ batch: JudgedBatch, to ledger: Ledger, _ report: inout AuditReport, _ found: (AuditedChannel) -> Void
    ) throws(LogError) {
        for judged in batch.channels {
            let (id, now) = (configuration.environment.newID(), configuration.environment.now())
            var filed = FindingParts()
            let parts = filed.take(judged.judgement.findings) + [filed.finish()].compactMap(\.self)
            for (number, findings) in parts.enumerated() {
                try ledger.append(ContentRecord.part(number, of: id, channel: id, time: now, findings: findings))
            }
            let outcome = Outcome(
                findings: filed.pending, findingsTotal: filed.total, parts: parts.isEmpty ? nil : parts.count,
                verdict: judged.judgement.verdict, doubt: judged.judgement.doubts.first?.reason)
            let record = ContentRecord(
                mode: .audit, id: id, time: now, source: Source(name: judged.file.path), format: judged.file.kind.rawValue, channel: judged.channel,
                channelName: judged.channelName, group: judged.group, producer: configuration.producerName, packs: configuration.packs,
                bytes: judged.bytes, chars: judged.chars, digest: judged.digest, output: nil,
                outcome: outcome, action: nil, reason: nil, ended: judged.ending, open: nil,
                held: nil, label: judged.label)
            try ledger.append(configuration.excerpts?.seal(judged.excerpts, into: record.members) ?? record.members)
            report.tally.add(judged.judgement, bytes: judged.bytes)
            if judged.judgement.verdict != .clean { found(AuditedChannel(judged)) }
        }
        try ledger.commit()
    }
}

/// A batch with its answers.
private struct JudgedBatch: Sendable {
    let number: Int
    var channels: [JudgedChannel] = []
}

/// One channel with its answer; the text is gone.
struct JudgedChannel: Sendable {
    let file: AuditedFile
    let group: Group
    let ending: Ending
    let channel: Channel
    let channelName: String
    let bytes: Int
    let chars: Int
    let digest: TextDigest?
    let judgement: Judgement
    let excerpts: ExcerptWindow?
    let label: JSONValue
}
