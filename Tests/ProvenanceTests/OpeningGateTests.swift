import Provenance
import Testing

@Suite struct OpeningGateTests {
    static let label = VisibleLabel.standardText
    static let mark = VisibleLabel.standardMark

    /// Texts, and what is due at `visible=start` under `auto`.
    static let texts: [(String, OpeningGate.Answer)] = [
        ("你好，世界", .insert), ("Hello", .insert), ("", .waiting), (" \n\t\r\n", .waiting), ("{\"a\":1}", .data),
        ("  \n[1]", .data), ("\u{feff}{}", .data), ("\u{feff}你好", .insert), ("\u{feff}", .waiting),
        ("<html>", .insert), (label, .present), (label + "\n", .present), (label + "\n\n正文", .present),
        (label + "\r\n\r\n正文", .present), (label + "  \n \n正文", .present), ("\n \n" + label + "\n\n正文", .present),
        ("\u{feff}" + label + "\n\n正文", .present), (label + "\n正文", .insert), (label + "正文", .insert),
        (label + " ", .present), (String(label.dropLast()), .insert), ("本内容由人类写成", .insert),
        (label + "\n\n{\"a\":1}", .present), (mark + "正文", .insert),
        (String(repeating: " ", count: 3000) + "{", .insert), (String(repeating: " ", count: 1023) + "{", .data),
        (label + String(repeating: " ", count: 3000), .insert), (String(repeating: "\n", count: 5000), .insert),
    ]

    static func answer(
        _ bytes: [UInt8], cuts: [Int], _ label: VisibleLabel, _ form: ContentForm
    ) -> OpeningGate.Answer {
        var gate = OpeningGate(label: label, form: form)
        var start = 0
        var decided = gate.answer
        for cut in cuts + [bytes.count] {
            let answer = gate.feed(bytes[start..<cut])
            #expect(decided == .waiting || decided == answer, "an answer was taken back")
            decided = answer
            start = cut
        }
        let last = gate.finish()
        #expect(decided == .waiting || decided == last)
        return last
    }

    @Test func `the answers are the ones that are due`() {
        for (text, due) in Self.texts {
            #expect(Self.answer(Array(text.utf8), cuts: [], .standard, .auto) == due, "\(text.prefix(60))")
        }
    }

    @Test func `no way of cutting a text changes the answer`() throws {
        let labels = VisibleLabel.Position.allCases.map { VisibleLabel(position: $0) }
            + [try VisibleLabel("[AI]", position: .corner), try VisibleLabel("{AI生成}", position: .both)]
        let more = ["[AI]正文", "[A", "[AI", "[1]", "{AI生成}\n\n正文", "{AI生", "{AI生成}正文", "［AI］", "［A"]
        var generator = SeededGenerator(state: 11)
        for text in Self.texts.map(\.0) + more {
            let bytes = Array(text.utf8)
            for label in labels {
                for form in ContentForm.allCases {
                    let whole = Self.answer(bytes, cuts: [], label, form)
                    if bytes.count < 200 {
                        for cut in 0...bytes.count {
                            #expect(Self.answer(bytes, cuts: [cut], label, form) == whole)
                        }
                        #expect(Self.answer(bytes, cuts: Array(0..<bytes.count), label, form) == whole)
                    }
                    let cuts = (0..<3).map { _ in Int.random(in: 0...bytes.count, using: &generator) }.sorted()
                    #expect(Self.answer(bytes, cuts: cuts, label, form) == whole)
                }
            }
        }
    }

    @Test func `the lookahead is a bound`() {
        for fill in ["\n", " ", Self.label + " ", "\u{feff}"] {
            var gate = OpeningGate(label: .standard, form: .auto)
            let bytes = Array(String(repeating: fill, count: 5000).utf8).prefix(gate.lookahead)
            #expect(gate.feed(bytes) != .waiting)
        }
        // The longest wait: white space up to the limit, the label, white space up to the limit.
        var gate = OpeningGate(label: .standard, form: .auto)
        let space = String(repeating: " ", count: 1023)
        #expect(gate.feed(Array((space + Self.label + space).utf8)) == .waiting)
        #expect(gate.feed([0x20]) == .insert)
    }

