import Primitives
import Testing

@testable import ContentFormats

/// A monitor that decides at random but by the text alone: what it lets go, changes and cuts is a function of the
/// channel's name and of how much text there is.
struct RandomMonitor {
    let seed: UInt64
    let name: String
    let mayEdit: Bool
    let mayCut: Bool
    var text: [UInt8] = []
    var through = 0
    var cutAt: Int?
    /// What a reader may see at most, edits made.
    var delivered: [UInt8] = []

    private func draw(_ place: Int, _ bound: Int) -> Int {
        var random = Seeded(state: seed &+ UInt64(place) &* 1_000_003 &+ name.utf8.reduce(UInt64(0)) { $0 &* 31 &+ UInt64($1) })
        return Int.random(in: 0..<bound, using: &random)
    }

    private func isEdge(_ place: Int) -> Bool { place >= text.count || text[place] & 0xc0 != 0x80 }

    /// Decides as far as the text that is there allows; a byte is decided when enough more is there.
    mutating func decide(atEnd: Bool) -> (edits: [TextEdit], through: Int) {
        var edits: [TextEdit] = []
        while cutAt == nil, through < text.count {
            var end = through + 1
            while !isEdge(end) { end += 1 }
            guard atEnd || end + draw(through, 12) <= text.count else { break }
            let choice = draw(through + 500_000, 60)
            if mayCut, choice == 0 {
                cutAt = through
                break
            }
            if mayEdit, choice < 12 {
                var length = draw(through + 900_000, 9) + 1
                guard atEnd || through + length + 4 <= text.count else { break }
                length = min(length, text.count - through)
                while !isEdge(through + length) { length += 1 }
                let new = Array(["", "«\"»", "\\n", "好"][draw(through + 700_000, 4)].utf8)
                edits.append(TextEdit(range: through..<through + length, replacement: new))
                delivered += new
                end = through + length
            } else {
                delivered += text[through..<end]
            }
            through = end
        }
        return (edits, through)
    }
}

/// A codec's run with text that is released as it is decided.
struct ReleasedRun {
    var output: [UInt8] = []
    var events: [ContentEvent] = []
    var told: [String: [UInt8]] = [:]
    var said: [String: [UInt8]] = [:]
    var kinds: [String: Channel.Kind] = [:]
    /// How long the output was when each channel may have shown at most so much.
    var steps: [(length: Int, channel: String, most: [UInt8])] = []
    var cut: Set<Group.ID> = []

    init(
        _ codec: some ContentCodec, _ chunks: [[UInt8]], seed: UInt64, edits: Bool = true, cuts: Bool = true,
        label: String = "", envelope: [UInt8]? = nil, says: Bool = true
    ) {
        var codec = codec
        var channels: [Channel.ID: Channel] = [:]
        var monitors: [Channel.ID: RandomMonitor] = [:]
        var streamed: Set<Group.ID> = []
        var isCut: Set<Group.ID> = []
        var notes: [Channel.ID: [UInt8]] = [:]
        func take(_ events: [ContentEvent]) {
            for event in events {
                switch event {
                case .began(let group):
                    if group.streamed { streamed.insert(group.id) }
                    codec.begin(group.id, envelope: group.streamed ? envelope : nil)
                case .opened(let channel):
                    channels[channel.id] = channel
                    kinds[channel.name] = channel.kind
                    monitors[channel.id] = RandomMonitor(
                        seed: seed, name: channel.name, mayEdit: edits && channel.kind != .names, mayCut: cuts)
                    if channel.kind == .reply, !label.isEmpty { codec.open(channel.id, label: label) }
                case .text(let id, let bytes):
                    monitors[id]?.text += bytes
                    step(id, atEnd: false)
                case .closed(let id): step(id, atEnd: true)
                case .ended(let group, _):
                    var settlements: [Channel.ID: ChannelSettlement] = [:]
                    let ids = channels.values.filter { $0.group == group }.map(\.id).sorted { $0.number < $1.number }
                    if streamed.contains(group) {
                        for id in ids { step(id, atEnd: true) }
                    } else {
                        for id in ids where cuts && seed.isMultiple(of: 2) { settlements[id] = ChannelSettlement(cut: 0) }
                    }
                    for (id, bytes) in codec.settle(group, settlements, envelope: envelope) { notes[id, default: []] += bytes }
                }
                if says { codec.answered() }
                if case .text(let id, let bytes) = event, case .text(id, let earlier)? = self.events.last {
                    self.events[self.events.count - 1] = .text(id, earlier + bytes)
                } else {
                    self.events.append(event)
                }
            }
            let new = codec.takeOutput()
            output += new
        }
        func step(_ id: Channel.ID, atEnd: Bool) {
            guard let channel = channels[id], streamed.contains(channel.group), !isCut.contains(channel.group) else { return }
            guard var monitor = monitors[id] else { return }
            let (edits, through) = monitor.decide(atEnd: atEnd)
            monitors[id] = monitor
            notes[id, default: []] += codec.release(id, through: through, edits: edits)
            guard monitor.cutAt != nil else { return }
            isCut.insert(channel.group)
            for (id, bytes) in codec.cut(id, notice: "[N]", envelope: { _ in envelope }) { notes[id, default: []] += bytes }
        }
        for chunk in chunks { take(codec.feed(chunk)) }
        take(codec.finish())
        for (id, channel) in channels {
            told[channel.name] = monitors[id]?.text
            said[channel.name] = notes[id] ?? []
        }
        cut = isCut
    }
}

