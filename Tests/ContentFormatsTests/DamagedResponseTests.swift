import Foundation
import Primitives
import TestSupport
import Testing

@testable import ContentFormats

/// Replies in OpenAI's Responses whose frames come twice, not at all, in another order or with other numbers: whatever
/// a server does, what is masked does not go out.
@Suite struct DamagedResponseTests {
    private static let word = "secret"

    /// The frames of a reply in which the word stands everywhere that there is text, cut in two or not.
    private static func frames(_ random: inout Seeded) -> [String] {
        let bytes = RandomResponse(&random).bytes
        let text = String(decoding: bytes, as: UTF8.self).replacing("\r\n", with: "\n")
        return text.components(separatedBy: "\n\n").filter { !$0.isEmpty && !$0.hasPrefix(":") }.map { frame in
            frame.replacing("\\\"x y\\\"", with: "\\\"secret\\\"").replacing("你好", with: word)
                .replacing("bb ", with: "sec").replacing("😀", with: "ret")
        }
    }

    private static func damage(_ frames: inout [String], _ random: inout Seeded) {
        guard frames.count > 2 else { return }
        let place = Int.random(in: 0..<frames.count, using: &random)
        let other = Int.random(in: 0..<frames.count, using: &random)
        func number(_ name: String) {
            for digit in 0...2 where frames[place].contains("\"\(name)\":\(digit)") {
                let new = Int.random(in: 0...2, using: &random)
                frames[place] = frames[place].replacing("\"\(name)\":\(digit)", with: "\"\(name)\":\(new)")
                return
            }
        }
        switch Int.random(in: 0..<8, using: &random) {
        case 0: frames.remove(at: place)
        case 1: frames.insert(frames[place], at: other)
        case 2: frames.swapAt(place, other)
        case 3: number("output_index")
        case 4: number("content_index")
        case 5: frames[place] = frames[place].replacing("secret", with: "secsecretret")
        case 6:
            let done = frames[place].replacing(".delta", with: ".done")
            frames[place] = done.replacing("\"delta\"", with: "\"text\"")
        default: frames[place] = frames[place].replacing("completed", with: "in_progress")
        }
    }

    /// Reads what a client joins in spite of all, and every string by itself.
    private static func leaks(_ output: [UInt8]) throws -> [String] {
        let client = try LanguageClient(output, .responses)
        let joined = client.order.map { String(decoding: client.text($0), as: UTF8.self) }
        return (joined + ResponsesTests.strings(output)).filter { $0.contains(word) }
    }

    @Test func `without a mask the word does go out, and with one it is replaced`() throws {
        var (bare, masked) = (0, 0)
        for seed in UInt64(0)..<60 {
            var random = Seeded(state: seed &* 1000 &+ 77)
            let bytes = Array(Self.frames(&random).map { $0 + "\n\n" }.joined().utf8)
            if try !Self.leaks(Run(ReplyCodec(.responses), [bytes]).output).isEmpty { bare += 1 }
            let run = MaskedRun(ReplyCodec(.responses), bytes, Self.word, cuts: false)
            if String(decoding: run.output, as: UTF8.self).contains("[M]") { masked += 1 }
        }
        #expect(bare > 40 && masked == bare)
    }

