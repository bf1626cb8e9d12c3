internal import Cryptography
internal import SystemIO
public import Transparency

/// Keys of witnesses: their own kind (type 04), so that none can be taken for a log's.
extension KeyFolder {
    /// Makes an Ed25519 key for the witness `name`, and the folder where it is missing.
    /// - Throws: ``LogError/exists(_:)`` where the name has a key already.
    @discardableResult
    public static func makeWitnessKey(name: String, in folder: KeyFolder) throws(LogError) -> WitnessVerifier {
        guard let signer = WitnessSigner(name: name, key: SigningKey()) else { throw .badOrigin(name) }
        try LogError.system { () throws(SystemError) in
            try folder.files.makeDirectories(folder.path, permissions: 0o700)
        }
        let path = folder.signingKeyPath(name)
        try folder.create(path, Array((signer.skey + "\n").utf8), permissions: 0o600)
        try LogError.system { () throws(SystemError) in
            try folder.files.replace(
                path.dropLast(4) + "vkey", with: Array((signer.verifier.vkey + "\n").utf8), permissions: 0o644)
        }
        return signer.verifier
    }

    /// The witness key in the file at `path`, which nobody else may read.
    public static func witnessSigner(file path: String) throws(LogError) -> WitnessSigner {
        let text = try KeyFolder(path: FileTree.parent(of: path)).privateText(path)
        guard let signer = WitnessSigner(skey: text) else { throw .badKey(path) }
        return signer
    }
}
