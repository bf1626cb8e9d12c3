internal import Primitives
internal import SystemIO
public import Transparency

/// Checks a log from its bytes alone: the second reader beside ``LogReader``, and the one that doubts.
///
///     let report = LogVerifier.verify(directory: "audit", trust: .folder(keys))
///     report.verdict == .verified
///
/// Every byte of `log.json`, `checkpoint`, `checkpoints`, `segments`, `roots` and `wal` is read and compared with what
/// the records and the signatures say it must be. What may differ unnoticed carries no meaning:
///
/// - Inside a zstd frame, bits that another compressor might have set otherwise for the very same content, such as
///   which of two equal earlier passages is copied, or how a Huffman table is written. The content is what is hashed.
/// - The contents of `lock`, of files that were set aside (`….torn-1`), of unfinished ones (`….tmp`) and of
///   `index.sqlite`.
/// - The file `cosigned` where no witness is asked for: it can only add to what others vouch for.
/// - A signature by a key that nobody asked about, and any valid signature of the same key over the same text.
public enum LogVerifier {
    /// Whose word is taken.
    public enum Trust: Sendable {
        /// One of these keys must be the log's, and have signed.
        case keys([NoteVerifier])
        /// One of the policy's logs must be this one and have signed, and its quorum of witnesses have cosigned the
        /// latest checkpoint.
        case policy(TrustPolicy)
        /// The key that the user's own folder has for the log's origin, and the last checkpoint that it signed. Where
        /// it has none, as ``none``.
        case folder(KeyFolder)
        /// Nobody's: the log is checked with the key that it names itself, and the answer is never `verified`.
        case none
    }

    /// Checks all of the log in `directory`. A bad log is no error: the report says what is bad.
    /// - Parameter jobs: how many threads unpack and hash, from 1.
    public static func verify(directory: String, trust: Trust, jobs: Int = 1) -> VerifyReport {
        var examination = Examination(LogFolder(path: directory), jobs: jobs)
        examination.run(trust)
        return examination.report()
    }
}

/// One run of the verifier.
struct Examination {
    let folder: LogFolder
    /// How many threads unpack and hash.
    private let jobs: Int
    private var records = RecordExamination()
    private var origin: String?
    private var verifier: NoteVerifier?
    private var isTrusted = false
    private var checkpoint: Checkpoint?
    private var bad: [VerifyReport.FirstBad] = []
    /// What a crash may have left, and what hides no record that was signed.
    private var doubts: [VerifyReport.FirstBad] = []
    private var unknownFiles: [String] = []
    /// Which key signs for which sizes.
    private var schedule: KeySchedule?
    /// Ranges that `log.json` says were pruned. What it says is compared with the records in the end.
    private var pruned: [Range<Int>] = []
    /// What the trust policy's witnesses say of the latest checkpoint.
    private var witnessing: VerifyReport.Witnessing?

    init(_ folder: LogFolder, jobs: Int) {
        self.folder = folder
        self.jobs = jobs
    }

    mutating func run(_ trust: LogVerifier.Trust) {
        let wal = bytes(folder.wal, "wal")
        guard let text = bytes(folder.description, "log.json") else { return }
        guard let description = LogDescription(parsing: text), let named = description.verifier else {
            fault(0, "log.json", "not a description of a log")
            return
        }
        origin = description.origin
        pruned = description.pruned
        schedule = KeySchedule(description)
        if schedule == nil { fault(0, "log.json", "its keys do not follow from each other") }
        let (key, last) = trusted(trust, named)
        verifier = key
        let notes = history(key) + cosigned(key)
        if case .policy(let policy) = trust { witnessing = witnessing(of: checkpoint, policy) }
        var wanted = notes.map(\.checkpoint)
        if let last { wanted.append(last) }
        readRecords(wal ?? [], wanted)
        compare(notes, last)
        compareRoots()
        compare(description, named)
    }

    /// The key to check with, and the last checkpoint that its owner remembers.
    private mutating func trusted(
        _ trust: LogVerifier.Trust, _ named: NoteVerifier
    ) -> (NoteVerifier, Checkpoint?) {
        switch trust {
        case .keys(let keys): return (chosen(of: keys, named), nil)
        case .policy(let policy): return (chosen(of: policy.logs.map(\.verifier), named), nil)
        case .folder(let keys):
            let name = named.name
            guard let key = try? keys.verifier(name) else { return (named, nil) }
            isTrusted = true
            if !leads([key], to: named) { fault(0, "log.json", "the log's key is not the trusted one", key.vkey, named.vkey) }
            return (key, try? keys.lastSigned(name))
        case .none: return (named, nil)
        }
    }

