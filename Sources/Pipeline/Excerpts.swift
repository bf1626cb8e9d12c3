public import AuditLog
internal import Monitor
internal import Primitives
public import Rules

/// Which findings are shown to whom: the policy's `log.excerpts`. Without it no text gets into the log.
public struct ExcerptPolicy: Sendable {
    public var readers: [ExcerptKey]
    /// Characters before and behind a finding.
    public var characters: Int
    /// Findings less grave than this one have no excerpt.
    public var severity: Severity

    public init(readers: [ExcerptKey], characters: Int = 20, severity: Severity = .high) {
        (self.readers, self.characters, self.severity) = (readers, characters, severity)
    }
}

/// What a pipeline needs to seal excerpts into the records of one log.
public struct ExcerptSealer: Sendable {
    let policy: ExcerptPolicy
    let origin: String

    public init(_ policy: ExcerptPolicy, origin: String) {
        (self.policy, self.origin) = (policy, origin)
    }

    /// A record of kind `content` with the excerpts sealed into it; where the record would be too long with them, it
    /// says only how many there were.
    func seal(_ excerpts: ExcerptWindow?, into record: [String: JSONValue]) -> [String: JSONValue] {
        guard let excerpts, excerpts.total > 0, let id = record["id"]?.string else { return record }
        var sealed = record
        var members =
            excerpts.found.isEmpty
            ? [:] : SealedExcerpt.seal(excerpts.text, to: policy.readers, origin: origin, record: id) ?? [:]
        let dropped = members.isEmpty ? excerpts.total : excerpts.total - excerpts.found.count
        if dropped > 0 { members["dropped"] = .integer(Int64(dropped)) }
        sealed["excerpts"] = .object(members)
        guard JSONValue.object(sealed).canonical.count <= Self.longestRecord else {
            sealed["excerpts"] = ["dropped": .integer(Int64(excerpts.total))]
            return sealed
        }
        return sealed
    }

    /// A record's line has at most 65,535 bytes; its number comes on top of this.
    private static let longestRecord = 65_000
}

/// The last stretch of a text, as much as its excerpts need, and the excerpts that were taken from it.
///
/// It is there only where the policy asks for excerpts: a text is not kept otherwise.
struct ExcerptWindow: Sendable {
    /// The most bytes of text that are kept. A finding that begins before them is shown without its beginning.
    static let size = 64 << 10
    /// The most bytes of one excerpt.
    private static let longest = 2048

    struct Excerpt: Sendable {
        let rule: String
        let bytes: Range<Int>
        let text: String
    }

    private let policy: ExcerptPolicy
    private var window: [UInt8] = []
    /// Where the window begins in the text.
    private var start = 0
    private var waiting: [Finding] = []
    private(set) var found: [Excerpt] = []
    /// How many findings were grave enough.
    private(set) var total = 0
    private var used = 32

    init(_ policy: ExcerptPolicy) {
        self.policy = policy
    }

    /// A whole text and its findings.
    init(_ policy: ExcerptPolicy, text: [UInt8], findings: [Finding]) {
        self.policy = policy
        window = text
        note(findings)
        finish()
        window = []
    }

    private var end: Int { start + window.count }

    mutating func take(_ piece: [UInt8]) {
        window += piece
        settle(whole: false)
        let surplus = window.count - Self.size
        // A finding can be certain long after its text came: the window stays as long as it may, not as short.
        guard surplus > Self.size / 4 else { return }
        window.removeFirst(surplus)
        start += surplus
    }

    /// All of a text, whose findings come next.
    mutating func take(whole text: [UInt8]) {
        window = text
    }

    mutating func note(_ findings: [Finding]) {
        for finding in findings where finding.severity >= policy.severity {
            total += 1
            if used < SealedExcerpt.largest { waiting.append(finding) }
        }
        settle(whole: false)
    }

    /// No more text comes.
    mutating func finish() {
        settle(whole: true)
        window = []
    }

    /// Cuts the excerpts whose surroundings are there.
    private mutating func settle(whole: Bool) {
        guard !waiting.isEmpty else { return }
        var left: [Finding] = []
        for finding in waiting {
            guard whole || finding.bytes.upperBound + policy.characters * 4 <= end else {
                left.append(finding)
                continue
            }
            add(finding)
        }
        waiting = left
    }

    private mutating func add(_ finding: Finding) {
        var lower = max(finding.bytes.lowerBound, start) - start
        var upper = min(finding.bytes.upperBound, end) - start
        guard lower <= upper, upper > 0 else { return }
        for _ in 0..<policy.characters where lower > 0 {
            repeat { lower -= 1 } while lower > 0 && window[lower] & 0xc0 == 0x80
        }
        for _ in 0..<policy.characters where upper < window.count {
            repeat { upper += 1 } while upper < window.count && window[upper] & 0xc0 == 0x80
        }
        let text = String(decoding: window[lower..<min(upper, lower + Self.longest)], as: UTF8.self)
        let excerpt = Excerpt(rule: finding.rule, bytes: finding.bytes, text: text)
        let cost = excerpt.json.canonical.count + 1
        guard used + cost <= SealedExcerpt.largest else { return }
        used += cost
        found.append(excerpt)
    }

    /// `{"excerpts":[{"bytes":[120,138],"rule":"…","text":"…"}]}`: what is sealed.
    var text: [UInt8] {
        let value: JSONValue = ["excerpts": .array(found.map(\.json))]
        return value.canonical
    }
}

extension ExcerptWindow.Excerpt {
    var json: JSONValue {
        [
            "rule": .string(rule), "text": .string(text),
            "bytes": [.integer(Int64(bytes.lowerBound)), .integer(Int64(bytes.upperBound))],
        ]
    }
}