@Suite struct ReleaseTests {
    @Test(arguments: 0..<150) func `released text is what a client reads, however the bytes are cut`(seed: UInt64) throws {
        var random = Seeded(state: seed)
        let bytes = RandomStreamTests.stream(&random)
        let envelope = seed.isMultiple(of: 3) ? Array("{\"L\":1}".utf8) : nil
        let label = seed.isMultiple(of: 5) ? "§" : ""
        let run = ReleasedRun(OpenAISSECodec(), [bytes], seed: seed, label: label, envelope: envelope)
        let client = try PlainClient(run.output)
        for index in 0...1 {
            let read = String(decoding: client.content(index), as: UTF8.self).replacing("§", with: "")
            #expect(Array(read.utf8) == run.said["choice \(index)"] ?? [], "choice \(index)\n\(String(decoding: run.output, as: UTF8.self))")
            #expect((client.finishes[index] ?? []).count <= 1)
        }
        for place in stride(from: 1, to: bytes.count, by: max(1, bytes.count / 12)) {
            let parts = ReleasedRun(
                OpenAISSECodec(), bytes.split(at: place), seed: seed, label: label, envelope: envelope)
            #expect(parts.output == run.output, "cut at \(place)")
            #expect(parts.said == run.said)
        }
        let single = ReleasedRun(OpenAISSECodec(), bytes.single, seed: seed, label: label, envelope: envelope)
        #expect(single.output == run.output)
        #expect(single.events == run.events)
        // Whoever does not say when an event is answered gets the same texts.
        let silent = ReleasedRun(OpenAISSECodec(), [bytes], seed: seed, label: label, envelope: envelope, says: false)
        #expect(silent.said == run.said)
    }

    @Test(arguments: 0..<60) func `text that is released without change joins to what came`(seed: UInt64) throws {
        var random = Seeded(state: seed &+ 4000)
        let bytes = RandomStreamTests.stream(&random)
        let run = ReleasedRun(OpenAISSECodec(), bytes.single, seed: seed, edits: false, cuts: false)
        let before = try PlainClient(bytes)
        let after = try PlainClient(run.output)
        for index in 0...1 {
            #expect(before.raw[index] == after.raw[index])
            #expect(before.arguments[index] == after.arguments[index])
            #expect(before.finishes[index] == after.finishes[index])
        }
    }

    @Test func `text that is released at once leaves in its own frame, byte for byte`() throws {
        for sample in [Sample.chatZh, .chatTools] {
            let bytes = try sample.bytes
            var codec = OpenAISSECodec()
            var output: [UInt8] = []
            var told: [Channel.ID: Int] = [:]
            for byte in bytes {
                for event in codec.feed([byte]) {
                    switch event {
                    case .began(let group): codec.begin(group.id, envelope: nil)
                    case .text(let id, let text):
                        told[id, default: 0] += text.count
                        _ = codec.release(id, through: told[id] ?? 0, edits: [])
                    case .ended(let id, _): _ = codec.settle(id, [:]) { _ in nil }
                    default: break
                    }
                    codec.answered()
                }
                output += codec.takeOutput()
            }
            _ = codec.finish()
            #expect(CodecLawTests.frames(output + codec.takeOutput()) == CodecLawTests.frames(bytes))
        }
    }

