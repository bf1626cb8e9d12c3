import Primitives
import TestSupport
import Testing

@testable import Cryptography

struct CodeVector: Sendable {
    let key: [UInt8]
    let message: [UInt8]
    let code: String

    init(_ key: [UInt8], _ message: [UInt8], _ code: String) {
        self.key = key
        self.message = message
        self.code = code
    }
}

private func run(_ byte: UInt8, _ count: Int) -> [UInt8] { Array(repeating: byte, count: count) }

private let longMessage =
    "This is a test using a larger than block-size key and a larger than block-size data. "
    + "The key needs to be hashed before being used by the HMAC algorithm."

let codes: [CodeVector] = [
    CodeVector(
        run(0x0B, 20), Array("Hi There".utf8), "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
    CodeVector(
        Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
    CodeVector(run(0xAA, 20), run(0xDD, 50), "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
    CodeVector(Array(1...25), run(0xCD, 50), "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"),
    CodeVector(run(0x0C, 20), Array("Test With Truncation".utf8), "a3b6167473100ee06e0c796c2955552b"),
    CodeVector(
        run(0xAA, 131), Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"),
    CodeVector(
        run(0xAA, 131), Array(longMessage.utf8), "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"),
]

@Suite struct DigestTests {
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ])
    func `SHA-256 has the values of FIPS 180-4`(text: String, digest: String) {
        #expect(Hex.encode(SHA256Hasher.hash(Array(text.utf8))) == digest)
    }

    @Test func `a digest does not depend on the pieces`() {
        var generator = SeededGenerator(seed: 1)
        let bytes = generator.bytes(300)
        let code = {
            var code = HMACSHA256(key: [1, 2, 3])
            code.update(bytes)
            return code.finish()
        }()
        for cut in 0...bytes.count {
            var hasher = SHA256Hasher()
            var pieces = HMACSHA256(key: [1, 2, 3])
            for piece in [Array(bytes[..<cut]), [], Array(bytes[cut...])] {
                hasher.update(piece)
                pieces.update(piece)
                _ = hasher.finish()
            }
            #expect(hasher.finish() == SHA256Hasher.hash(bytes))
            #expect(pieces.finish() == code)
        }
    }

    /// RFC 4231, §4.2 to §4.8; the fifth case gives the first 128 bits only.
    @Test(arguments: codes)
    func `HMAC-SHA-256 has the values of RFC 4231`(vector: CodeVector) {
        var state = HMACSHA256(key: vector.key)
        state.update(vector.message)
        #expect(Hex.encode(state.finish()).hasPrefix(vector.code))
    }

    @Test func `random bytes are as many as asked for, and not the same twice`() {
        for count in 0...33 { #expect(SecureRandom.bytes(count).count == count) }
        #expect(SecureRandom.bytes(32) != SecureRandom.bytes(32))
        // No place of them is always the same.
        let many = (0..<64).map { _ in SecureRandom.bytes(10) }
        for place in 0..<10 { #expect(Set(many.map { $0[place] }).count > 8) }
    }

    @Test func `the system's ids carry the system's time`() {
        let before = Environment.system.now()
        let id = Environment.system.newID()
        let after = Environment.system.now()
        #expect(before <= id.time && id.time <= after)
        #expect(id != Environment.system.newID())
    }
}
