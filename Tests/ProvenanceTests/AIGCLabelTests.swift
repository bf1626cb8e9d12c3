import Cryptography
import Primitives
import Provenance
import Testing

@Suite struct AIGCLabelTests {
    static let code = Fixtures.liveCodes[0]

    static func label() throws -> AIGCLabel {
        AIGCLabel(producer: Producer(code: try ProviderCode(code)), id: Fixtures.id(1))
    }

    @Test func `a first label has the seven fields in order, and propagation equals production`() throws {
        let label = try Self.label()
        let id = Fixtures.id(1).description
        let due = """
            {"Label":"1","ContentProducer":"\(Self.code)","ProduceID":"\(id)","ReservedCode1":"",\
            "ContentPropagator":"\(Self.code)","PropagateID":"\(id)","ReservedCode2":""}
            """
        #expect(String(decoding: label.fieldsJSON, as: UTF8.self) == due)
        #expect(String(decoding: label.wrappedJSON, as: UTF8.self) == "{\"AIGC\":\(due)}")
        #expect(AIGCLabel.Kind.allCases.map(\.rawValue) == ["1", "2", "3"])
    }

    @Test func `reading what was written gives the same label and no problem`() {
        var generator = SeededGenerator(state: 21)
        for _ in 0..<500 {
            let label = Fixtures.label(&generator)
            for json in [label.fieldsJSON, label.wrappedJSON, Sidecar.bytes(label)] {
                #expect(AIGCLabel.read(json) == AIGCReading(label: label))
            }
            let string = [0x22] + JSONString.escaped(label.wrappedJSON) + [0x22]
            #expect(AIGCLabel.read(string) == AIGCReading(label: label))
            #expect(AIGCLabel.read(Array("{\"AIGC\":".utf8) + string + [0x7d]) == AIGCReading(label: label))
        }
    }

    @Test func `order of members and white space mean nothing`() {
        var generator = SeededGenerator(state: 22)
        let spaces = ["", " ", "\n", "\t", "\r\n", "  "]
        for _ in 0..<500 {
            let label = Fixtures.label(&generator)
            func space() -> String { spaces.randomElement(using: &generator) ?? "" }
            let members = AIGCLabel.Field.allCases.shuffled(using: &generator).map { field in
                "\(space())\"\(field.rawValue)\"\(space()):\(space())\"\(label[field])\"\(space())"
            }
            let object = "\(space()){\(members.joined(separator: ","))}\(space())"
            #expect(AIGCLabel.read(Array(object.utf8)) == AIGCReading(label: label))
            let wrapped = "\(space()){\(space())\"AIGC\"\(space()):\(object)}\(space())"
            #expect(AIGCLabel.read(Array(wrapped.utf8)) == AIGCReading(label: label))
        }
    }

    @Test func `the same label in other escapes is the same label`() throws {
        let label = try Self.label()
        let escaped = String(decoding: label.wrappedJSON, as: UTF8.self)
            .replacing("Label", with: "\\u004cabel").replacing("0011", with: "\\u0030011")
        #expect(AIGCLabel.read(Array(escaped.utf8)) == AIGCReading(label: label))
    }

    static func problems(_ changes: [String: String?]) throws -> [AIGCProblem] {
        try reading(changes).problems
    }

