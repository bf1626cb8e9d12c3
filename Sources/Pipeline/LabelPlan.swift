public import Cryptography
internal import Primitives
public import Provenance

/// Which labels a run attaches and what they say: the policy's wishes applied to one reply at a time.
public struct LabelPlan: Sendable {
    /// `nil` where no visible label is wanted.
    private let label: VisibleLabel?
    /// Whether the machine-readable label is written.
    let writesAIGC: Bool
    private let form: ContentForm
    private let producer: Producer
    private let signer: SigningKey?

    /// - Parameters:
    ///   - visible: the visible label and its place, `nil` for none.
    ///   - aigc: whether the machine-readable label is written.
    ///   - form: what the replies are; data takes no visible label.
    ///   - signer: signs the integrity code; `nil` for the bare digest.
    public init(visible: VisibleLabel?, aigc: Bool, form: ContentForm, producer: Producer, signer: SigningKey?) {
        label = visible
        writesAIGC = aigc
        self.form = form
        self.producer = producer
        self.signer = signer
    }

    /// The name or code of the producer, as labels and records carry it.
    public var producerName: String { producer.value }

    /// What the operator should be told about the producer's name; `nil` for nothing.
    public var warning: String? { writesAIGC ? producer.warning : nil }

    /// What goes out before a reply.
    var opening: String { label?.opening ?? "" }

    /// Tells, while a reply comes in, whether the visible label is to go out before it; `nil` where none is wanted.
    func openingGate() -> OpeningGate? {
        label.map { OpeningGate(label: $0, form: form) }
    }

    /// Tells, when a reply has come in, whether it closes with the visible label already.
    func closingGate() -> ClosingGate? {
        guard let label, label.position == .end || label.position == .both else { return nil }
        return ClosingGate(label: label)
    }

    /// Hashes what is delivered, for the integrity code; `nil` where no label needs one.
    func code() -> SHA256Hasher? {
        writesAIGC ? SHA256Hasher() : nil
    }

    /// The visible labels of a reply whose text is all there: what is not out yet. A label of ours that stands there
    /// is not repeated, and data takes none.
    /// - Parameters:
    ///   - answer: what the opening gate says now that the text has ended; `nil` where no label is wanted.
    ///   - isOpened: whether the label before the text is out already.
    ///   - isClosed: whether the text closes with the label already.
    func visible(
        _ answer: OpeningGate.Answer?, isOpened: Bool, _ isClosed: Bool
    ) -> (opening: String, closing: String) {
        guard let label, let answer else { return ("", "") }
        switch answer {
        case .insert: return (isOpened ? "" : label.opening, isClosed ? "" : label.closing)
        case .present: return ("", isClosed ? "" : label.closing)
        case .waiting, .data: return ("", "")
        }
    }

    /// Where a reply bears the visible label; `nil` for nowhere.
    /// - Parameter isCut: whether the reply ended without a label behind it.
    func placed(_ answer: OpeningGate.Answer?, isOpened: Bool, isCut: Bool) -> VisibleLabel.Position? {
        guard let label, isOpened || answer == .insert || answer == .present else { return nil }
        guard isCut else { return label.position }
        switch label.position {
        case .both: return .start
        case .end: return nil
        case .start, .corner: return label.position
        }
    }

    /// The label of a group's first frame: the integrity code is not known yet and stays empty.
    func firstEnvelope(id: ContentID, existing: [UInt8]?) -> AIGCLabel? {
        guard writesAIGC else { return nil }
        return AIGCLabel(producer: producer, id: id).merging(existing: existing, signer: signer).label
    }

    /// The label of a record, of a group's last frame, or of a text's sidecar.
    /// - Parameter code: has hashed all that is delivered of the reply.
    func lastEnvelope(id: ContentID, code: SHA256Hasher?, existing: [UInt8]?) -> AIGCLabel? {
        guard writesAIGC, let code else { return nil }
        let plain = ReservedCode(code)
        let signed = signer.flatMap { plain.signed(for: id.description, by: $0) } ?? plain
        return AIGCLabel(producer: producer, id: id, reservedCode: signed)
            .merging(existing: existing, signer: signer).label
    }

    /// What a record tells of the labels of a reply.
    func record(visible: VisibleLabel.Position?, aigc: Bool) -> JSONValue {
        ["aigc": .bool(aigc), "c2pa": false, "visible": .string(visible?.rawValue ?? "none")]
    }
}
