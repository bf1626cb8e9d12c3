import AuditLog
import SystemIO
import TestSupport
import Testing
import Transparency

@Suite struct KeyFolderTests {
    @Test func `a signing key is made once, private, and read again`() throws {
        let folder = try TemporaryFolder()
        let keys = KeyFolder(path: folder.file("deep/keys"))
        let verifier = try KeyFolder.makeSigningKey(origin: "例/日志", in: keys)
        #expect(try keys.signer("例/日志").verifier == verifier)
        #expect(try keys.verifier("例/日志") == verifier)
        #expect(try FileTree.permissions(keys.signingKeyPath("例/日志")) == 0o600)
        #expect(throws: LogError.exists(keys.signingKeyPath("例/日志"))) {
            try KeyFolder.makeSigningKey(origin: "例/日志", in: keys)
        }
        #expect(try keys.verifier("other") == nil)
        #expect(throws: LogError.keyMissing(keys.signingKeyPath("other"))) { try keys.signer("other") }
    }

    @Test func `a private key that others may read is refused`() throws {
        let folder = try TemporaryFolder()
        let keys = KeyFolder(path: folder.path)
        try KeyFolder.makeSigningKey(origin: "o", in: keys)
        let path = keys.signingKeyPath("o")
        let bytes = try FileTree.read(path)
        try FileTree.remove(path)
        try FileTree.replace(path, with: bytes, permissions: 0o640)
        #expect(throws: LogError.keyPermissions(path)) { try keys.signer("o") }
    }

    @Test func `no origin leads out of the folder, and no two share a file`() {
        let origins = ["a/b", "a%2fb", "../x", ".", "..", "/etc/passwd", "a b", "é", "A", "a"]
        let names = origins.map { KeyFolder(path: "k").signingKeyPath($0).dropFirst(2) }
        #expect(Set(names).count == origins.count)
        #expect(names.allSatisfy { !$0.contains("/") && !$0.hasPrefix(".") })
    }

    @Test func `an epoch key is made on demand and stays the same`() throws {
        let folder = try TemporaryFolder()
        let keys = KeyFolder(path: folder.file("keys"))
        #expect(throws: LogError.self) { try keys.epochKey("2026-11", create: false) }
        let key = try keys.epochKey("2026-11", create: true)
        #expect(key.count == 32)
        #expect(try keys.epochKey("2026-11", create: false) == key)
        #expect(try keys.epochKey("2026-12", create: true) != key)
    }
}
