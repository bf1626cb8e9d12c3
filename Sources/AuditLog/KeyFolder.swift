internal import Cryptography
internal import Primitives
public import SystemIO
public import Transparency

/// The folder of keys, which never lies inside a log: for each origin its signing key (`.skey`, mode 0600), its
/// verifier key (`.vkey`) and the last checkpoint that was signed (`.last`); for each month an epoch key
/// (`epoch/2026-11.key`) for the digests of content.
///
/// An origin's file names spell every character but letters, digits, `_`, `-` and inner dots as `%` and two
/// hexadecimal digits.
public struct KeyFolder: Sendable {
    public let path: String
    let files: any FileSystem

    /// - Parameter files: where this folder lies, and the logs that it is the folder of keys for.
    public init(path: String, files: any FileSystem = SystemFiles()) {
        self.path = path
        self.files = files
    }

    /// Makes an Ed25519 key for `origin`, and the folder where it is missing.
    /// - Throws: ``LogError/exists(_:)`` where the origin has a key already.
    @discardableResult
    public static func makeSigningKey(origin: String, in folder: KeyFolder) throws(LogError) -> NoteVerifier {
        guard let signer = NoteSigner(name: origin, key: SigningKey()) else { throw .badOrigin(origin) }
        try LogError.system { () throws(SystemError) in
            try folder.files.makeDirectories(folder.path, permissions: 0o700)
        }
        try folder.create(folder.signingKeyPath(origin), Array((signer.skey + "\n").utf8), permissions: 0o600)
        try LogError.system { () throws(SystemError) in
            try folder.files.replace(
                folder.file(origin, "vkey"), with: Array((signer.verifier.vkey + "\n").utf8), permissions: 0o644)
        }
        return signer.verifier
    }

    /// Where the signing key of `origin` lies, if it has one.
    public func signingKeyPath(_ origin: String) -> String { file(origin, "skey") }

    /// The signing key of `origin`.
    public func signer(_ origin: String) throws(LogError) -> NoteSigner {
        let path = signingKeyPath(origin)
        let text = try privateText(path)
        guard let signer = NoteSigner(skey: text), signer.name == origin else { throw .badKey(path) }
        return signer
    }

    /// The public key of `origin`; `nil` where the folder has none.
    public func verifier(_ origin: String) throws(LogError) -> NoteVerifier? {
        let path = file(origin, "vkey")
        guard let bytes = try contents(path) else { return nil }
        guard let verifier = NoteVerifier(vkey: Self.trimmed(bytes)), verifier.name == origin else {
            throw .badKey(path)
        }
        return verifier
    }

    /// The 32 bytes of the key of epoch `id`, such as `2026-11`.
    /// - Parameter create: whether to make it where it is missing.
    public func epochKey(_ id: String, create: Bool) throws(LogError) -> [UInt8] {
        let folder = FileTree.join(path, "epoch")
        let path = FileTree.join(folder, Self.fileName(id) + ".key")
        // An empty file is what a maker left that did not come to its end.
        if create, try contents(path)?.allSatisfy({ $0 == 0 }) ?? true {
            try LogError.system { () throws(SystemError) in
                try files.makeDirectories(folder, permissions: 0o700)
            }
            let text = Hex.encode(SecureRandom.bytes(32)) + "\n"
            // Where another process was faster, its key is the one.
            do throws(LogError) { try self.create(path, Array(text.utf8), permissions: 0o600) } catch {
                guard case .exists = error else { throw error }
            }
        }
        guard let key = Hex.decode(try privateText(path)), key.count == 32 else { throw .badKey(path) }
        return key
    }

    /// The checkpoint of `origin` that was signed last; `nil` where none was.
    public func lastSigned(_ origin: String) throws(LogError) -> Checkpoint? {
        let path = file(origin, "last")
        guard let bytes = try contents(path) else { return nil }
        guard let checkpoint = Checkpoint(parsing: bytes), checkpoint.origin == origin else { throw .badKey(path) }
        return checkpoint
    }

    /// Keeps `checkpoint` as the one that was signed last, durably.
    func setLastSigned(_ checkpoint: Checkpoint) throws(LogError) {
        try LogError.system { () throws(SystemError) in
            try files.replace(file(checkpoint.origin, "last"), with: checkpoint.text, permissions: 0o600)
        }
    }

    func hasSigningKey(_ origin: String) throws(LogError) -> Bool {
        try LogError.system { () throws(SystemError) in try files.kind(signingKeyPath(origin)) } != nil
    }

    func file(_ origin: String, _ suffix: String) -> String {
        FileTree.join(path, Self.fileName(origin) + "." + suffix)
    }

    /// `name` as a file name that leads nowhere else.
    static func fileName(_ name: String) -> String {
        var output = ""
        for (index, unit) in name.utf8.enumerated() {
            switch unit {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, UInt8(ascii: "_"), UInt8(ascii: "-"):
                output.unicodeScalars.append(Unicode.Scalar(unit))
            case UInt8(ascii: ".") where index > 0: output += "."
            default: output += "%" + Hex.encode([unit])
            }
        }
        return output
    }

    func privateText(_ path: String) throws(LogError) -> String {
        guard let bytes = try contents(path) else { throw .keyMissing(path) }
        let permissions = try LogError.system { () throws(SystemError) in try files.permissions(path) }
        guard permissions & 0o077 == 0 else { throw .keyPermissions(path) }
        return Self.trimmed(bytes)
    }

    func contents(_ path: String) throws(LogError) -> [UInt8]? {
        do throws(SystemError) { return try files.read(path, limit: LogFormat.smallFile) } catch {
            if error.isNotFound { return nil }
            throw .system(error)
        }
    }

    static func trimmed(_ bytes: [UInt8]) -> String {
        String(decoding: bytes.last == 0x0a ? bytes.dropLast() : bytes[...], as: UTF8.self)
    }

    /// The key lies whole and durable under its name, or what lies there is empty: what a maker left that did not come
    /// to its end. Such a file is taken over, unless its maker lives and holds its lock.
    func create(_ path: String, _ bytes: [UInt8], permissions: UInt32) throws(LogError) {
        do throws(SystemError) {
            let file: any OpenFile
            do throws(SystemError) { file = try files.open(path, .createNew(permissions: permissions)) } catch {
                guard error.isExisting, try files.read(path, limit: LogFormat.smallFile).allSatisfy({ $0 == 0 }) else {
                    throw error
                }
                file = try files.open(path, .update())
            }
            guard try file.tryLock(), try files.read(path, limit: LogFormat.smallFile).allSatisfy({ $0 == 0 }) else {
                throw SystemError.existing()
            }
            try file.truncate(to: 0)
            try file.seek(to: 0)
            do throws(SystemError) {
                try file.write(bytes)
                try file.synchronizeAll()
            } catch {
                try? files.remove(path)
                throw error
            }
            try files.synchronizeDirectory(FileTree.parent(of: path))
        } catch {
            if error.isExisting { throw .exists(path) }
            throw error.isDiskFull ? .full(error) : .system(error)
        }
    }
}