    /// Whether somebody who trusts `keys` takes the word of `named`, the key in force: it is one of them, or they lead
    /// to it by statements that both keys signed.
    private mutating func leads(_ keys: [NoteVerifier], to named: NoteVerifier) -> Bool {
        guard let schedule, !keys.contains(named) else { return keys.contains(named) }
        if schedule.leads(from: keys) { return true }
        guard let term = schedule.terms.last(where: { keys.contains($0.key) }), let from = term.revokedFrom else {
            return false
        }
        doubt(from, "log.json", "the trusted key was revoked: from here on only the key in force vouches")
        return true
    }

    private mutating func chosen(of keys: [NoteVerifier], _ named: NoteVerifier) -> NoteVerifier {
        isTrusted = true
        if leads(keys, to: named) { return named }
        fault(0, "log.json", "the log's key is none of those that are trusted", keys.first?.vkey, named.vkey)
        return keys.first ?? named
    }

    /// Checkpoints that went to witnesses and that the key signed: they must be of this log too. What else stands in
    /// the file counts for nothing.
    private func cosigned(_ key: NoteVerifier) -> [Signed] {
        CheckpointHistory(parsing: (try? folder.read(folder.cosigned)) ?? []).notes.compactMap { note in
            guard let checkpoint = Checkpoint(parsing: note.text), checkpoint.origin == key.name,
                !note.signers(among: [schedule?.key(size: checkpoint.size) ?? key]).isEmpty
            else { return nil }
            return Signed(checkpoint: checkpoint, file: "cosigned")
        }
    }

    private struct Signed {
        let checkpoint: Checkpoint
        let file: String
    }

    /// The checkpoints that the key signed: the history, and the latest at the end.
    private mutating func history(_ key: NoteVerifier) -> [Signed] {
        var signed: [Signed] = []
        let bytes = bytes(folder.checkpoints, "checkpoints") ?? []
        let history = CheckpointHistory(parsing: bytes)
        for note in history.notes {
            if let checkpoint = checkpoint(note, key, "checkpoints") {
                signed.append(Signed(checkpoint: checkpoint, file: "checkpoints"))
            }
        }
        for (earlier, later) in zip(signed, signed.dropFirst())
        where later.checkpoint.size <= earlier.checkpoint.size {
            fault(later.checkpoint.size, "checkpoints", "not in order")
        }
        guard let text = self.bytes(folder.checkpoint, "checkpoint") else { return signed }
        guard let note = SignedNote(parsing: text), note.bytes == text else {
            fault(0, "checkpoint", "not a signed note")
            return signed
        }
        guard let latest = checkpoint(note, key, "checkpoint") else { return signed }
        checkpoint = latest
        let rest = bytes[history.goodBytes...]
        if !TornWrite.explains(rest, at: history.goodBytes, of: CheckpointHistory.entry(note)) {
            fault(latest.size, "checkpoints", "ends in what is no signed note")
        } else if history.notes.last != note {
            // A crash between the two writes leaves the history one note behind, never ahead.
            let size = signed.last?.checkpoint.size ?? 0
            if size < latest.size {
                doubt(latest.size, "checkpoints", "lacks the latest checkpoint")
            } else {
                fault(latest.size, "checkpoint", "not the last one of checkpoints")
            }
        }
        signed.append(Signed(checkpoint: latest, file: "checkpoint"))
        return signed
    }

    private mutating func checkpoint(_ note: SignedNote, _ key: NoteVerifier, _ file: String) -> Checkpoint? {
        guard let checkpoint = Checkpoint(parsing: note.text), checkpoint.origin == key.name,
            checkpoint.text == note.text
        else {
            fault(0, file, "not a checkpoint of this log")
            return nil
        }
        let key = schedule?.key(size: checkpoint.size) ?? key
        guard !note.signers(among: [key]).isEmpty else {
            fault(0, file, "not signed by \(key.vkey)")
            return nil
        }
        return checkpoint
    }

    private mutating func readRecords(_ walBytes: [UInt8], _ wanted: [Checkpoint]) {
        records.wanted = Set(wanted.map(\.size))
        let wal = WriteAheadLog(parsing: walBytes)
        guard let listing = try? folder.listSegments() else {
            fault(0, "segments", "missing")
            return
        }
        for name in listing.strangers { fault(0, "segments/" + name, "no file of the log's") }
        let names = (try? folder.files.entries(folder.path)) ?? []
        unknownFiles =
            listing.strangers.map { "segments/" + $0 }
            + names.filter { name in
                !LogFolder.names.contains(name)
                    && !LogFolder.isLeftover(name, known: { LogFolder.names.contains($0) })
            }
        for first in listing.firsts { read(first, isLast: first == listing.firsts.last, wal) }
        read(wal)
    }

