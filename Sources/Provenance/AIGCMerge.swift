public import Cryptography

/// What becomes of a label's place, where there may be a label already: a place holds exactly one (GB 45438-2025
/// §6.1 c).
public struct AIGCMerge: Hashable, Sendable {
    /// What was done.
    public enum Outcome: String, Hashable, Sendable {
        /// There was none: ours is written.
        case written
        /// There is a valid one of ours for this text: it stays as it is, byte for byte.
        case kept
        /// There is a valid one of ours, but the text has changed since: ids stay, `ReservedCode1` is written anew.
        case renewed
        /// There is another producer's: it keeps its fields and gets our propagation fields.
        case propagated
        /// What is there says too little to be a label: ours takes its place, and the problems are to be reported.
        case replaced
    }

    public let outcome: Outcome
    /// The label that holds from now on.
    public let label: AIGCLabel
    /// What was wrong with the label that was there.
    public let problems: [AIGCProblem]
}

extension AIGCLabel {
    /// Decides between this label, freshly made for the text about to be delivered, and what its place holds.
    ///
    /// - Parameters:
    ///   - existing: the JSON value at the place, `nil` for none.
    ///   - signer: signs a code that has to be bound to another content number than this label's; give the key that
    ///     this label's code was signed with.
    public func merging(existing: [UInt8]?, signer: SigningKey? = nil) -> AIGCMerge {
        guard let existing else { return AIGCMerge(outcome: .written, label: self, problems: []) }
        let reading = AIGCLabel.read(existing)
        guard reading.isWellFormed, let found = reading.label else {
            return AIGCMerge(outcome: .replaced, label: self, problems: reading.problems)
        }
        let ours = ReservedCode(reservedCode1)
        // By bytes: `==` would take a Kelvin sign for a K.
        guard found.contentProducer.utf8.elementsEqual(contentProducer.utf8) else {
            let passed = found.replacing([
                .contentPropagator: contentPropagator, .propagateID: propagateID, .reservedCode2: reservedCode1,
            ])
            return AIGCMerge(outcome: .propagated, label: passed, problems: reading.problems)
        }
        // An empty code is not judged: the first frame of a stream has none yet. A code that is not in our form is
        // left to whoever can read it.
        guard let ours, let theirs = ReservedCode(found.reservedCode1), theirs.digest != ours.digest else {
            return AIGCMerge(outcome: .kept, label: found, problems: reading.problems)
        }
        let plain = ReservedCode(digestOf: ours)
        let code = signer.flatMap { plain.signed(for: found.produceID, by: $0) } ?? plain
        let renewed = found.replacing([.reservedCode1: code.text])
        return AIGCMerge(outcome: .renewed, label: renewed, problems: reading.problems)
    }
}
