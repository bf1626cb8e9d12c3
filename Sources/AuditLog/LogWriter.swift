public import Cryptography
public import Primitives
internal import SystemIO
public import Transparency

/// The one writer of a log.
///
///     let writer = try LogWriter(opening: "audit", keys: keys, packs: packs, environment: .system)
///     try writer.append(["kind": "content", …])
///     try writer.commit()                          // now the record is kept, whatever happens
///     try writer.close(reason: "end of input")
///
/// A commit writes the records to the write-ahead log and waits for the disk; then 256 at a time go into a frame of a
/// segment, which is read back and hashed again before a checkpoint over it may be signed. Not for two threads at
/// once. After any error of the system every further call throws that error again: a disk that failed once is not
/// asked a second time. A writer that is let go without ``close(reason:)`` leaves the log as a crash would.
public final class LogWriter {
    /// What the start found of a run that had not ended cleanly.
    public struct Recovery: Sendable, Equatable {
        /// The ids of `open` records that were closed as interrupted, oldest first.
        public var interrupted: [String] = []
        /// Torn tails that were set aside: paths relative to the log.
        public var setAside: [String] = []
        /// How many records no checkpoint covered.
        public var beyondCheckpoint = 0
        /// Whether the run before ended with `log.close`; also where there was none.
        public var cleanlyClosed = true
    }

    /// The log's name, which its checkpoints are signed under.
    public let origin: String
    /// The id of the key for digests of content, such as `2026-11`.
    public internal(set) var epochKeyID: String
    /// How many records the log has, those not yet committed among them.
    public var size: Int { framed.size + pending.count }
    public let recovered: Recovery
    /// The latest checkpoint that was signed, as it was published.
    public internal(set) var latestNote: SignedNote?
    /// The signing key's public half.
    public var verifier: NoteVerifier { signer.verifier }

    let folder: LogFolder
    let options: LogOptions
    let keys: KeyFolder
    var signer: NoteSigner
    let environment: Environment
    private var contentCode: HMACSHA256
    /// What `log.json` says, or is about to.
    var description: LogDescription
    private var lock: DirectoryLock?
    var roots: any OpenFile

    enum State {
        case open
        /// Nothing is kept for now, and the run goes on: what is lost is counted.
        case suspended(LogError)
        case failed(LogError)
        case closed
    }
    var state = State.open
    var wal: WriteAheadFile
    /// Whether the files that are open may still be asked.
    var areFilesTrusted = true
    /// How many records the last commit had kept.
    var kept: Int
    var gap: RecordGap?
    var nextAttempt: Timestamp
    var isClosing = false
    var segment: SegmentTail?
    /// The last segment as a clean end left it; its short frame, if it has one, is at the front of `pending`.
    var resting: RestingSegment?
    /// Over the records that are in segments.
    var framed: MerkleTree
    /// The records behind them, a line each.
    var pending: [[UInt8]]
    /// The full frames at the front of `pending`, in the making.
    var packing: [Deferred<Result<PackedFrame, LogError>>] = []
    /// ``LogOptions/framesInWork``, or 0 where the disk is so small that what is put off might find no room.
    private(set) var framesInWork = 0
    /// The frames that were written and not yet found to be what they should be.
    var checks: [FrameCheck] = []
    var published: Checkpoint?
    var checkpointTime: Timestamp

    /// Opens the log in `directory`: takes its lock, checks it against the checkpoints that were signed, repairs
    /// what a crash left, and writes the record `log.open`.
    ///
    /// - Parameter packs: what `log.open` spells out: name, version and digest of each pack, and the overrides.
    /// - Throws: ``LogError/inUse(_:)``, ``LogError/rollback(published:found:)`` and the other reasons to refuse a
    ///   log, of which nothing is changed then.
    public convenience init(
        opening directory: String, keys: KeyFolder, packs: JSONValue, environment: Environment,
        options: LogOptions = LogOptions()
    ) throws(LogError) {
        try self.init(
            opening: try LockedLog(directory: directory, keys: keys), packs: packs, environment: environment,
            options: options)
    }

    /// Opens a log that was checked: repairs what a crash left, and writes the record `log.open`.
    public init(
        opening log: LockedLog, packs: JSONValue, environment: Environment, options: LogOptions = LogOptions()
    ) throws(LogError) {
        var start = log.start
        folder = start.folder
        keys = log.keys
        let epoch = try Epoch(at: environment.now(), start.description, keys: keys, fresh: options.freshEpoch)
        var recovered = try start.repair(options)
        let interrupted = start.interrupted
        recovered.interrupted = interrupted.compactMap { $0.record["open"]?.string }
        self.recovered = recovered
        self.options = options
        self.environment = environment
        origin = start.description.origin
        epochKeyID = epoch.id
        contentCode = Self.contentCode(epoch)
        description = start.description
        signer = start.signer
        framed = start.framed
        pending = start.pending
        published = start.published
        latestNote = start.note
        checkpointTime = environment.now()
        kept = framed.size + pending.count
        nextAttempt = checkpointTime
        wal = try WriteAheadFile(folder)
        segment = start.segment
        resting = start.resting
        do throws(SystemError) { roots = try folder.files.open(folder.roots, .append()) } catch { throw .system(error) }
        lock = start.lock
        let hasRoom = try SpaceReserve.take(folder)
        framesInWork = hasRoom ? options.framesInWork : 0
        try begin(epoch, packs, interrupted)
    }

    /// A code that is already fed with what every content digest begins with. Feed it the content's bytes; the first
    /// 16 bytes of the result, in hexadecimal, are the record's `hmac`.
    public func contentHMAC() -> HMACSHA256 { contentCode }

