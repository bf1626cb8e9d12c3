/// How a writer works.
public struct LogOptions: Sendable {
    /// When a record counts as kept.
    public enum Durability: String, Sendable, CaseIterable {
        /// Every append waits for the disk.
        case sync
        /// ``LogWriter/commit()`` waits for the disk, once for all that was appended before it.
        case group
        /// Nothing waits: up to 256 records, or what was appended since the last checkpoint if that is less, can be
        /// lost when the machine stops. A process that dies loses only what was not committed.
        case async
    }

    /// What becomes of a run whose log cannot be written.
    public enum FailurePolicy: String, Sendable, CaseIterable {
        /// The commit does not return before the records are kept: it asks ``LogOptions/wait`` and tries again, with
        /// new files.
        case block
        /// The commit throws, and so does every later call. On a full disk the run may still be ended in order: see
        /// ``LogWriter/prepareToClose()``.
        case reject
        /// The commit returns, what it could not keep is counted, and a record `log.gap` says so once the log can be
        /// written again.
        case degrade
        /// The commit throws, and nothing is written any more: the log is left as a crash would leave it.
        case halt
    }

    public var durability: Durability
    /// Where the disk, or what the user may use of it, is full.
    public var onFull = FailurePolicy.reject
    /// Where the disk answers with an error.
    public var onError = FailurePolicy.reject
    /// Asked by ``FailurePolicy/block`` before each new attempt, with what went wrong: it waits as long as it sees fit
    /// and answers whether to try again.
    public var wait: @Sendable (LogError) -> Bool = { _ in false }
    /// How many seconds pass between checkpoints; 0 signs one with every commit.
    public var checkpointSeconds: Int
    /// Of zstd, 1...22. For frames of 256 records the fastest is nearly the smallest as well.
    public var level: Int32
    /// A segment that has reached this many bytes is finished.
    public var segmentBytes: Int
    /// What writes, for the record `log.open`.
    public var writer: String
    /// How many full frames may stand in the write-ahead log alone, and as many in a segment unchecked: while they are
    /// packed, or unpacked and hashed again, on another core, the writer goes on.
    var framesInWork = 2
    /// Whether a new epoch key is taken into use at once.
    public var freshEpoch = false

    public init(
        durability: Durability = .group, checkpointSeconds: Int = 60, level: Int32 = 1,
        segmentBytes: Int = 64 << 20, writer: String = "hallmark"
    ) {
        self.durability = durability
        self.checkpointSeconds = checkpointSeconds
        self.level = level
        self.segmentBytes = segmentBytes
        self.writer = writer
    }
}
