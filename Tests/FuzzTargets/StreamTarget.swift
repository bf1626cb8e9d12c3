import ContentFormats
import Monitor
import Rules

/// A monitor with a rule of each kind: what comes in pieces is judged as what comes at once.
enum StreamTarget {
    private static let pack = """
        pack: fuzz
        version: 1.0.0
        title: {zh: 模糊测试, en: fuzz}
        rules:
          - id: fuzz.word
            title: {zh: 词, en: word}
            category: safety
            severity: high
            action: mask
            match: {keywords: [炸药, bomb, kill]}
            tests: {hit: [炸药], clean: [火药]}
          - id: fuzz.number
            title: {zh: 号, en: number}
            category: privacy
            severity: high
            action: mask
            match: {regex: '(?<![0-9])1[3-9][0-9]{9}(?![0-9])', view: folded}
            near: {any: [电话, call], within: 10}
            tests: {hit: [电话13800138000], clean: ['1']}
          - id: fuzz.all
            title: {zh: 全, en: all}
            category: safety
            severity: low
            action: block
            match: {all: [{keywords: [如何]}, {regex: 'a+b', view: raw}], within: 20}
            except: [{phrase: 如何说}]
            tests: {hit: [如何ab], clean: [如何]}
        """

    private static let monitor: StreamingMonitor? = {
        guard let pack = try? Pack.load(Array(pack.utf8), file: "fuzz.yaml", wordFile: { _ in [] }).pack else { return nil }
        return (try? RuleSet(packs: [pack])).map { StreamingMonitor($0) }
    }()

    static func check(_ bytes: [UInt8]) throws(FuzzFault) {
        guard let monitor else { throw FuzzFault("the rules do not load") }
        let whole = monitor.judge(bytes)
        var channel = monitor.open()
        var edits: [Edit] = []
        var findings: [Finding] = []
        var cut: Int?
        var released = 0
        for piece in FuzzTarget.pieces(bytes) { try take(channel.feed(piece)) }
        try take(channel.finish())
        func take(_ step: Progress) throws(FuzzFault) {
            guard step.released >= released, step.released <= bytes.count else { throw FuzzFault("taken back") }
            released = step.released
            edits += step.edits
            findings += step.findings
            cut = cut ?? step.cut
        }
        guard edits == whole.decision.edits, cut == whole.decision.cut, findings == whole.findings else {
            throw FuzzFault("in pieces \(edits) \(findings), at once \(whole)")
        }
    }
}

/// A codec that changes nothing: events and output do not depend on how the bytes come.
enum CodecTarget {
    static func check(_ bytes: [UInt8], _ make: () -> any ContentCodec) throws(FuzzFault) {
        let (events, output) = run(make(), [bytes])
        let (others, other) = run(make(), FuzzTarget.pieces(bytes))
        guard events == others else { throw FuzzFault("events depend on how the bytes come") }
        guard output == other else { throw FuzzFault("output depends on how the bytes come") }
    }

    private static func run(_ codec: any ContentCodec, _ pieces: [[UInt8]]) -> ([ContentEvent], [UInt8]) {
        var codec = codec
        var events: [ContentEvent] = []
        var output: [UInt8] = []
        func take(_ new: [ContentEvent]) {
            for event in new {
                switch event {
                case .began(let group): codec.begin(group.id, envelope: nil)
                case .ended(let group, _): _ = codec.settle(group, [:], envelope: nil)
                case .opened, .text, .closed: break
                }
                codec.answered()
                if case .text(let id, let bytes) = event, case .text(id, let earlier)? = events.last {
                    events[events.count - 1] = .text(id, earlier + bytes)
                } else {
                    events.append(event)
                }
            }
            output += codec.takeOutput()
        }
        for piece in pieces { take(codec.feed(piece)) }
        take(codec.finish())
        return (events, output)
    }
}