    private mutating func read(_ first: Int, isLast: Bool, _ wal: WriteAheadLog) {
        let name = "segments/" + LogFolder.segmentName(first)
        if first > records.count, !skip(to: first) { return }
        guard first == records.count else {
            if isLeftOfPrune(first) { return doubt(first, name, "a prune that was cut short: open the log for writing") }
            fault(min(first, records.count), name, "begins at record \(first)", String(records.count), String(first))
            return
        }
        let ending: SegmentFile.Ending
        let isShort: Bool
        do {
            (ending, isShort) = try examine(first, name, wal)
        } catch {
            fault(records.count, name, "\(error)")
            return
        }
        switch ending {
        case .finished:
            if !isLast && isShort {
                fault(records.count, name, "a short frame before the last segment")
            }
        case .unfinished:
            if !isLast { fault(records.count, name, "no seek table") }
        case .torn(let reason):
            // The records of a frame that is being written stand in the write-ahead log until it is whole.
            if isLast && !wal.lines.isEmpty && wal.first <= records.count && wal.end >= records.count {
                doubt(records.count, name, reason)
            } else {
                fault(records.count, name, reason)
            }
        case .corrupt(let reason): fault(records.count, name, reason)
        }
    }

    /// Passes over records that were pruned, which the file `roots` keeps the hashes of: they are held against what
    /// was signed like all others.
    private mutating func skip(to first: Int) -> Bool {
        let gap = records.count..<first
        guard FrameRanges.contain(pruned, [gap]) else { return true }
        let kept = (try? folder.read(folder.roots)) ?? []
        guard kept.count >= first / LogFormat.frame * 32 else {
            fault(max(gap.lowerBound, kept.count / 32 * LogFormat.frame), "roots", "lacks the hashes of pruned records")
            return false
        }
        records.skip(
            (gap.lowerBound / LogFormat.frame..<first / LogFormat.frame).map { Array(kept[($0 * 32)..<($0 * 32 + 32)]) })
        return true
    }

    /// Whether a segment that begins before the end of the one before it is what a prune leaves when it is cut short:
    /// the frames of it that stay, already in a file of their own.
    private func isLeftOfPrune(_ first: Int) -> Bool {
        first < records.count && pruned.contains { $0.upperBound <= first || $0.lowerBound < records.count }
    }

    /// Takes the records of a segment.
    /// - Returns: how it ends, and whether its last frame is a short one.
    private mutating func examine(
        _ first: Int, _ name: String, _ wal: WriteAheadLog
    ) throws -> (SegmentFile.Ending, isShort: Bool) {
        let overlap = wal.first..<max(wal.first, wal.end)
        let walk = FrameWalk(folder: folder, first: first, jobs: jobs) { frame in
            let keepsLines = overlap.overlaps(frame.first..<(frame.first + frame.lines.count))
            return FrameExamination(frame, keepsLines: keepsLines)
        }
        var examined = records
        defer { records = examined }
        let file = try walk.run { _, frame in
            examined.take(frame, name, wal)
            return true
        }
        return (file?.ending ?? .unfinished, file?.mayGoOn == false)
    }

    private mutating func read(_ wal: WriteAheadLog) {
        let inSegments = records.count
        if wal.first > inSegments, wal.first.isMultiple(of: LogFormat.frame) { _ = skip(to: wal.first) }
        guard records.count == inSegments else { return read(wal) }
        if wal.first > inSegments {
            fault(inSegments, "wal", "begins at record \(wal.first)", String(inSegments), String(wal.first))
            return
        }
        let beyond = wal.lines.dropFirst(inSegments - wal.first)
        if !beyond.isEmpty {
            let frame = LogFrame(first: inSegments, lines: beyond)
            records.take(beyond: FrameExamination(frame, keepsLines: false), "wal")
        }
        switch wal.ending {
        case .whole:
            if wal.end < inSegments { fault(wal.end, "wal", "ends before its segment") }
        case .torn(let reason): doubt(max(wal.end, inSegments), "wal", reason)
        case .corrupt(let reason): fault(max(wal.end, inSegments), "wal", reason)
        }
    }

    /// The records give the roots that were signed.
    private mutating func compare(_ notes: [Signed], _ last: Checkpoint?) {
        if let found = records.firstBad { bad.append(found) }
        for signed in notes { compare(signed.checkpoint, signed.file) }
        if let last { compare(last, "the key folder's last checkpoint") }
    }

    private mutating func compare(_ checkpoint: Checkpoint, _ file: String) {
        guard checkpoint.size <= records.count else {
            let (size, found) = (String(checkpoint.size), String(records.count))
            fault(records.count, file, "the log is shorter than its checkpoint", size, found)
            return
        }
        guard let root = records.roots[checkpoint.size], root != checkpoint.root else { return }
        let index = firstChangedFrame(before: checkpoint.size)
        fault(
            index, records.file(of: index), "the records are not those that were signed",
            Hex.encode(checkpoint.root), Hex.encode(root))
    }

