internal import ContentFormats
internal import Cryptography
internal import Monitor
internal import Primitives
internal import Provenance
internal import Rules

/// A channel whose text is still coming.
///
/// Of a streamed channel nothing of the text is kept here: it goes through the monitor and through running digests.
/// The text of a channel that comes whole, or whose bytes have no known meaning, is gathered.
final class OpenChannel {
    let channel: Channel
    let id: ContentID
    /// The text, where it is gathered.
    private(set) var text: [UInt8] = []
    /// Judges the text as it comes; `nil` where it is gathered.
    private var monitor: (any ChannelMonitor)?
    /// Whether all of the text was there and judged.
    private var hasEnded = false
    private(set) var opening: OpeningGate?
    /// Whether a visible label may have to go out before the text.
    private var mayBeOpened: Bool
    private var closing: ClosingGate?
    private(set) var bytes = 0
    private(set) var chars = 0
    private(set) var digest: TextDigest?
    /// What the policy wants of the text around findings.
    private(set) var excerpts: ExcerptWindow?
    /// What has come back from the codec as delivered: labels left out, notices included.
    private(set) var delivered = DeliveredText()
    /// The most bytes that were held after a piece of the text.
    private(set) var held = 0
    /// Whether the visible label is out already.
    var isOpened = false

    private(set) var parts = FindingParts()
    private(set) var verdict = Verdict.clean
    private(set) var doubt: Doubt.Reason?
    /// Whether the monitor changed something, wherever that ended up.
    private(set) var hasEdits = false
    /// The first byte that is not released.
    private(set) var cut: Int?
    /// What the monitor lets go and the codec was not told yet.
    private var pending: [Edit] = []
    private var through = 0
    /// The text's bytes up to here have left.
    private(set) var released = 0

    init(
        channel: Channel, id: ContentID, opening: OpeningGate?, mayBeOpened: Bool, closing: ClosingGate?,
        digest: TextDigest?, code: SHA256Hasher?, monitor: (any ChannelMonitor)?, excerpts: ExcerptWindow?
    ) {
        self.excerpts = excerpts
        self.channel = channel
        self.id = id
        self.opening = opening
        self.mayBeOpened = mayBeOpened
        self.closing = closing
        self.digest = digest
        self.monitor = monitor
        delivered = DeliveredText(digest: digest, code: code)
    }

    /// Whether it is judged while its text comes.
    var isWatched: Bool { monitor != nil }

    /// Whether some of the text has come and not left.
    var isHolding: Bool { bytes > released }

    /// Takes a piece of the text.
    /// - Returns: the findings that it made certain.
    func take(_ piece: [UInt8]) -> [Finding] {
        bytes += piece.count
        chars += scalarCount(piece)
        digest?.update(piece)
        opening?.feed(piece)
        closing?.feed(piece)
        if monitor != nil { excerpts?.take(piece) }
        guard let step = monitor?.feed(piece) else {
            text += piece
            held = bytes
            return []
        }
        take(step)
        return step.findings
    }

    /// The text has ended.
    /// - Returns: the findings that became certain with that.
    func end(_ rules: RulesInForce) -> [Finding] {
        if hasEnded { return [] }
        hasEnded = true
        opening?.finish()
        guard let step = monitor?.finish() else { return judge(rules) }
        take(step)
        return step.findings
    }

    /// Judges a text that was gathered. Bytes of unknown meaning cannot be judged.
    private func judge(_ rules: RulesInForce) -> [Finding] {
        var judgement = rules.monitor.judge(text)
        excerpts?.take(whole: text)
        if channel.kind == .names { judgement.cutInsteadOfMasking() }
        if let doubt = Doubt(channel.kind) { judgement.doubt(doubt, rules.enforcement) }
        verdict = judgement.verdict
        doubt = judgement.doubts.first?.reason
        hasEdits = !judgement.decision.edits.isEmpty
        pending = judgement.decision.edits
        cut = judgement.decision.cut
        through = cut ?? bytes
        return judgement.findings
    }

    private func take(_ step: Progress) {
        for finding in step.findings { verdict = max(verdict, Verdict(finding.action)) }
        if let first = step.doubts.first { doubt = doubt ?? first.reason }
        if !step.doubts.isEmpty { verdict = max(verdict, .undecided) }
        guard cut == nil else { return }
        var step = step
        if channel.kind == .names, let first = step.edits.first?.bytes.lowerBound {
            // A name cannot be replaced and stay the name of the same thing, so a mask in one is a block.
            step.edits = []
            step.cut = min(first, step.cut ?? first)
            step.released = first
            verdict = .blocked
        }
        hasEdits = hasEdits || !step.edits.isEmpty
        pending += step.edits
        through = max(through, step.released)
        cut = step.cut
        if cut != nil, verdict < .undecided { verdict = .blocked }
    }

    /// Files findings.
    /// - Returns: the parts that are due.
    func file(_ findings: [Finding]) -> [(number: Int, findings: [Finding])] {
        excerpts?.note(findings)
        if hasEnded { excerpts?.finish() }
        return fileParts(findings)
    }

