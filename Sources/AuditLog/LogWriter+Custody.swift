public import Primitives
public import Transparency

// What the keeper of a log does with its keys, its epochs and its oldest records. Each is a record first.
extension LogWriter {
    /// Puts a new signing key in the place of the one in force. The old one signs a last checkpoint, both sign the
    /// statement in the record `key.rotated`, the new one signs every checkpoint from there on.
    ///
    /// A crash at any step leaves a log that one of the two can go on with; the next start finishes what was begun.
    /// - Parameter keepingOld: whether the old private key stays in the folder of keys, beside the new one.
    @discardableResult
    public func rotateKey(keepingOld: Bool = true) throws(LogError) -> NoteVerifier {
        try checkpoint()
        let next = try keys.nextSigner(origin)
        let index = size
        guard let statement = KeyRotation.statement(from: signer, to: next, index: index) else {
            throw .badKey(keys.signingKeyPath(origin))
        }
        try change(
            entry(
                "key.rotated",
                [
                    "key": .string(next.verifier.vkey), "from": .string(signer.verifier.vkey),
                    "statement": .string(statement),
                ]))
        try working { () throws(LogError) in
            try keys.finishRotation(to: next.verifier, keepingOld: keepingOld)
            signer = next
            try sign()
        }
        return next.verifier
    }

    /// Says that from size `from` on the word of a former key does not count, since somebody else may have it.
    /// - Throws: ``LogError/notRevocable(_:)`` for the key in force, which has to be rotated first.
    public func revokeKey(_ key: NoteVerifier, from: Int, reason: String, who: String) throws(LogError) {
        guard description.keys.contains(key.vkey) else { throw .notRevocable("\(key.vkey) is no key of this log") }
        guard key != signer.verifier else {
            throw .notRevocable("this key is in force; rotate it first, then revoke it")
        }
        guard from >= 0, from <= size else { throw .notRevocable("the log has no size \(from)") }
        var members = KeyRevocation(key: key.vkey, from: from).json.object ?? [:]
        members["reason"] = .string(reason)
        members["who"] = .string(who)
        try change(entry("key.revoked", members))
        try checkpoint()
    }

    /// The log's keys, the oldest first.
    public var verifierKeys: [String] { description.keys }

    /// Takes a new key for the digests of content into use.
    /// - Returns: the id of the new epoch.
    @discardableResult
    public func rotateEpoch() throws(LogError) -> String {
        let epoch = try Epoch(at: environment.now(), description, keys: keys, fresh: true)
        try begin(epoch)
        return epoch.id
    }

    /// Destroys the key of an epoch: its records stay, and stay provable, but nobody can say any more whether a text
    /// is the one that a record speaks of. The record `epoch.destroyed` is signed for before the key goes. Where the
    /// epoch is the present one, another begins first. Done again, it finishes what a crash cut short.
    /// - Parameter shared: whether the key may go although other logs have their keys in the same folder.
    public func destroyEpoch(_ id: String, reason: String, who: String, shared: Bool = false) throws(LogError) {
        guard description.epochs.contains(id) else { throw .noEpoch(id) }
        let isHere = try keys.hasEpochKey(id)
        guard isHere || !description.destroyed.contains(id) else { throw .noEpoch(id) }
        let others = try keys.originFiles().filter { $0 != KeyFolder.originFile(origin) }
        guard others.isEmpty || shared else { throw .sharedEpoch(id, others: others) }
        if id == epochKeyID { try rotateEpoch() }
        if !description.destroyed.contains(id) {
            try change(
                entry("epoch.destroyed", ["epoch": .string(id), "reason": .string(reason), "who": .string(who)]))
        }
        try checkpoint()
        try working { () throws(LogError) in _ = try keys.destroyEpochKey(id) }
    }

    /// The epochs that have begun, and those whose key is destroyed.
    public var epochs: (begun: [String], destroyed: [String]) { (description.epochs, description.destroyed) }

    /// Places a legal hold: what it covers is not pruned until it is released.
    @discardableResult
    public func placeHold(_ scope: LegalHold.Scope, reason: String, who: String) throws(LogError) -> LegalHold {
        let id = environment.newID().description
        let hold = LegalHold(id: id, reason: reason, who: who, scope: scope)
        try change(entry("hold.placed", hold.members))
        try checkpoint()
        return hold
    }

    /// - Throws: ``LogError/noHold(_:)`` where no hold of this id is in force.
    public func releaseHold(_ id: String, reason: String, who: String) throws(LogError) {
        guard description.holds.contains(where: { $0.id == id }) else { throw .noHold(id) }
        try change(
            entry("hold.released", ["hold": .string(id), "reason": .string(reason), "who": .string(who)]))
        try checkpoint()
    }

    /// The legal holds in force.
    public var holds: [LegalHold] { description.holds }

    /// Removes whole frames of records. That they go, why, and what the log is without them stands in a record
    /// `log.prune` under a signed checkpoint before the first byte goes; their hashes stay.
    /// - Parameters:
    ///   - ranges: of records, from a multiple of 256 to one, none of them in the last segment.
    ///   - retain: the retention in force, for the record.
    public func prune(
        _ ranges: [Range<Int>], reason: String, who: String, retain: JSONValue
    ) throws(LogError) {
        // The last short frame stands in no segment after that.
        try checkpoint()
        let wanted = FrameRanges.union(ranges, [])
        let end = try folder.listSegments().firsts.last ?? 0
        for range in wanted {
            guard range.lowerBound.isMultiple(of: LogFormat.frame), range.upperBound.isMultiple(of: LogFormat.frame),
                range.lowerBound >= 0
            else { throw .notPrunable("records \(range.lowerBound) to \(range.upperBound - 1) are not whole frames") }
            guard range.upperBound <= end else {
                throw .notPrunable("record \(range.upperBound - 1) is in the segment that is still being written")
            }
        }
        if !wanted.isEmpty {
            var after = description
            after.pruned = FrameRanges.union(description.pruned, wanted)
            try change(
                entry(
                    "log.prune",
                    [
                        "records": FrameRanges.json(wanted), "log": after.json, "reason": .string(reason),
                        "who": .string(who), "retain": retain,
                    ]))
        }
        try checkpoint()
        try working { () throws(LogError) in try PrunedSegments(folder, description.pruned).finish() }
    }
}
