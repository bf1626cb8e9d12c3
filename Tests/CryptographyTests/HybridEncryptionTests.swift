import Cryptography
import Primitives
import Testing

@Suite struct HybridEncryptionTests {
    /// RFC 9180, A.2.1.1, sequence number 0. Of a vector the recipient's side can be held against ours: a sender takes
    /// a fresh key each time.
    @Test func `the vector of RFC 9180 for our suite opens`() throws {
        let secret = try #require(
            Hex.decode("8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb"))
        let key = try #require(AgreementKey(bytes: secret))
        #expect(Hex.encode(key.publicKey) == "4310ee97d88cc1f088a5576c77ab0cf5c3ac797f3d95139c6c84b5429c59662a")
        let info = try #require(Hex.decode("4f6465206f6e2061204772656369616e2055726e"))
        let sealed = try #require(
            Hex.decode(
                "1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a"
                    + "1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db21993c62ce81883d2dd1b51a28"))
        let opened = HybridEncryption.open(sealed, with: key, info: info, additional: Array("Count-0".utf8))
        #expect(opened == Array("Beauty is truth, truth beauty".utf8))
        #expect(HybridEncryption.open(sealed, with: key, info: info) == nil)
    }

    @Test func `what is sealed opens with its key and info alone`() throws {
        let (key, other) = (AgreementKey(), AgreementKey())
        for size in [0, 1, 31, 32, 300] {
            let message = [UInt8](repeating: 7, count: size)
            let sealed = try #require(HybridEncryption.seal(message, to: key.publicKey, info: [1, 2]))
            #expect(sealed.count == size + 48)
            #expect(HybridEncryption.open(sealed, with: key, info: [1, 2]) == message)
            #expect(HybridEncryption.open(sealed, with: key, info: [1, 3]) == nil)
            #expect(HybridEncryption.open(sealed, with: other, info: [1, 2]) == nil)
            for place in sealed.indices {
                var changed = sealed
                changed[place] ^= 0x10
                #expect(HybridEncryption.open(changed, with: key, info: [1, 2]) == nil, "byte \(place)")
            }
            for count in 0..<min(sealed.count, 60) {
                #expect(HybridEncryption.open(Array(sealed.prefix(count)), with: key, info: [1, 2]) == nil)
            }
        }
        #expect(HybridEncryption.seal([1], to: [1, 2, 3], info: []) == nil)
        #expect(AgreementKey(bytes: [1]) == nil)
    }

    @Test func `a message under a key of its own`() throws {
        let key = [UInt8](repeating: 3, count: 32)
        let sealed = try #require(OneMessageCipher.seal(Array("文".utf8), key: key))
        #expect(OneMessageCipher.open(sealed, key: key) == Array("文".utf8))
        #expect(OneMessageCipher.open(sealed, key: [UInt8](repeating: 4, count: 32)) == nil)
        #expect(OneMessageCipher.open([], key: key) == nil)
        #expect(OneMessageCipher.seal([], key: [1]) == nil)
    }
}
