import Provenance
import Testing

@Suite struct VisibleLabelTests {
    @Test(arguments: [
        "AI生成", "人工智能生成", "本内容由AI生成", "人工智能生成合成", "AI合成", "由 AI 生成", "生成：AI", VisibleLabel.standardText,
        "> 本内容由人工智能生成", "［AI生成］", "本内容由ＡＩ（AI）生成", "AI-generated 生成",
    ])
    func `a text with both elements is a label at every paragraph position`(_ text: String) throws {
        for position in [VisibleLabel.Position.start, .end, .both] {
            #expect(try VisibleLabel(text, position: position).text == text)
        }
    }

    @Test(arguments: [
        ("本回答由大模型输出", VisibleLabelError.noAIElement), ("AI辅助", .noGenerationElement),
        ("AI-generated", .noGenerationElement), ("AI generated content", .noGenerationElement),
        ("he said 生成", .noAIElement), ("email 合成", .noAIElement), ("EMAIL生成", .noAIElement),
        ("OpenAI生成", .noAIElement), ("AIGC合成", .noAIElement), ("AI2生成", .noAIElement), ("_AI_生成", .noAIElement),
        ("ai生成", .noAIElement), ("人工生成智能", .noAIElement), ("", .empty), (" AI生成", .surroundingSpace),
        ("AI生成\u{3000}", .surroundingSpace), ("AI\n生成", .character(position: 3, scalar: 0x0a)),
        ("AI\u{200b}生成", .character(position: 3, scalar: 0x200b)),
        ("AI生成\u{fe0f}", .character(position: 5, scalar: 0xfe0f)),
        ("AI\u{301}生成", .noAIElement),
        (String(repeating: "好", count: 64) + "AI生成", .elementsOutOfReach),
        (String(repeating: "好", count: 197) + "AI生成", .tooLong(201, limit: 200)),
    ])
    func `a text without both elements, or not legible, is refused`(_ text: String, _ error: VisibleLabelError) {
        #expect(throws: error) { try VisibleLabel(text, position: .start) }
    }

    @Test func `a corner mark needs AI alone and must not run into the text`() throws {
        for mark in ["［AI］", "[AI]", "AI：", "（AI）", "【AI生成】"] {
            #expect(try VisibleLabel(mark, position: .corner).opening == mark)
        }
        #expect(throws: VisibleLabelError.openMark) { try VisibleLabel("AI", position: .corner) }
        #expect(throws: VisibleLabelError.openMark) { try VisibleLabel("AI生成", position: .corner) }
        #expect(throws: VisibleLabelError.noAIElement) { try VisibleLabel("【合成】", position: .corner) }
        #expect(throws: VisibleLabelError.tooLong(17, limit: 16)) {
            try VisibleLabel(String(repeating: "-", count: 15) + "AI", position: .corner)
        }
    }

    @Test func `the standard labels satisfy the rule that others are held to`() throws {
        for position in VisibleLabel.Position.allCases {
            let label = VisibleLabel(position: position)
            #expect(try VisibleLabel(label.text, position: position) == label)
        }
        #expect(VisibleLabel.standard.opening == "本内容由人工智能生成（AI-generated）\n\n")
        #expect(VisibleLabel.standard.closing.isEmpty)
        #expect(VisibleLabel(position: .both).closing == "\n\n本内容由人工智能生成（AI-generated）")
    }

    @Test func `a trace is found at the edges and not in the middle`() {
        let filler = String(repeating: "正文内容。", count: 40)
        func trace(_ text: String) -> [Bool] {
            let trace = VisibleLabelTrace(in: Array(text.utf8))
            return [trace.atStart, trace.atEnd]
        }
        #expect(trace("\n本回答由AI生成\n\n" + filler) == [true, false])
        #expect(trace(filler + "\n\n（内容由人工智能合成）  \n") == [false, true])
        #expect(trace(filler + "本回答由AI生成" + filler) == [false, false])
        #expect(trace("AI" + filler + "生成") == [false, false])
        #expect(trace("AI生成") == [true, true])
        #expect(trace("") == [false, false])
        #expect(VisibleLabelTrace(in: [0xff, 0xe4, 0xba] + Array("AI生成".utf8)).atStart)
    }
}