    /// Appends `record`, to which `v` and `seq` are added. Kept only once it is committed.
    /// - Returns: its `seq`.
    /// - Throws: ``LogError/recordTooLong(_:)`` or ``LogError/badRecord(_:)``, after which the writer goes on; any
    ///   other error ends it.
    @discardableResult
    public func append(_ record: [String: JSONValue]) throws(LogError) -> Int {
        try checkOpen()
        let index = size
        if case .suspended = state {
            miss()
            if options.durability == .sync { try commit() }
            return index
        }
        try add(record)
        if options.durability == .sync { try commit() }
        return index
    }

    private func add(_ record: [String: JSONValue]) throws(LogError) {
        let index = size
        let line = try RecordLine.encode(record, index: index)
        wal.append(index, line)
        pending.append(line)
        pack()
    }

    /// Waits until all that was appended is kept. Signs a checkpoint when it is time for one.
    /// - Throws: where the log cannot be written, unless ``LogOptions/onFull`` and ``LogOptions/onError`` say that the
    ///   run goes on.
    public func commit() throws(LogError) {
        try working { () throws(LogError) in
            try keep()
            let due = checkpointTime.milliseconds + Int64(clamping: options.checkpointSeconds) * 1000
            let now = environment.now()
            // A clock that was set back must not put checkpoints off.
            if now.milliseconds >= due || now < checkpointTime { try sign() }
        }
    }

    /// Commits, and signs a checkpoint over all records unless the last one covers them.
    public func checkpoint() throws(LogError) {
        try working { () throws(LogError) in
            try keep()
            try sign()
        }
    }

    /// Writes the record `log.close`, moves everything into segments and signs the last checkpoint. A second call
    /// does nothing.
    public func close(reason: String) throws(LogError) {
        if case .closed = state { return }
        isClosing = true
        defer { isClosing = false }
        if case .suspended = state {
            try SpaceReserve.release(folder)
            try resume()
        }
        try append(entry("log.close", ["reason": .string(reason)]))
        try working { () throws(LogError) in
            do throws(LogError) { try finish() } catch {
                guard case .full(let cause) = error, !cause.isSynchronizing else { throw error }
                // What was kept for this.
                try makeRoom()
                try finish()
            }
        }
        state = .closed
        lock = nil
    }

    /// Moves everything into segments and signs the last checkpoint; what was done already is not done again.
    private func finish() throws(LogError) {
        try keep()
        try writeFrames(leaving: 0)
        if !pending.isEmpty { try writeFrame() }
        try settle()
        try segment?.finish()
        segment = nil
        try sign()
        try trim()
        try SpaceReserve.release(folder)
    }

    /// A record of the log's own.
    func entry(_ kind: String, _ members: [String: JSONValue]) -> [String: JSONValue] {
        RecordLine.entry(kind, members, environment)
    }

    private func begin(
        _ epoch: Epoch, _ packs: JSONValue, _ interrupted: [Interruption]
    ) throws(LogError) {
        if epoch.isNew { try change(entry("epoch.begun", ["epoch": .string(epoch.id)])) }
        var opening: [String: JSONValue] = [
            "packs": packs, "writer": .string(options.writer), "epoch": .string(epoch.id),
        ]
        if !recovered.cleanlyClosed {
            opening["recovered"] = [
                "interrupted": .integer(Int64(recovered.interrupted.count)),
                "beyond_checkpoint": .integer(Int64(recovered.beyondCheckpoint)),
                "set_aside": .array(recovered.setAside.map { .string($0) }),
            ]
        }
        try append(entry("log.open", opening))
        for interruption in interrupted { try append(entry("content", interruption.record)) }
        try working { () throws(LogError) in try keep() }
    }

    private static func contentCode(_ epoch: Epoch) -> HMACSHA256 {
        var code = HMACSHA256(key: epoch.key)
        code.update(LogFormat.contentLabel)
        return code
    }

    /// Digests are made with the key of `epoch` from here on.
    func begin(_ epoch: Epoch) throws(LogError) {
        try change(entry("epoch.begun", ["epoch": .string(epoch.id)]))
        epochKeyID = epoch.id
        contentCode = Self.contentCode(epoch)
    }

    /// Appends a record that changes what `log.json` says. It is kept, and `log.json` is as it says, before any
    /// checkpoint over it can be signed.
    @discardableResult
    func change(_ record: [String: JSONValue]) throws(LogError) -> Int {
        try checkOpen()
        let index = size
        if case .suspended = state {
            miss()
            return index
        }
        if let fault = description.fault(of: .object(record), index: index) { throw .badRecord(fault) }
        try add(record)
        try working { () throws(LogError) in
            try keep()
            // Whatever the durability: `log.json` must never be ahead of the records that set it.
            try wal.synchronize()
            description.apply(.object(record), index: index)
            try replaceDescription()
        }
        return index
    }

    private func replaceDescription() throws(LogError) {
        let bytes = description.bytes
        try LogError.system { () throws(SystemError) in try folder.files.replace(folder.description, with: bytes) }
    }

    func checkOpen() throws(LogError) {
        switch state {
        case .open, .suspended: return
        case .failed(let error): throw error
        case .closed: throw .closed
        }
    }

    func working(_ body: () throws(LogError) -> Void) throws(LogError) {
        try checkOpen()
        try resume()
        if case .suspended(let error) = state {
            if isClosing { throw error }
            return
        }
        while true {
            do throws(LogError) { return try body() } catch { try handle(error) }
            if case .suspended(let error) = state {
                if isClosing { throw error }
                return
            }
        }
    }
}
