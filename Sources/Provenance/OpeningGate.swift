/// What the text of a reply is, as far as labelling goes.
public enum ContentForm: String, CaseIterable, Hashable, Sendable {
    /// Text for people: takes the visible label.
    case prose
    /// JSON: labelled on the envelope only.
    case json
    /// Source code: labelled on the envelope only.
    case code
    /// Data if its first character that is no white space is `{` or `[`, else prose.
    case auto
}

/// Decides, while a text is still arriving, what becomes of its visible label.
///
///     var gate = OpeningGate(label: .standard, form: .auto)
///     gate.feed(Array("Hel".utf8))   // .insert: put label.opening out, then let the text go
///
/// The answer depends on the text alone and not on how it was cut, and once it is not `.waiting` it stays. Text must
/// be held while the answer is `.waiting`: at most ``lookahead`` bytes.
public struct OpeningGate: Hashable, Sendable {
    /// What to do with the label.
    public enum Answer: Hashable, Sendable {
        /// Not decided yet. From ``finish()``: the text had nothing but white space, there is nothing to label.
        case waiting
        /// Prose without the label: put ``VisibleLabel/opening`` out first (which is empty for `visible=end`).
        case insert
        /// Prose that begins with the label already: keep it and do not repeat it.
        case present
        /// Data or code: neither an opening nor a closing label goes into it.
        case data
    }

    private let label: [UInt8]
    private let position: VisibleLabel.Position
    private let form: ContentForm
    private var head: [UInt8] = []
    /// What was decided so far.
    public private(set) var answer: Answer

    public init(label: VisibleLabel, form: ContentForm) {
        self.label = Array(label.text.utf8)
        position = label.position
        self.form = form
        answer = form == .json || form == .code ? .data : .waiting
    }

    /// The most bytes that can be needed for a decision: white space, the label, white space behind it.
    public var lookahead: Int { 2 * LabelSpace.limit + label.count + 3 }

    /// Takes the next piece of the text.
    @discardableResult
    public mutating func feed(_ piece: some Collection<UInt8>) -> Answer {
        guard answer == .waiting else { return answer }
        head += piece.prefix(lookahead - head.count)
        return settle(Self.decide(head, ended: false, label: label, position: position, form: form))
    }

    /// The text has ended: the last answer.
    @discardableResult
    public mutating func finish() -> Answer {
        guard answer == .waiting else { return answer }
        return settle(Self.decide(head, ended: true, label: label, position: position, form: form))
    }

    private mutating func settle(_ decision: Answer) -> Answer {
        answer = decision
        if decision != .waiting { head = [] }
        return decision
    }

    private static func decide(
        _ head: [UInt8], ended: Bool, label: [UInt8], position: VisibleLabel.Position, form: ContentForm
    ) -> Answer {
        let start = firstCharacter(head, ended: ended)
        if start >= LabelSpace.limit { return .insert }
        guard start < head.count else { return .waiting }
        if position != .end {
            switch LabelParagraph.atStart(head[start...], label: label, alone: position != .corner, ended: ended) {
            case true?: return .present
            case nil: return .waiting
            case false?: break
            }
        }
        let opensData = head[start] == UInt8(ascii: "{") || head[start] == UInt8(ascii: "[")
        return form == .auto && opensData ? .data : .insert
    }

    /// The index behind a byte order mark and white space; the end of `head` where that may go on.
    private static func firstCharacter(_ head: [UInt8], ended: Bool) -> Int {
        let mark: [UInt8] = [0xef, 0xbb, 0xbf]
        var index = 0
        if head.starts(with: mark) {
            index = mark.count
        } else if !ended, !head.isEmpty, mark.starts(with: head) {
            return head.count
        }
        while index < min(head.count, LabelSpace.limit), LabelSpace.contains(head[index]) { index += 1 }
        return index
    }
}

/// Remembers the end of a text as it goes by, to tell whether it closes with the label already.
public struct ClosingGate: Hashable, Sendable {
    private let label: [UInt8]
    private var tail: [UInt8] = []

    public init(label: VisibleLabel) {
        self.label = Array(label.text.utf8)
    }

    /// White space, the label, white space: a label that needs more to be seen is none.
    private var reach: Int { 2 * LabelSpace.limit + label.count }

    /// Takes the next piece of the text. Nothing needs to be held back for it.
    public mutating func feed(_ piece: some BidirectionalCollection<UInt8>) {
        tail += piece.suffix(reach)
        if tail.count > 2 * reach { tail.removeFirst(tail.count - reach) }
    }

    /// Whether the text that ends here closes with the label as a paragraph of its own.
    public var isPresent: Bool { LabelParagraph.atEnd(tail, label: label) }
}

extension VisibleLabel {
    /// Whether `text` begins with this label: as a paragraph of its own, or for a corner mark directly.
    public func isPresent(atStart text: [UInt8]) -> Bool {
        guard position != .end else { return false }
        var gate = OpeningGate(label: self, form: .prose)
        gate.feed(text)
        return gate.finish() == .present
    }

    /// Whether `text` ends with this label as a paragraph of its own.
    public func isPresent(atEnd text: [UInt8]) -> Bool {
        guard position == .end || position == .both else { return false }
        var gate = ClosingGate(label: self)
        gate.feed(text)
        return gate.isPresent
    }
}
