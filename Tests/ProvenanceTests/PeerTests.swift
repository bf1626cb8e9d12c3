import Cryptography
import Foundation
import Primitives
import Provenance
import Testing

/// Python, which shares no code with us, reads what we write.
@Suite struct PeerTests {
    /// Runs `script` with `lines` on its standard input; `nil` where Python or a module that it imports is missing.
    static func python(_ script: String, _ lines: [String]) throws -> [String]? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", script]
        process.environment = ProcessInfo.processInfo.environment
            .merging(["PYTHONIOENCODING": "utf-8"]) { _, new in new }
        let input = Pipe()
        let output = Pipe()
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        // The scripts read everything before they write, so neither pipe can fill up against the other.
        try input.fileHandleForWriting.write(contentsOf: Data((lines.joined(separator: "\n") + "\n").utf8))
        try input.fileHandleForWriting.close()
        let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { return nil }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    static func has(_ module: String) -> Bool {
        ((try? python("import \(module); print(1)", [])) ?? nil) == ["1"]
    }

    static let hasPython = has("json")
    static let hasCryptography = has("cryptography")

    @Test(.enabled(if: hasPython, "python3 is not here"))
    func `python's json reads the seven fields of every label`() throws {
        var generator = SeededGenerator(state: 41)
        let labels = (0..<200).map { _ in Fixtures.label(&generator) }
        let script = """
            import json, sys
            names = ["Label", "ContentProducer", "ProduceID", "ReservedCode1", "ContentPropagator", "PropagateID",
                     "ReservedCode2"]
            for line in sys.stdin.read().splitlines():
                outer = json.loads(line)
                assert list(outer) == ["AIGC"] and list(outer["AIGC"]) == names
                assert line == json.dumps(outer, separators=(",", ":"))
                print(" ".join(v.encode().hex() or "-" for v in outer["AIGC"].values()))
            """
        let lines = labels.map { String(decoding: $0.wrappedJSON, as: UTF8.self) }
        let answer = try #require(try Self.python(script, lines))
        #expect(answer == labels.map { label in
            AIGCLabel.Field.allCases.map { label[$0].isEmpty ? "-" : Hex.encode(label[$0].utf8) }.joined(separator: " ")
        })
    }

    @Test(.enabled(if: hasPython, "python3 is not here"))
    func `python writes labels that we read`() throws {
        let script = """
            import json, random, sys
            sys.stdin.read()
            random.seed(5)
            names = ["Label", "ContentProducer", "ProduceID", "ReservedCode1", "ContentPropagator", "PropagateID",
                     "ReservedCode2"]
            for n in range(100):
                label = {k: "".join(chr(random.choice([0x21, 0x41, 0x7e, 0x5b])) for _ in range(9)) for k in names}
                label["Label"] = str(n % 3 + 1)
                keys = random.sample(names, 7)
                inner = {k: label[k] for k in keys}
                form = random.choice([inner, {"AIGC": inner}, json.dumps(inner), {"AIGC": json.dumps(inner)}])
                print(json.dumps(form) + "\\t" + "".join(label[k] for k in names))
            """
        let answer = try #require(try Self.python(script, []))
        #expect(answer.count == 100)
        for line in answer {
            let parts = line.split(separator: "\t")
            let reading = AIGCLabel.read(Array(parts[0].utf8))
            #expect(reading.problems.isEmpty)
            let label = try #require(reading.label)
            #expect(AIGCLabel.Field.allCases.map { label[$0] }.joined() == parts[1])
        }
    }

    @Test(.enabled(if: hasPython, "python3 is not here"))
    func `hashlib and base64 make the same reserved code`() throws {
        var generator = SeededGenerator(state: 42)
        let texts = (0..<100).map { length in
            (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
        }
        let script = """
            import base64, hashlib, sys
            for line in sys.stdin.read().splitlines():
                text = bytes.fromhex(line[1:])
                print(base64.urlsafe_b64encode(hashlib.sha256(text).digest()).decode().rstrip("="))
            """
        let answer = try #require(try Self.python(script, texts.map { "x" + Hex.encode($0) }))
        #expect(answer == texts.map { ReservedCode(of: $0).text })
    }

    @Test(.enabled(if: hasCryptography, "python's cryptography is not here"))
    func `cryptography verifies the signed form as the manual describes it`() throws {
        let ids = (UInt8(0)..<20).map { Fixtures.id($0).description }
        let key = Hex.encode(Fixtures.testKey.verifyingKey.bytes)
        let lines = try ids.map { id in
            let code = try #require(ReservedCode(of: Array(id.utf8)).signed(for: id, by: Fixtures.testKey))
            return "\(key) \(id) \(code.text)"
        }
        let script = """
            import base64, hashlib, sys
            from cryptography.exceptions import InvalidSignature
            from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
            def decode(text):
                return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
            for line in sys.stdin.read().splitlines():
                key, number, code = line.split(" ")
                a, digest, b, signature = code.split(".")
                assert (a, b) == ("sha256", "ed25519")
                assert decode(digest) == hashlib.sha256(number.encode()).digest()
                message = b"hallmark/label/v1\\n" + number.encode() + b"\\n" + decode(digest)
                public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key))
                public.verify(decode(signature), message)
                try:
                    public.verify(decode(signature), message + b"x")
                except InvalidSignature:
                    print(number)
            """
        let answer = try #require(try Self.python(script, lines))
        #expect(answer == ids)
    }
}
