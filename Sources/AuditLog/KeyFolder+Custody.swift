internal import Cryptography
internal import Primitives
internal import SystemIO
internal import Transparency

// What becomes of keys after they were made. A name of an origin has no plus sign, so no file here is another origin's.
extension KeyFolder {
    /// The signing key of `origin` whose public half is `verifier`: the key in place, or one whose rotation stands in
    /// the log already and was cut short here.
    func signer(_ origin: String, _ verifier: NoteVerifier) throws(LogError) -> NoteSigner {
        let next = file(origin, "skey", "next")
        if let signer = try optionalSigner(origin, at: signingKeyPath(origin)), signer.verifier == verifier {
            return signer
        }
        if let signer = try optionalSigner(origin, at: next), signer.verifier == verifier { return signer }
        guard let found = try optionalSigner(origin, at: signingKeyPath(origin)) else {
            throw .signingKeyLost(origin: origin, path: signingKeyPath(origin))
        }
        throw .keyMismatch(origin: origin, expected: verifier.vkey, found: found.verifier.vkey)
    }

    /// The key that is to follow, durable in its file. One that a rotation left behind that went no further is taken.
    func nextSigner(_ origin: String) throws(LogError) -> NoteSigner {
        let path = file(origin, "skey", "next")
        if let signer = try optionalSigner(origin, at: path) { return signer }
        guard let signer = NoteSigner(name: origin, key: SigningKey()) else { throw .badOrigin(origin) }
        try create(path, Array((signer.skey + "\n").utf8), permissions: 0o600)
        return signer
    }

    /// Puts the next key in the place of `old`. The log names it already; each step may be the last before a crash, and
    /// is done again or passed over at the next start. A next key that the log does not name is left for later.
    func finishRotation(to verifier: NoteVerifier, keepingOld: Bool) throws(LogError) {
        let origin = verifier.name
        let (place, next) = (signingKeyPath(origin), file(origin, "skey", "next"))
        guard let signer = try optionalSigner(origin, at: next), signer.verifier == verifier else { return }
        if let old = try optionalSigner(origin, at: place), old.verifier != signer.verifier {
            if keepingOld {
                let aside = file(origin, "skey", Hex.encode(old.verifier.keyID))
                do throws(LogError) {
                    try create(aside, Array((old.skey + "\n").utf8), permissions: 0o600)
                } catch {
                    guard case .exists = error else { throw error }
                }
            } else {
                try overwrite(place)
            }
        }
        try LogError.system { () throws(SystemError) in
            try files.replace(file(origin, "vkey"), with: Array((signer.verifier.vkey + "\n").utf8), permissions: 0o644)
            try files.rename(next, to: place)
            try files.synchronizeDirectory(path)
        }
    }

    private func optionalSigner(_ origin: String, at path: String) throws(LogError) -> NoteSigner? {
        let text: String
        do throws(LogError) { text = try privateText(path) } catch {
            if case .keyMissing = error { return nil }
            throw error
        }
        // What a private key was overwritten with.
        if text.utf8.allSatisfy({ $0 == 0 }) { return nil }
        guard let signer = NoteSigner(skey: text), signer.name == origin else { throw .badKey(path) }
        return signer
    }

    private func file(_ origin: String, _ suffix: String, _ which: String) -> String {
        FileTree.join(path, Self.fileName(origin) + "+" + which + "." + suffix)
    }

    private func overwrite(_ path: String) throws(LogError) {
        try LogError.system { () throws(SystemError) in
            let size = try files.size(path)
            let file = try files.open(path, .update())
            try file.seek(to: 0)
            try file.write(Array(repeating: 0, count: Int(size)))
            try file.synchronizeAll()
        }
    }
}

// MARK: Epochs

extension KeyFolder {
    private func epochFile(_ id: String, _ suffix: String) -> String {
        FileTree.join(FileTree.join(path, "epoch"), Self.fileName(id) + "." + suffix)
    }

    /// Whether the key of epoch `id` was destroyed here: no other may be made under its name.
    public func isEpochDestroyed(_ id: String) throws(LogError) -> Bool {
        try LogError.system { () throws(SystemError) in try files.kind(epochFile(id, "destroyed")) } != nil
    }

    /// Whether the key of epoch `id` is here.
    public func hasEpochKey(_ id: String) throws(LogError) -> Bool {
        try LogError.system { () throws(SystemError) in try files.kind(epochFile(id, "key")) } != nil
    }

    /// Overwrites and removes the key of epoch `id`, and leaves a mark that no other is made under its name. What a
    /// disk or a backup keeps of older bytes is out of its reach.
    /// - Returns: whether there was one.
    @discardableResult
    func destroyEpochKey(_ id: String) throws(LogError) -> Bool {
        let path = epochFile(id, "key")
        let folder = FileTree.parent(of: path)
        let isHere = try hasEpochKey(id)
        let isMarked = try isEpochDestroyed(id)
        if isHere, !isMarked {
            try LogError.system { () throws(SystemError) in
                try files.replace(epochFile(id, "destroyed"), with: [], permissions: 0o600)
            }
        }
        guard isHere else { return false }
        try overwrite(path)
        try LogError.system { () throws(SystemError) in
            try files.remove(path)
            try files.synchronizeDirectory(folder)
        }
        return true
    }

    /// The origins of the logs whose keys are in this folder, as their file names spell them. A checkpoint was signed
    /// for each of them; a witness's key or one that no log uses has none.
    public func originFiles() throws(LogError) -> [String] {
        let names = try LogError.system { () throws(SystemError) in try files.entries(path) }
        return names.filter { $0.hasSuffix(".last") }.map { String($0.dropLast(5)) }
    }

    /// How ``originFiles()`` spells `origin`.
    public static func originFile(_ origin: String) -> String { fileName(origin) }
}
