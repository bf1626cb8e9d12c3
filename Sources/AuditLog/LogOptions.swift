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

    public var durability: Durability
    /// How many seconds pass between checkpoints; 0 signs one with every commit.
    public var checkpointSeconds: Int
    /// Of zstd, 1...22.
    public var level: Int32
    /// A segment that has reached this many bytes is finished.
    public var segmentBytes: Int
    /// What writes, for the record `log.open`.
    public var writer: String
    /// Whether a new epoch key is taken into use at once.
    public var freshEpoch = false

    public init(
        durability: Durability = .group, checkpointSeconds: Int = 60, level: Int32 = 3,
        segmentBytes: Int = 64 << 20, writer: String = "hallmark"
    ) {
        self.durability = durability
        self.checkpointSeconds = checkpointSeconds
        self.level = level
        self.segmentBytes = segmentBytes
        self.writer = writer
    }
}
