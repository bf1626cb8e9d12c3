public import AuditLog
public import Monitor
public import Provenance
public import Rules

/// What an operator decides about a run: the policy file `hallmark.yaml`, with the defaults for what it leaves out.
///
/// Flags of the command line override the file, the file overrides these defaults.
public struct Policy: Sendable {
    /// Who answers for the content.
    public var producer = Producer.unnamed
    /// Rule files and folders; empty for the packs that come with the program.
    public var rules: [String] = []
    public var overrides: [Override] = []
    public var labels = Labels()
    public var log = Log()
    public var enforcement = Enforcement()
    public var limits = Limits()

    public init() {}

    /// The visible label that is wanted, `nil` for none.
    /// - Throws: where the wording does not satisfy GB 45438-2025 §5.1 at its place.
    public func visibleLabel() throws(VisibleLabelError) -> VisibleLabel? {
        try labels.placement.visibleLabel(text: labels.text)
    }

    /// Which labels are attached.
    public struct Labels: Sendable {
        public var placement = LabelPlacement.standard
        /// The wording of the visible label; `nil` for the standard one.
        public var text: String?
        /// Whether the integrity code of the machine-readable label is signed.
        public var sign = false

        public init() {}
    }

    /// Where the books are kept and how.
    public struct Log: Sendable {
        /// `nil` for `audit` in the working folder.
        public var directory: String?
        public var durability = LogOptions.Durability.group
        /// What becomes of a run where the disk is full, and where it answers with an error.
        public var onFull = LogOptions.FailurePolicy.reject
        public var onError = LogOptions.FailurePolicy.reject
        /// Seconds between two checkpoints of a running writer.
        public var checkpointSeconds = 60
        /// The folder of signing and epoch keys; `nil` for the user's own.
        public var keys: String?
        /// A C2SP tlog-policy that `log verify` trusts.
        public var trust: String?
        /// What of the text around findings is sealed into records; `nil` for nothing.
        public var excerpts: ExcerptPolicy?
        /// How long records are kept.
        public var retain = Retention()
        /// Whether a run has to end with a checkpoint that the quorum of ``trust`` has cosigned.
        public var quorum = Quorum.none

        public init() {}
    }

    /// What becomes of a run whose last checkpoint the witnesses have not cosigned.
    public enum Quorum: String, Sendable, CaseIterable {
        /// A warning.
        case none
        /// The run fails, after all else of it is done.
        case required
    }

    /// Bounds on what one source may cost.
    public struct Limits: Sendable {
        /// Bytes of one streamed channel that may be held back undecided.
        public var hold = 1 << 20
        /// Bytes of one record or text file.
        public var record = 64 << 20
        /// Arrays and objects inside each other in a record.
        public var depth = 64
        public var match = MatchLimits()

        public init() {}
    }
}
