public import Primitives
public import Transparency

/// What verification found, and on what it relied.
public struct VerifyReport: Sendable, Equatable {
    public enum Verdict: String, Sendable {
        /// All is as a trusted key signed it.
        case verified
        /// Something was changed, dropped or added.
        case failed
        /// Nothing is wrong, but no trusted key vouches for it, or a crash's leftovers hide what was there.
        case inconclusive
    }

    /// The first thing that is wrong.
    public struct FirstBad: Sendable, Equatable {
        /// The first record that may be bad. Where only a frame is known to be bad, its first.
        public var index: Int
        /// The file, relative to the log.
        public var segment: String
        public var reason: String
        public var expected: String?
        public var got: String?

        public init(index: Int, segment: String, reason: String, expected: String? = nil, got: String? = nil) {
            self.index = index
            self.segment = segment
            self.reason = reason
            self.expected = expected
            self.got = got
        }
    }

    /// A key of the log, and for which sizes it signs.
    public struct Key: Sendable, Equatable {
        public var key: String
        /// The largest size that it signs for; `nil` for the key in force.
        public var through: Int?
        /// From this size on its word does not count.
        public var revokedFrom: Int?
    }

    /// What the witnesses of a trust policy say of the latest checkpoint.
    public struct Witnessing: Sendable, Equatable {
        /// The name of the quorum in the policy; `none` where no witness is asked for.
        public var quorum: String
        public var isReached: Bool
        /// Who cosigned the latest checkpoint, and when.
        public var seen: [TrustPolicy.Seen]
        /// The size of the latest checkpoint that has the quorum; `nil` where none has.
        public var size: Int?

        public init(quorum: String, isReached: Bool, seen: [TrustPolicy.Seen], size: Int?) {
            self.quorum = quorum
            self.isReached = isReached
            self.seen = seen
            self.size = size
        }
    }

    public var verdict: Verdict
    /// How many records are there.
    public var records: Int
    /// The root over all of them, 64 hexadecimal digits; `nil` where not all could be read.
    public var root: String?
    public var origin: String?
    /// The key by which the checkpoint was checked, in the form `name+hex+base64`.
    public var key: String?
    /// Whether that key came from outside the log.
    public var trusted: Bool
    /// The time of the first record.
    public var since: String?
    /// How many records the latest checkpoint does not cover: nothing vouches for them.
    public var beyondCheckpoint: Int
    public var firstBad: FirstBad?
    /// Files in the directory that are none of the log's.
    public var unknownFiles: [String]
    /// Records whose frames were pruned, as the log itself states under a signed checkpoint.
    public var pruned: [Range<Int>] = []
    /// The log's keys, the oldest first.
    public var keys: [Key] = []
    /// `nil` where no trust policy was asked for.
    public var witnessing: Witnessing?

    public init(
        verdict: Verdict, records: Int = 0, root: String? = nil, origin: String? = nil, key: String? = nil,
        trusted: Bool = false, since: String? = nil, beyondCheckpoint: Int = 0, firstBad: FirstBad? = nil,
        unknownFiles: [String] = [], witnessing: Witnessing? = nil
    ) {
        self.verdict = verdict
        self.records = records
        self.root = root
        self.origin = origin
        self.key = key
        self.trusted = trusted
        self.since = since
        self.beyondCheckpoint = beyondCheckpoint
        self.firstBad = firstBad
        self.unknownFiles = unknownFiles
        self.witnessing = witnessing
    }

    /// `{beyond_checkpoint, first_bad, key, origin, records, root, since, trusted, unknown_files, verdict,
    /// witnesses}`; what is
    /// not known is null.
    public var json: JSONValue {
        func text(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }
        return [
            "verdict": .string(verdict.rawValue), "records": .integer(Int64(records)), "root": text(root),
            "origin": text(origin), "key": text(key), "trusted": .bool(trusted), "since": text(since),
            "beyond_checkpoint": .integer(Int64(beyondCheckpoint)),
            "first_bad": firstBad.map {
                [
                    "index": .integer(Int64($0.index)), "segment": .string($0.segment), "reason": .string($0.reason),
                    "expected": text($0.expected), "got": text($0.got),
                ]
            } ?? .null,
            "pruned": FrameRanges.json(pruned),
            "keys": .array(
                keys.map {
                    [
                        "key": .string($0.key), "through": $0.through.map { .integer(Int64($0)) } ?? .null,
                        "revoked_from": $0.revokedFrom.map { .integer(Int64($0)) } ?? .null,
                    ]
                }),
            "unknown_files": .array(unknownFiles.map { .string($0) }),
            "witnesses": witnessing?.json ?? .null,
        ]
    }
}

extension VerifyReport.Witnessing {
    /// `{cosigned: [{name, time}], quorum, reached, size}`.
    var json: JSONValue {
        [
            "quorum": .string(quorum), "reached": .bool(isReached),
            "size": size.map { .integer(Int64($0)) } ?? .null,
            "cosigned": .array(
                seen.map {
                    ["name": .string($0.name), "time": .string(Self.text($0.time))]
                }),
        ]
    }

    /// A witness's time, in whole seconds, as records write theirs.
    public static func text(_ seconds: Int64) -> String {
        Timestamp(milliseconds: seconds.multipliedReportingOverflow(by: 1000).overflow ? .max : seconds * 1000).rfc3339
    }
}
