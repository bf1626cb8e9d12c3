import Primitives
import TestSupport
import Testing

@testable import Cryptography

/// The first three test vectors of RFC 8032, §7.1: test keys, known to everybody.
let vectors = [
    (
        seed: "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        key: "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        message: "",
        signature: "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
            + "d25bf5f0595bbe24655141438e7a100b"
    ),
    (
        seed: "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        key: "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        message: "72",
        signature: "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
            + "387b2eaeb4302aeeb00d291612bb0c00"
    ),
    (
        seed: "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        key: "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        message: "af82",
        signature: "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
            + "4a7c15e9716ed28dc027beceea1ec40a"
    ),
]

@Suite struct SignatureTests {
    @Test(arguments: vectors)
    func `the signatures of RFC 8032 verify, and ours under its keys`(
        vector: (seed: String, key: String, message: String, signature: String)
    ) throws {
        let message = try #require(Hex.decode(vector.message))
        let key = VerifyingKey(bytes: try #require(Hex.decode(vector.key)))
        let published = try #require(Hex.decode(vector.signature))
        #expect(key.verifies(published, over: message))
        #expect(!key.verifies(published, over: message + [0]))
        let seed = try #require(Hex.decode(vector.seed))
        let signing = try #require(SigningKey(seed: seed))
        #expect(signing.verifyingKey == key)
        // Some implementations randomise, so the bytes may differ from the vector's.
        let signature = try #require(signing.signature(over: message))
        #expect(key.verifies(signature, over: message))
    }

    @Test func `every flipped bit of signature, key and message is noticed`() throws {
        let seed = try #require(Hex.decode(vectors[2].seed))
        let key = try #require(SigningKey(seed: seed))
        let message = Array("hallmark".utf8)
        let signature = try #require(key.signature(over: message))
        #expect(signature.count == 64)
        for bit in 0..<(64 * 8) {
            var flipped = signature
            flipped[bit / 8] ^= 1 << (bit % 8)
            #expect(!key.verifyingKey.verifies(flipped, over: message))
        }
        for bit in 0..<(32 * 8) {
            var flipped = key.verifyingKey.bytes
            flipped[bit / 8] ^= 1 << (bit % 8)
            #expect(!VerifyingKey(bytes: flipped).verifies(signature, over: message))
        }
        for bit in 0..<(message.count * 8) {
            var flipped = message
            flipped[bit / 8] ^= 1 << (bit % 8)
            #expect(!key.verifyingKey.verifies(signature, over: flipped))
        }
    }

    @Test func `keys and signatures of another length never verify`() throws {
        let key = SigningKey()
        let signature = try #require(key.signature(over: [1]))
        for count in [0, 1, 31, 32, 63, 65, 128] {
            let wrong = Array((signature + signature).prefix(count))
            #expect(!key.verifyingKey.verifies(wrong, over: [1]))
        }
        for count in [0, 31, 33, 64] {
            let wrong = [UInt8](repeating: 1, count: count)
            #expect(SigningKey(seed: wrong) == nil)
            #expect(!VerifyingKey(bytes: wrong).verifies(signature, over: [1]))
        }
    }

    @Test func `a fresh key is another each time and lives on in its seed`() throws {
        let key = SigningKey()
        #expect(key.seed != SigningKey().seed)
        #expect(try #require(SigningKey(seed: key.seed)).verifyingKey == key.verifyingKey)
    }
}