    /// A good label with members set to other JSON, or left out.
    static func reading(_ changes: [String: String?]) throws -> AIGCReading {
        var members: [(String, String)] = []
        let label = try label()
        for field in AIGCLabel.Field.allCases { members.append((field.rawValue, "\"\(label[field])\"")) }
        for (key, value) in changes {
            let index = members.firstIndex { $0.0 == key }
            switch (value, index) {
            case (let value?, let index?): members[index].1 = value
            case (let value?, nil): members.append((key, value))
            case (nil, let index?): members.remove(at: index)
            case (nil, nil): break
            }
        }
        let json = members.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",")
        return AIGCLabel.read(Array("{\(json)}".utf8))
    }

    @Test func `what circulates misspelt or mistyped is read and named`() throws {
        #expect(try Self.problems([:]).isEmpty)
        #expect(try Self.problems(["Label": "\"AIGC\""]) == [.unknownKind("AIGC")])
        #expect(try Self.problems(["Label": "\"4\""]) == [.unknownKind("4")])
        #expect(try Self.problems(["Label": "1"]) == [.notAString(.label)])
        #expect(try Self.reading(["Label": "1"]).label?.kind == .generated)
        #expect(try Self.problems(["ProduceID": "null"]) == [.notAString(.produceID), .empty(.produceID)])
        #expect(try Self.problems(["ContentProducer": "\"\""]) == [.empty(.contentProducer)])
        #expect(try Self.problems(["PropagateID": "\"\"", "ContentPropagator": "\"\""]).isEmpty)
        #expect(try Self.problems(["ReservedCode2": nil]) == [.missing(.reservedCode2)])
        #expect(try Self.problems(["ContentProducer": "\"某公司\""]) == [.forbiddenCharacters(.contentProducer)])
        #expect(try Self.problems(["ProduceID": "\"a b\""]) == [.forbiddenCharacters(.produceID)])
        #expect(try Self.problems(["ReservedCode1": "\"a\\\\b\""]) == [.forbiddenCharacters(.reservedCode1)])
        #expect(try Self.problems(["ReservedCode1": "\"{\\\"a\\\":1}\""]).isEmpty)
        #expect(try Self.problems(["Extra": "[1]"]) == [.unknownMember("Extra")])
        #expect(try Self.problems(["ReservedCode1": "\"\\ud800\""])
            == [.notUnicode(.reservedCode1), .forbiddenCharacters(.reservedCode1)])
        let misspelt = try Self.reading(["ReservedCode1": nil, "ReserveCode1": "\"x\""])
        #expect(misspelt.problems == [.misspelt("ReserveCode1", .reservedCode1)])
        #expect(misspelt.label?.reservedCode1 == "x")
        #expect(misspelt.isWellFormed)
        #expect(try Self.problems(["PropagateID": nil, "PropatorID": "\"x\""])
            == [.misspelt("PropatorID", .propagateID)])
        #expect(try Self.problems(["Label": nil, "label": "\"1\""]) == [.misspelt("label", .label)])
        let twice = AIGCLabel.read(Array(#"{"Label":"1","Label":"2"}"#.utf8))
        #expect(twice.problems.first == .repeated(.label))
        #expect(twice.label?.label == "2")
    }

    @Test func `what is no label is said to be none`() {
        for text in ["{}", "[]", "null", "1", "\"1\"", "{\"a\":{}}", "{\"AIGC\":null}", "{\"AIGC\":[]}"] {
            let reading = AIGCLabel.read(Array(text.utf8))
            #expect(reading.label == nil && !reading.isWellFormed)
            #expect(reading.problems == [.noLabel])
        }
        for text in ["", "{", "{\"AIGC\":", "\"{\"", "AIGC", "{\"Label\":\"1\"} x", "\"not json\""] {
            let reading = AIGCLabel.read(Array(text.utf8))
            #expect(reading.label == nil)
            guard case .notJSON? = reading.problems.last else {
                Issue.record("\(text) was read")
                continue
            }
        }
        let long = Array(String(repeating: " ", count: 65_537).utf8)
        #expect(AIGCLabel.read(long).problems == [.tooLong(65_537)])
        let deep = Array(String(repeating: "{\"AIGC\":", count: 7000).utf8)
        #expect(AIGCLabel.read(deep).label == nil)
        var nested = Array("{}".utf8)
        for _ in 0..<6 { nested = [0x22] + JSONString.escaped(nested) + [0x22] }
        #expect(AIGCLabel.read(nested).problems == [.noLabel])
    }

    @Test func `no mutation of a label traps, and what comes out can be written and read again`() {
        var generator = SeededGenerator(state: 23)
        let tokens = ["{", "}", "[", "]", "\"", "\\", ",", ":", "\\u", "null", "1", "AIGC", "Label", "\u{0}", "é"]
            .map { Array($0.utf8) } + [[0xff], [0xed, 0xa0, 0x80], [0xe4]]
        for _ in 0..<4000 {
            let label = Fixtures.label(&generator)
            var bytes = Bool.random(using: &generator) ? label.wrappedJSON : label.fieldsJSON
            for _ in 0...Int.random(in: 0...3, using: &generator) {
                let start = Int.random(in: 0...bytes.count, using: &generator)
                let end = min(bytes.count, start + Int.random(in: 0...4, using: &generator))
                bytes.replaceSubrange(start..<end, with: tokens.randomElement(using: &generator) ?? [])
            }
            guard let read = AIGCLabel.read(bytes).label else { continue }
            #expect(AIGCLabel.read(read.fieldsJSON).label?.fieldsJSON == read.fieldsJSON)
        }
    }

    @Test func `every prefix of a label is refused and not trapped on`() throws {
        let json = try Self.label().wrappedJSON
        for end in 0..<json.count { #expect(!AIGCLabel.read(Array(json[..<end])).isWellFormed) }
    }
}

@Suite struct PropagationTests {
    static let ours = Fixtures.producer("ours.example")

    @Test func `passing on writes three fields and leaves four`() {
        var generator = SeededGenerator(state: 31)
        for _ in 0..<200 {
            let label = Fixtures.label(&generator)
            let code = ReservedCode(of: [1, 2, 3])
            let passed = label.propagated(by: Self.ours, id: Fixtures.id(9), reservedCode: code)
            for field in [AIGCLabel.Field.label, .contentProducer, .produceID, .reservedCode1] {
                #expect(passed[field] == label[field])
            }
            #expect(passed.contentPropagator == "ours.example")
            #expect(passed.propagateID == Fixtures.id(9).description)
            #expect(passed.reservedCode2 == code.text)
        }
    }

    static func fresh(_ text: String, _ id: UInt8 = 1) -> AIGCLabel {
        AIGCLabel(producer: ours, id: Fixtures.id(id), reservedCode: ReservedCode(of: Array(text.utf8)))
    }

    @Test func `an empty place takes our label, and after that keeps it`() {
        let first = Self.fresh("text").merging(existing: nil)
        #expect(first.outcome == .written)
        #expect(first.label == Self.fresh("text"))
        let again = Self.fresh("text", 2).merging(existing: first.label.wrappedJSON)
        #expect(again.outcome == .kept)
        #expect(again.label == first.label)
    }

    @Test func `our label of another text keeps its ids and gets the new code`() {
        let old = Self.fresh("text")
        let merge = Self.fresh("masked", 2).merging(existing: old.fieldsJSON)
        #expect(merge.outcome == .renewed)
        #expect(merge.label.produceID == old.produceID)
        #expect(merge.label.reservedCode1 == ReservedCode(of: Array("masked".utf8)).text)
    }

    @Test func `a signed code is signed again for the id that stays`() {
        let digest = ReservedCode(of: Array("new".utf8))
        let signed = digest.signed(for: Fixtures.id(2).description, by: Fixtures.testKey)
        let fresh = AIGCLabel(producer: Self.ours, id: Fixtures.id(2), reservedCode: signed)
        let merge = fresh.merging(existing: Self.fresh("old").fieldsJSON, signer: Fixtures.testKey)
        #expect(merge.outcome == .renewed)
        let verdict = ReservedCode.verify(
            merge.label.reservedCode1, id: merge.label.produceID, content: digest.digest,
            key: Fixtures.testKey.verifyingKey)
        #expect(verdict == .valid)
    }

    @Test func `the first frame of a stream has no code yet and is kept`() {
        let empty = AIGCLabel(producer: Self.ours, id: Fixtures.id(1))
        #expect(Self.fresh("text", 2).merging(existing: empty.fieldsJSON).outcome == .kept)
        #expect(empty.merging(existing: Self.fresh("text", 2).fieldsJSON).outcome == .kept)
    }

    @Test func `another producer's label keeps its fields and what we do not know`() throws {
        let foreign = #"{"Extra":{"a":[1]},"Label":"1","ContentProducer":"某公司","ProduceID":"n 1","ReservedCode1":"x"}"#
        let merge = Self.fresh("text").merging(existing: Array(foreign.utf8))
        #expect(merge.outcome == .propagated)
        #expect(merge.label.contentProducer == "某公司")
        #expect(merge.label.produceID == "n 1")
        #expect(merge.label.reservedCode1 == "x")
        #expect(merge.label.contentPropagator == "ours.example")
        #expect(merge.label.reservedCode2 == Self.fresh("text").reservedCode1)
        #expect(String(decoding: merge.label.fieldsJSON, as: UTF8.self).contains(#","Extra":{"a":[1]}}"#))
        let again = Self.fresh("text").merging(existing: merge.label.fieldsJSON)
        #expect(again.label == merge.label)
    }

    @Test func `a producer's name is compared by its bytes`() {
        let kelvin = Self.fresh("text").fieldsJSON
        let ours = AIGCLabel(producer: Fixtures.producer("K"), id: Fixtures.id(1))
        let text = String(decoding: kelvin, as: UTF8.self).replacing("ours.example", with: "\u{212a}")
        #expect(ours.merging(existing: Array(text.utf8)).outcome == .propagated)
    }

    @Test(arguments: [
        "", "null", "{\"Label\":\"AIGC\",\"ContentProducer\":\"x\",\"ProduceID\":\"1\"}",
        "{\"Label\":\"1\",\"ContentProducer\":\"x\"}", "{\"Label\":1,\"ContentProducer\":\"x\",\"ProduceID\":\"1\"}",
    ])
    func `what says too little is replaced and reported`(_ existing: String) {
        let merge = Self.fresh("text").merging(existing: Array(existing.utf8))
        #expect(merge.outcome == .replaced)
        #expect(merge.label == Self.fresh("text"))
        #expect(merge.problems.contains { $0.isDefect })
    }
}