    @Test func `json and code are data before a byte has come, prose never is`() {
        #expect(OpeningGate(label: .standard, form: .json).answer == .data)
        #expect(OpeningGate(label: .standard, form: .code).answer == .data)
        #expect(Self.answer(Array("{".utf8), cuts: [], .standard, .prose) == .insert)
    }

    @Test func `a mark that looks like data is known as ours before it is taken for data`() throws {
        let mark = try VisibleLabel("[AI]", position: .corner)
        #expect(Self.answer(Array("[AI]正文".utf8), cuts: [], mark, .auto) == .present)
        #expect(Self.answer(Array("[1, 2]".utf8), cuts: [], mark, .auto) == .data)
    }

    /// What the pipeline does with the two gates.
    static func labelled(_ text: [UInt8], _ label: VisibleLabel, _ form: ContentForm) -> [UInt8] {
        var opening = OpeningGate(label: label, form: form)
        opening.feed(text)
        let answer = opening.finish()
        guard answer == .insert || answer == .present else { return text }
        var closing = ClosingGate(label: label)
        closing.feed(text)
        return (answer == .insert ? Array(label.opening.utf8) : []) + text
            + (closing.isPresent ? [] : Array(label.closing.utf8))
    }

    @Test func `labelling what is labelled changes nothing`() throws {
        let labels = VisibleLabel.Position.allCases.map { VisibleLabel(position: $0) }
            + [try VisibleLabel("[AI]", position: .corner), try VisibleLabel("[AI生成]", position: .both)]
        let texts = Self.texts.map(\.0) + ["正文\n", "正文\n\n\n", "正文 " + Self.label, "正文\n" + Self.label]
        for text in texts {
            for label in labels {
                for form in ContentForm.allCases {
                    let once = Self.labelled(Array(text.utf8), label, form)
                    #expect(Self.labelled(once, label, form) == once, "\(label.position) \(text.prefix(40))")
                }
            }
        }
    }
}

@Suite struct ClosingGateTests {
    static let label = VisibleLabel.standardText
    static let end = VisibleLabel(position: .end)

    static let texts: [(String, Bool)] = [
        ("正文\n\n" + label, true), ("正文\r\n\r\n" + label, true), ("正文\n \n" + label + " \n\n", true), (label, true),
        ("\n" + label, true), ("正文\n" + label, false), ("正文 " + label, false), (label + "\n\n正文", false), ("", false),
        ("正文\n\n" + label + "。", false), ("正文\n\n" + label + String(repeating: "\n", count: 3000), false),
        (String(repeating: "长", count: 4000) + "\n\n" + label, true),
        (String(repeating: " ", count: 5000) + label, false),
    ]

    @Test func `a closing label is known however the text was cut`() {
        var generator = SeededGenerator(state: 12)
        for (text, due) in Self.texts {
            let bytes = Array(text.utf8)
            #expect(Self.end.isPresent(atEnd: bytes) == due, "\(text.prefix(30))")
            for size in [1, 2, 7, 100, 2048, 2100] {
                var gate = ClosingGate(label: Self.end)
                for start in stride(from: 0, to: bytes.count, by: size) {
                    gate.feed(bytes[start..<min(bytes.count, start + size)])
                }
                #expect(gate.isPresent == due)
            }
            for _ in 0..<20 {
                let cut = Int.random(in: 0...bytes.count, using: &generator)
                var gate = ClosingGate(label: Self.end)
                gate.feed(bytes[..<cut])
                gate.feed(bytes[cut...])
                #expect(gate.isPresent == due)
            }
        }
    }

    @Test func `presence is asked for where the label stands`() {
        let text = Array(("正文\n\n" + Self.label).utf8)
        #expect(!VisibleLabel.standard.isPresent(atEnd: text))
        #expect(!Self.end.isPresent(atStart: Array(Self.label.utf8)))
        #expect(VisibleLabel.standard.isPresent(atStart: Array((Self.label + "\n\n正文").utf8)))
        #expect(VisibleLabel(position: .corner).isPresent(atStart: Array("［AI］正文".utf8)))
    }
}
