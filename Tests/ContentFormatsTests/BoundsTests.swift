import Testing

@testable import ContentFormats

/// What a stranger's input may cost.
@Suite struct BoundsTests {
    private func call(_ piece: String, _ index: Int = 0) -> String {
        "data: {\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":\(index),\"function\":{\"arguments\":\"\(piece)\"}}]}}]}\n\n"
    }
    private let end = "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"tool_calls\"}]}\n\ndata: [DONE]\n\n"

    @Test func `arguments without an end are told as they come, as bytes of unknown meaning`() {
        var codec = OpenAISSECodec(limit: 500)
        var told = 0
        var kinds: [Channel.Kind] = []
        for _ in 0..<100 {
            for event in codec.feed(Array(call("0123456789").utf8)) {
                if case .opened(let channel) = event { kinds.append(channel.kind) }
                if case .text(_, let bytes) = event { told += bytes.count }
            }
        }
        #expect(kinds == [.unknown(.recordLimit)])
        #expect(told == 1000)
    }

    @Test func `many calls together have no more room than one`() {
        let run = Run(
            OpenAISSECodec(limit: 500), [Array(((0..<100).map { call("0123456789", $0) }.joined() + end).utf8)])
        #expect(run.channels.contains { $0.kind == .unknown(.recordLimit) })
    }

    @Test(arguments: [false, true])
    func `what is given up is dropped or passes, and goes on being told`(releasing: Bool) {
        var codec = OpenAISSECodec(limit: 500)
        var output: [UInt8] = []
        var told = 0
        var channel: Channel?
        func take(_ events: [ContentEvent]) {
            for event in events {
                switch event {
                case .began(let group): codec.begin(group.id, envelope: nil)
                case .opened(let opened):
                    channel = opened
                    codec.giveUp(opened.group, releasing: releasing)
                case .text(_, let bytes): told += bytes.count
                case .closed: break
                case .ended(let group, _):
                    let cut = ChannelSettlement(cut: releasing ? nil : 0, notice: "N")
                    _ = codec.settle(group, channel.map { [$0.id: cut] } ?? [:]) { _ in nil }
                }
            }
            output += codec.takeOutput()
        }
        let input = String(repeating: call("0123456789"), count: 100) + end
        for byte in input.utf8 { take(codec.feed([byte])) }
        take(codec.finish())
        let text = String(decoding: output, as: UTF8.self)
        #expect(told == 1000)
        if releasing {
            #expect(text == input)
        } else {
            #expect(!text.contains("0123456789"))
            #expect(text.contains("content_filter"))
        }
    }

    @Test func `the depth that is asked for is the depth that is read`() {
        let line = Array("{\"text\":\"x\",\"n\":[[[1]]]}\n".utf8)
        let deep = Run(JSONLinesCodec(depth: 4), [line])
        let flat = Run(JSONLinesCodec(depth: 3), [line])
        #expect(deep.channels.map(\.kind) == [.reply])
        #expect(flat.channels.map(\.kind) == [.unknown(.notJSON)])
        var scanner = RecordScanner(kind: .jsonl, depth: 3)
        #expect(scanner.feed(line).first?.channels.first?.kind == .unknown(.notJSON))
        let frame = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"x\"}}]}\n\n"
        #expect(Run(OpenAISSECodec(depth: 3), [Array(frame.utf8)]).channels.first?.kind == .unknown(.unknownFrame))
        #expect(Run(OpenAISSECodec(depth: 4), [Array(frame.utf8)]).channels.first?.kind == .reply)
    }
}