    @Test func `a part of a frame leaves at once, the rest before the next`() {
        var codec = OpenAISSECodec()
        var channel = Channel.ID(number: 0)
        func feed(_ text: String, _ through: Int) -> String {
            for event in codec.feed(Array(text.utf8)) {
                if case .began(let group) = event { codec.begin(group.id, envelope: nil) }
                if case .text(let id, _) = event {
                    channel = id
                    _ = codec.release(id, through: through, edits: [])
                }
                codec.answered()
            }
            return String(decoding: codec.takeOutput(), as: UTF8.self)
        }
        let first = OpenAISSECodecTests.delta("call 138")
        #expect(feed(first, 5) == OpenAISSECodecTests.delta("call "))
        #expect(feed(": ping\n\n", 0) == ": ping\n\n")
        // Frames of another choice do not wait.
        let other = OpenAISSECodecTests.frame(#"{"index":1,"delta":{"role":"assistant"}}"#)
        #expect(feed(other, 0) == other)
        let second = OpenAISSECodecTests.delta("! ok")
        #expect(feed(second, 12) == OpenAISSECodecTests.delta("138") + second)
        #expect(channel.number >= 0)
    }

    @Test func `text past what is released never leaves`() throws {
        for seed in UInt64(0)..<40 {
            var random = Seeded(state: seed &+ 900)
            let bytes = RandomStreamTests.stream(&random)
            var codec = OpenAISSECodec()
            var output: [UInt8] = []
            var allowed: [String: [UInt8]] = [:]
            var names: [Channel.ID: String] = [:]
            var texts: [Channel.ID: [UInt8]] = [:]
            var through: [Channel.ID: Int] = [:]
            for byte in bytes {
                for event in codec.feed([byte]) {
                    switch event {
                    case .began(let group): codec.begin(group.id, envelope: nil)
                    case .opened(let channel): names[channel.id] = channel.name
                    case .text(let id, let text):
                        texts[id, default: []] += text
                        let most = texts[id]?.count ?? 0
                        let next = max(through[id] ?? 0, most - Int.random(in: 0...6, using: &random))
                        through[id] = next
                        _ = codec.release(id, through: next, edits: [])
                        allowed[names[id] ?? ""] = Array(texts[id]?.prefix(next) ?? [])
                    case .closed: break
                    case .ended(let id, _):
                        for (channel, name) in names where texts[channel] != nil { allowed[name] = texts[channel] }
                        _ = codec.settle(id, [:]) { _ in nil }
                    }
                    codec.answered()
                }
                let new = codec.takeOutput()
                guard !new.isEmpty else { continue }
                output += new
                let client = try PlainClient(output)
                for index in 0...1 {
                    let most = allowed["choice \(index)"] ?? []
                    #expect(most.starts(with: client.content(index)), "choice \(index)")
                }
            }
        }
    }

    @Test func `a stream without an end runs in flat memory`() {
        var codec = OpenAISSECodec(held: 1 << 16)
        var told: [Channel.ID: Int] = [:]
        var count = 0
        for round in 0..<20_000 {
            let content = round % 100 == 99 ? "\\ud83d\\ude00" : "word \(round) "
            for event in codec.feed(Array(OpenAISSECodecTests.delta(content, index: round % 3).utf8)) {
                if case .began(let group) = event { codec.begin(group.id, envelope: nil) }
                if case .text(let id, let text) = event {
                    told[id, default: 0] += text.count
                    _ = codec.release(id, through: max(0, (told[id] ?? 0) - 3), edits: [])
                }
                codec.answered()
            }
            count += codec.takeOutput().count
            if round % 1000 == 999 { #expect(codec.size < 40) }
        }
        #expect(count > 1_000_000)
        #expect(codec.faults.isEmpty)
    }

    @Test func `what is never decided is dropped when too much of it is held`() throws {
        var codec = OpenAISSECodec(held: 20_000)
        var output: [UInt8] = []
        func take(_ events: [ContentEvent]) {
            for event in events {
                if case .began(let group) = event { codec.begin(group.id, envelope: nil) }
                if case .ended(let id, _) = event {
                    _ = codec.settle(id, [Channel.ID(number: 0): ChannelSettlement(notice: "[N]")]) { _ in nil }
                }
                codec.answered()
            }
            output += codec.takeOutput()
        }
        for round in 0..<500 {
            take(codec.feed(Array(OpenAISSECodecTests.delta("secret \(round)").utf8)))
            #expect(codec.size < 200)
        }
        take(codec.feed(Array((OpenAISSECodecTests.stop() + "data: [DONE]\n\n").utf8)))
        take(codec.finish())
        let client = try PlainClient(output)
        #expect(client.finishes == [0: ["content_filter"]])
        #expect(!String(decoding: output, as: UTF8.self).contains("secret"))
        #expect(client.isDone)
        #expect(codec.faults.count == 1)
    }

    @Test func `plain text is released and cut as it comes`() {
        var codec = TextCodec()
        for byte in "call 13800138000 now".utf8 { _ = codec.feed([byte]) }
        let id = Channel.ID(number: 0)
        #expect(codec.release(id, through: 5, edits: []) == Array("call ".utf8))
        let edit = TextEdit(range: 5..<16, replacement: Array("[X]".utf8))
        #expect(codec.release(id, through: 17, edits: [edit]) == Array("[X] ".utf8))
        #expect(codec.cut(id, notice: "[N]") { _ in nil } == [id: Array("[N]".utf8)])
        _ = codec.feed(Array("more".utf8))
        #expect(codec.takeOutput() == Array("call [X] [N]".utf8))
        _ = codec.finish()
        #expect(codec.settle(Group.ID(number: 0), [:]) { _ in nil }.isEmpty)
        #expect(codec.takeOutput().isEmpty)
    }
}