    /// The first record of the first frame whose hash is not the one in `roots`: where a record was changed.
    private func firstChangedFrame(before size: Int) -> Int {
        let kept = (try? folder.read(folder.roots)) ?? []
        for (index, root) in records.frameRoots.enumerated() {
            guard (index + 1) * 32 <= kept.count, (index + 1) * LogFormat.frame <= size else { break }
            if !kept[(index * 32)..<(index * 32 + 32)].elementsEqual(root) { return index * LogFormat.frame }
        }
        return min(size, records.frameRoots.count * LogFormat.frame)
    }

    /// The file `roots` is what the frames give.
    private mutating func compareRoots() {
        guard let kept = bytes(folder.roots, "roots"), bad.isEmpty else { return }
        let right = records.frameRoots.flatMap { $0 }
        guard kept != right else { return }
        let signed = (checkpoint?.size ?? 0) / LogFormat.frame * 32
        if right.starts(with: kept), kept.count >= signed {
            // A crash, or a full disk, left the frame and not its hash, which hides nothing.
            let isWhole = kept.count.isMultiple(of: 32)
            if !isWhole { doubt(kept.count / 32 * LogFormat.frame, "roots", "ends inside a hash") }
            return
        }
        // The file is waited for at a checkpoint, and at the end of a segment.
        let same = zip(kept, right).prefix { $0 == $1 }.count / 32 * 32
        if same >= signed, TornWrite.explains(kept[same...], at: same, of: Array(right.dropFirst(same))) {
            return doubt(same / 32 * LogFormat.frame, "roots", "hashes that were not written whole")
        }
        let place = zip(kept, right).enumerated().first { $0.element.0 != $0.element.1 }?.offset
        let frame = (place ?? min(kept.count, right.count)) / 32
        fault(frame * LogFormat.frame, "roots", "not the hashes of the frames")
    }

    /// `log.json` is what the records say: all of them, or those up to a place behind the checkpoint.
    private mutating func compare(_ description: LogDescription, _ named: NoteVerifier) {
        guard let first = records.descriptions.first else {
            if bad.isEmpty {
                fault(0, "segments", records.gaps.isEmpty ? "the first record is no log.init" : Self.unstatedGap)
            }
            return
        }
        let signed = checkpoint?.size ?? 0
        let latest = records.descriptions.last { $0.index < signed } ?? first
        let stated = records.descriptions.filter { $0.index < signed }.last?.description.pruned ?? []
        if let gap = records.gaps.first(where: { !FrameRanges.contain(stated, [$0]) }) {
            return fault(gap.lowerBound, "segments", Self.unstatedGap)
        }
        let allowed = [latest] + records.descriptions.filter { $0.index >= signed }
        if !allowed.contains(where: { $0.description == description }) {
            fault(
                latest.index, "log.json", "not what the records say",
                String(decoding: latest.description.bytes.dropLast(), as: UTF8.self),
                String(decoding: description.bytes.dropLast(), as: UTF8.self))
        }
    }

    private static let unstatedGap = "records are missing, and no log.prune under a checkpoint says why"

    func report() -> VerifyReport {
        let first = bad.min { $0.index < $1.index } ?? doubts.min { $0.index < $1.index }
        let verdict: VerifyReport.Verdict =
            if !bad.isEmpty {
                .failed
            } else {
                doubts.isEmpty && isTrusted && witnessing?.isReached ?? true ? .verified : .inconclusive
            }
        var report = VerifyReport(
            verdict: verdict, records: records.count, root: bad.isEmpty ? Hex.encode(records.root) : nil,
            origin: origin, key: verifier?.vkey, trusted: isTrusted, since: records.since,
            beyondCheckpoint: max(0, records.count - (checkpoint?.size ?? 0)), firstBad: first,
            unknownFiles: unknownFiles, witnessing: witnessing)
        report.pruned = records.gaps
        report.keys = (schedule?.terms ?? []).map {
            VerifyReport.Key(key: $0.key.vkey, through: $0.through, revokedFrom: $0.revokedFrom)
        }
        return report
    }

    private mutating func bytes(_ path: String, _ name: String) -> [UInt8]? {
        do throws(LogError) { return try folder.read(path) } catch {
            if case .notFound = error { fault(0, name, "missing") } else { fault(0, name, error.description) }
            return nil
        }
    }

    private mutating func fault(
        _ index: Int, _ file: String, _ reason: String, _ expected: String? = nil, _ got: String? = nil
    ) {
        bad.append(.init(index: index, segment: file, reason: reason, expected: expected, got: got))
    }

    private mutating func doubt(_ index: Int, _ file: String, _ reason: String) {
        doubts.append(.init(index: index, segment: file, reason: reason))
    }
}