    private func fileParts(_ findings: [Finding]) -> [(number: Int, findings: [Finding])] {
        numbered(parts.take(findings) + [parts.passed(bytes)].compactMap(\.self))
    }

    /// The last part, where there were others before it.
    func lastPart() -> [(number: Int, findings: [Finding])] {
        numbered([parts.finish()].compactMap(\.self))
    }

    private func numbered(_ made: [[Finding]]) -> [(number: Int, findings: [Finding])] {
        made.enumerated().map { (parts.parts - made.count + $0.offset, $0.element) }
    }

    /// What the record that closes the channel says of the judgement.
    var outcome: Outcome {
        Outcome(
            findings: parts.pending, findingsTotal: parts.total, parts: parts.parts > 0 ? parts.parts : nil,
            verdict: verdict, doubt: doubt)
    }
}

// MARK: What leaves

extension OpenChannel {
    /// Whether it is not known yet if the visible label goes out first.
    var awaitsLabel: Bool { mayBeOpened && !hasEnded && opening?.answer == .waiting }

    /// Whether the visible label is to go out now.
    var needsLabel: Bool { mayBeOpened && !isOpened && opening?.answer == .insert }

    /// Whether the text begins with the visible label, or is to.
    var isLabelled: Bool { mayBeOpened && (isOpened || opening?.answer == .present) }

    /// Another text of the reply bears the visible label.
    /// - Returns: whether this one waited for it.
    func standWithout() -> Bool {
        guard !isOpened else { return false }
        defer { mayBeOpened = false }
        return awaitsLabel
    }

    /// What may leave now; `nil` where nothing new may, or the place of the visible label is not known yet.
    func release() -> (through: Int, edits: [TextEdit])? {
        guard !awaitsLabel, through > released || !pending.isEmpty else { return nil }
        defer { pending = [] }
        released = through
        return (through, pending.map(TextEdit.init))
    }

    /// What becomes of the text that has not left, once it has ended.
    func settlement(notice: String, labels: (opening: String, closing: String)) -> ChannelSettlement {
        defer {
            pending = []
            released = through
        }
        return ChannelSettlement(
            edits: pending.map(TextEdit.init), cut: cut, notice: notice, opening: labels.opening,
            closing: labels.closing)
    }

    /// Whether the text closes with the visible label already.
    var hasClosingLabel: Bool { closing?.isPresent ?? false }

    func deliver(_ piece: [UInt8]) { delivered.take(piece) }

    /// Notes how much is held, once what may leave has left.
    func measure() { held = max(held, bytes - released) }

    /// Whether all of the text went out as it came.
    var isWhole: Bool {
        guard delivered.bytes == bytes else { return false }
        guard hasEdits || cut != nil else { return true }
        // Two equal codes under one key: a mask that puts in place what stood there. Without books nobody asks.
        return digest != nil && digest?.value == delivered.digest?.value
    }
}

/// What was delivered of a channel: counted and digested as it goes.
struct DeliveredText {
    private(set) var bytes = 0
    private(set) var digest: TextDigest?
    /// SHA-256, for the integrity code of the label.
    private(set) var code: SHA256Hasher?

    /// - Parameter digest: has been fed nothing of a text yet.
    init(digest: TextDigest? = nil, code: SHA256Hasher? = nil) {
        self.digest = digest
        self.code = code
    }

    mutating func take(_ piece: [UInt8]) {
        bytes += piece.count
        digest?.update(piece)
        code?.update(piece)
    }
}

extension TextEdit {
    init(_ edit: Edit) {
        self.init(range: edit.bytes, replacement: Array(edit.replacement.utf8))
    }
}

extension Verdict {
    /// What one finding makes of a channel.
    init(_ action: Action) {
        switch action {
        case .observe: self = .observed
        case .mask: self = .masked
        case .block: self = .blocked
        }
    }
}

extension Doubt {
    /// The doubt that the kind of a channel brings with it.
    init?(_ kind: Channel.Kind) {
        guard case .unknown(let reason) = kind else { return nil }
        self.init(reason: Reason(rawValue: reason.rawValue) ?? .unknownFrame, from: 0)
    }
}

extension Judgement {
    /// A name cannot be replaced and stay the name of the same thing, so a mask in one is a block.
    mutating func cutInsteadOfMasking() {
        guard let first = decision.edits.first?.bytes.lowerBound else { return }
        decision = Decision(edits: [], cut: min(first, decision.cut ?? first))
        verdict = .blocked
    }

    /// Adds a doubt about the whole text.
    mutating func doubt(_ doubt: Doubt, _ enforcement: Enforcement) {
        doubts.insert(doubt, at: 0)
        verdict = max(verdict, .undecided)
        switch enforcement.onUndecided {
        case .block: decision = Decision(edits: [], cut: 0)
        case .release:
            // What cannot be judged passes unchanged; a block that was found in it still holds.
            decision = Decision(edits: [], cut: verdict == .blocked ? 0 : nil)
        }
    }
}