    @Test(arguments: 0..<100) func `what is masked goes out in no frame`(seed: UInt64) throws {
        for round in UInt64(0)..<UInt64(4 * Soak.factor) {
            var random = Seeded(state: seed &* 1000 &+ round &+ 77)
            var frames = Self.frames(&random)
            for _ in 0..<Int.random(in: 0...4, using: &random) { Self.damage(&frames, &random) }
            let bytes = Array(frames.map { $0 + "\n\n" }.joined().utf8)
            let settled = Run(
                ReplyCodec(.responses), [bytes],
                Answers(label: round.isMultiple(of: 2) ? "§" : "") { channel, text in
                    if case .unknown = channel.kind { return ChannelSettlement(cut: 0, notice: "[N]") }
                    var settlement = masking([Self.word], by: "[M]")(channel, text)
                    // What a member is called can only be cut.
                    if channel.kind == .names, let first = settlement.edits.first {
                        settlement = ChannelSettlement(cut: first.range.lowerBound)
                    }
                    return settlement
                })
            #expect(try Self.leaks(settled.output).isEmpty, "settled, \(seed) \(round)\n\(settled.string)")
            for cuts in [false, true] {
                let run = MaskedRun(ReplyCodec(.responses), bytes, Self.word, cuts: cuts)
                let string = String(decoding: run.output, as: UTF8.self)
                #expect(try Self.leaks(run.output).isEmpty, "released, \(cuts), \(seed) \(round)\n\(string)")
                let whole = MaskedRun(ReplyCodec(.responses), bytes, Self.word, cuts: cuts, at: bytes.count)
                #expect(whole.output == run.output, "\(seed) \(round)")
            }
        }
    }
}

/// A run that lets text go as it comes, but for what may still be a word, which is masked, or cut at.
struct MaskedRun {
    var output: [UInt8] = []

    private struct Watch {
        let channel: Channel
        var text: [UInt8] = []
        var through = 0

        /// - Returns: up to where the text may go, the changes on the way, and whether the word was found.
        mutating func decide(_ word: [UInt8], atEnd: Bool) -> (edits: [TextEdit], finds: Bool) {
            var edits: [TextEdit] = []
            while through < text.count {
                let rest = text[through...]
                if rest.starts(with: word) {
                    edits.append(TextEdit(range: through..<through + word.count, replacement: Array("[M]".utf8)))
                    through += word.count
                } else if !atEnd, word.starts(with: rest) {
                    break
                } else {
                    through += 1
                }
            }
            return (edits, !edits.isEmpty)
        }
    }

    init(_ codec: some ContentCodec, _ bytes: [UInt8], _ word: String, cuts: Bool, at size: Int = 1) {
        var codec = codec
        var watches: [Channel.ID: Watch] = [:]
        var streamed: Set<Group.ID> = []
        var cut: Set<Group.ID> = []
        func decide(_ id: Channel.ID, atEnd: Bool) {
            guard var watch = watches[id], streamed.contains(watch.channel.group), !cut.contains(watch.channel.group)
            else { return }
            let before = watch.through
            let (edits, finds) = watch.decide(Array(word.utf8), atEnd: atEnd)
            var isUnknown = false
            if case .unknown = watch.channel.kind { isUnknown = true }
            guard (finds && (cuts || watch.channel.kind == .names)) || isUnknown else {
                watches[id] = watch
                _ = codec.release(id, through: watch.through, edits: edits)
                return
            }
            cut.insert(watch.channel.group)
            let place = isUnknown ? before : edits.first?.range.lowerBound ?? before
            _ = codec.release(id, through: place, edits: [])
            _ = codec.cut(id, notice: "[N]") { _ in nil }
        }
        func take(_ events: [ContentEvent]) {
            for event in events {
                switch event {
                case .began(let group):
                    if group.streamed { streamed.insert(group.id) }
                    codec.begin(group.id, envelope: nil)
                case .opened(let channel): watches[channel.id] = Watch(channel: channel)
                case .text(let id, let text):
                    watches[id]?.text += text
                    decide(id, atEnd: false)
                case .closed(let id): decide(id, atEnd: true)
                case .ended(let group, _):
                    var settlements: [Channel.ID: ChannelSettlement] = [:]
                    for (id, watch) in watches.sorted(by: { $0.key.number < $1.key.number })
                    where watch.channel.group == group {
                        decide(id, atEnd: true)
                        if case .unknown = watch.channel.kind { settlements[id] = ChannelSettlement(cut: 0) }
                    }
                    _ = codec.settle(group, settlements) { _ in nil }
                }
                codec.answered()
            }
            output += codec.takeOutput()
        }
        var position = 0
        while position < bytes.count {
            let end = min(bytes.count, position + size)
            take(codec.feed(Array(bytes[position..<end])))
            position = end
        }
        take(codec.finish())
    }
}
