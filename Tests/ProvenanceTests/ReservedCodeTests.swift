import Cryptography
import Primitives
import Provenance
import Testing

@Suite struct ReservedCodeTests {
    static let text = Array("甲乙丙，hello".utf8)
    static let key = Fixtures.testKey.verifyingKey
    static let id = Fixtures.id(1).description

    static func signed() -> ReservedCode {
        ReservedCode(of: text).signed(for: id, by: Fixtures.testKey) ?? ReservedCode(of: [])
    }

    @Test func `the plain form is the bare base64url digest, whole or piece by piece`() {
        let code = ReservedCode(of: Self.text)
        #expect(code.text == Base64.encodeURL(SHA256Hasher.hash(Self.text)))
        #expect(code.text.utf8.count == 43)
        var hasher = SHA256Hasher()
        for byte in Self.text { hasher.update([byte]) }
        #expect(ReservedCode(hasher) == code)
    }

    @Test func `both forms are read back, and are legal under Annex E`() {
        for code in [ReservedCode(of: Self.text), Self.signed()] {
            #expect(ReservedCode(code.text) == code)
            #expect(code.text.utf8.allSatisfy { (0x21...0x7e).contains($0) && $0 != 0x22 && $0 != 0x5c })
        }
        #expect(Self.signed().signature != nil)
    }

    @Test func `the verdicts`() {
        let digest = SHA256Hasher.hash(Self.text)
        let plain = ReservedCode(of: Self.text).text
        let signed = Self.signed().text
        let other = SHA256Hasher.hash([0])
        func verdict(
            _ text: String, _ content: [UInt8]?, _ key: VerifyingKey?, id: String? = nil
        ) -> ReservedCodeVerdict {
            ReservedCode.verify(text, id: id ?? Self.id, content: content, key: key)
        }
        #expect(verdict(plain, digest, nil) == .valid)
        #expect(verdict(plain, digest, Self.key) == .valid)
        #expect(verdict(plain, other, nil) == .invalid(.content))
        #expect(verdict(plain, nil, nil) == .inconclusive(.noContent))
        #expect(verdict(signed, digest, Self.key) == .valid)
        #expect(verdict(signed, other, Self.key) == .invalid(.content))
        #expect(verdict(signed, digest, nil) == .inconclusive(.noKey))
        #expect(verdict(signed, nil, Self.key) == .inconclusive(.noContent))
        #expect(verdict(signed, digest, Fixtures.otherTestKey.verifyingKey) == .invalid(.signature))
        #expect(verdict(signed, digest, Self.key, id: "another") == .invalid(.signature))
        #expect(verdict(signed, digest, VerifyingKey(bytes: [1])) == .invalid(.signature))
        #expect(verdict("", digest, Self.key) == .inconclusive(.empty))
        let example = "e862483430d978cbf828b8b24296ef9328d843a0"
        for text in [example, plain + "=", plain + ".", "sha256." + plain, "...", "."] {
            #expect(verdict(text, digest, Self.key) == .inconclusive(.unknownScheme))
        }
    }

    @Test func `no changed character of a code verifies`() {
        let digest = SHA256Hasher.hash(Self.text)
        for code in [ReservedCode(of: Self.text).text, Self.signed().text] {
            let units = Array(code.utf8)
            for index in units.indices {
                for unit in [UInt8(ascii: "A"), UInt8(ascii: "b"), UInt8(ascii: "."), 0xc3] where unit != units[index] {
                    var mutant = units
                    mutant[index] = unit
                    let text = String(decoding: mutant, as: UTF8.self)
                    #expect(ReservedCode.verify(text, id: Self.id, content: digest, key: Self.key) != .valid)
                }
            }
        }
    }
}

@Suite struct SidecarTests {
    @Test func `the sidecar is one line beside the full file name`() {
        let label = AIGCLabel(producer: .unnamed, id: Fixtures.id(1))
        #expect(Sidecar.name(for: "a/notes.txt") == "a/notes.txt.aigc.json")
        let bytes = Sidecar.bytes(label)
        #expect(bytes == label.wrappedJSON + [0x0a])
        #expect(Sidecar.read(bytes) == AIGCReading(label: label))
        #expect(Sidecar.read([0xef, 0xbb, 0xbf] + bytes) == AIGCReading(label: label))
        #expect(Sidecar.read([]).label == nil)
    }
}

@Suite struct LabelPlacementTests {
    @Test func `pairs are read in any order, and the rest keeps its default`() throws {
        #expect(try LabelPlacement(parsing: "visible=end") == LabelPlacement(visible: .end, aigc: true))
        let both = try LabelPlacement(parsing: "c2pa=off,aigc=on,visible=both")
        #expect(both == LabelPlacement(visible: .both, aigc: true))
        #expect(try LabelPlacement(parsing: "aigc=on") == .standard)
        #expect(try LabelPlacement(parsing: "visible=corner").visibleLabel()?.opening == "［AI］")
        #expect(try LabelPlacement.standard.visibleLabel(text: "AI生成")?.opening == "AI生成\n\n")
        #expect(try LabelPlacement(visible: nil, aigc: true).visibleLabel() == nil)
    }

    @Test(arguments: [
        ("", LabelPlacementError.notAPair("")), ("visible", .notAPair("visible")), ("aigc=on,", .notAPair("")),
        ("visible=off", .unlabelled("visible")), ("aigc=off", .unlabelled("aigc")),
        ("c2pa=sidecar", .c2paNotAvailable("sidecar")), ("c2pa=embed", .c2paNotAvailable("embed")),
        ("c2pa=on", .unknownValue(key: "c2pa", value: "on", allowed: "off")),
        ("visible=middle", .unknownValue(key: "visible", value: "middle", allowed: "start, end, both or corner")),
        ("aigc=yes", .unknownValue(key: "aigc", value: "yes", allowed: "on")), ("size=5", .unknownKey("size")),
        ("aigc=on,aigc=on", .repeated("aigc")), ("visible =end", .unknownKey("visible ")),
    ])
    func `anything else is refused by name`(_ text: String, _ error: LabelPlacementError) {
        #expect(throws: error) { try LabelPlacement(parsing: text) }
        #expect(!error.description.isEmpty)
    }

    @Test func `what this version lacks is said plainly`() {
        #expect(LabelPlacementError.c2paNotAvailable("embed").description.contains("not available in this version"))
        #expect(LabelPlacementError.unlabelled("aigc").description.contains("not available in this version"))
    }
}
