internal import ContentFormats
internal import Monitor
internal import Primitives
internal import Provenance

/// A group whose text is still coming.
struct OpenGroup {
    let group: Group
    /// The id of the open record, of the label, and of the first reply's record.
    let id: ContentID
    var channels: [OpenChannel] = []
    /// What became of the group when the hold cap was hit; nothing of it is kept any more.
    var givenUp: GivenUp?
    /// What was delivered before its end.
    var delivered: [Channel.ID: [UInt8]] = [:]
    /// Whether a reply has the group's id.
    var hasReply = false

    enum GivenUp { case released, dropped }

    init(group: Group, id: ContentID) {
        self.group = group
        self.id = id
    }

    var reply: OpenChannel? { channels.first { $0.channel.kind == .reply } }

    /// A channel that makes the group one of generated content though it has no reply: arguments or reasoning.
    var labelBearer: OpenChannel? {
        channels.first { $0.channel.kind == .reasoning || $0.channel.kind == .argument }
    }
}

/// A channel whose text is being gathered.
struct OpenChannel {
    let channel: Channel
    let id: ContentID
    private(set) var gate: OpeningGate?
    private(set) var digest: TextDigest?
    /// What is held of the text: all of it, up to the cap.
    private(set) var text: [UInt8] = []
    private(set) var bytes = 0
    private(set) var chars = 0
    /// Whether more came than may be held.
    private(set) var isCapped = false
    /// Whether the visible label is out already.
    private(set) var isOpened = false
    private(set) var judgement = Judgement(
        findings: [], doubts: [], verdict: .clean, decision: Decision(edits: [], cut: nil))

    init(channel: Channel, id: ContentID, gate: OpeningGate?, digest: TextDigest?) {
        self.channel = channel
        self.id = id
        self.gate = gate
        self.digest = digest
    }

    /// Adds a piece of the text.
    /// - Returns: whether the visible label is to be put out now.
    mutating func take(_ piece: [UInt8], holdLimit: Int) -> Bool {
        bytes += piece.count
        chars += scalarCount(piece)
        digest?.update(piece)
        if isCapped { return false }
        if text.count + piece.count > holdLimit {
            isCapped = true
            text += piece.prefix(holdLimit - text.count)
        } else {
            text += piece
        }
        guard !isOpened, gate?.feed(piece) == .insert else { return false }
        isOpened = true
        return true
    }

    /// Judges the text. What lies past the cap could not be judged, and so nothing of its group can be decided; bytes
    /// of unknown meaning cannot be judged at all.
    mutating func judge(_ monitor: any TextMonitor, _ enforcement: Enforcement, _ givenUp: OpenGroup.GivenUp?) {
        judgement = monitor.judge(text)
        if channel.kind == .names { judgement.cutInsteadOfMasking() }
        let cap = givenUp != nil || isCapped ? Doubt(reason: .holdCap, from: 0) : nil
        if let doubt = Doubt(channel.kind) ?? cap { judgement.doubt(doubt, enforcement) }
        switch givenUp {
        case .released: judgement.decision = Decision(edits: [], cut: nil)
        case .dropped: judgement.decision = Decision(edits: [], cut: 0)
        case nil: break
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
