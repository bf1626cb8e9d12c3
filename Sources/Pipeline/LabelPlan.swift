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

    /// Tells, while a reply streams in, when the visible label is to go out before it.
    func gate() -> OpeningGate? {
        guard let label, !label.opening.isEmpty else { return nil }
        return OpeningGate(label: label, form: form)
    }

    /// The visible labels of a reply whose text is all there; `opened` where the first is out already. A label of
    /// ours that stands there is not repeated, and data takes none.
    func visible(for text: [UInt8], opened: Bool) -> (opening: String, closing: String) {
        guard let label else { return ("", "") }
        switch answer(label, text) {
        case .insert:
            return (opened ? "" : label.opening, label.isPresent(atEnd: text) ? "" : label.closing)
        case .present: return ("", label.isPresent(atEnd: text) ? "" : label.closing)
        case .waiting, .data: return ("", "")
        }
    }

    private func answer(_ label: VisibleLabel, _ text: [UInt8]) -> OpeningGate.Answer {
        var gate = OpeningGate(label: label, form: form)
        gate.feed(text)
        return gate.finish()
    }

    /// The label of a group's first frame: the integrity code is not known yet and stays empty.
    func firstEnvelope(id: ContentID, existing: [UInt8]?) -> AIGCLabel? {
        guard writesAIGC else { return nil }
        return AIGCLabel(producer: producer, id: id).merging(existing: existing, signer: signer).label
    }

    /// The label of a record, of a group's last frame, or of a text's sidecar, over what is delivered of the reply.
    func lastEnvelope(id: ContentID, delivered: [UInt8], existing: [UInt8]?) -> AIGCLabel? {
        guard writesAIGC else { return nil }
        let plain = ReservedCode(of: delivered)
        let code = signer.flatMap { plain.signed(for: id.description, by: $0) } ?? plain
        return AIGCLabel(producer: producer, id: id, reservedCode: code)
            .merging(existing: existing, signer: signer).label
    }

    /// What a record tells of the labels of a reply that was not settled: only what went out before it.
    func record(opened: Bool, aigc: Bool) -> JSONValue {
        ["aigc": .bool(aigc), "c2pa": false, "visible": .string(opened ? "start" : "none")]
    }

    /// What a record tells of the labels of a reply.
    func record(text: [UInt8], aigc: Bool) -> JSONValue {
        var visible = "none"
        if let label {
            let answer = answer(label, text)
            if answer == .insert || answer == .present { visible = label.position.rawValue }
        }
        return ["aigc": .bool(aigc), "c2pa": false, "visible": .string(visible)]
    }
}
