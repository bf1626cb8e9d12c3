import Monitor
import Rules

/// A monitor for tests that is plain enough to be right at sight: it knows a few words, none of which can overlap
/// another, and holds the longest end of the text that begins a word with an action.
struct WordMonitor: TextMonitor {
    struct Word: Sendable {
        var text: [UInt8]
        var action: Action
        var id: String

        init(_ text: String, _ action: Action) {
            self.text = Array(text.utf8)
            self.action = action
            id = "test." + text
        }
    }

    var words = [
        Word("alpha", .mask), Word("bravo", .observe), Word("身份", .mask), Word("stop!", .block), Word("数据", .observe),
    ]

    func judge(_ text: [UInt8]) -> Judgement {
        var findings: [Finding] = []
        var place = 0
        while place < text.count {
            if let word = words.first(where: { text[place...].starts(with: $0.text) }) {
                findings.append(finding(word, place))
                place += word.text.count
            } else {
                place += 1
            }
        }
        let cut = findings.first { $0.action == .block }?.bytes.lowerBound
        let edits = findings.filter { $0.action == .mask && $0.bytes.upperBound <= cut ?? .max }.map(Self.edit)
        let verdict = findings.map { finding -> Verdict in
            switch finding.action {
            case .observe: .observed
            case .mask: .masked
            case .block: .blocked
            }
        }.max() ?? .clean
        return Judgement(findings: findings, doubts: [], verdict: verdict, decision: Decision(edits: edits, cut: cut))
    }

    func open() -> any ChannelMonitor { WordChannel(monitor: self) }

    fileprivate func finding(_ word: Word, _ place: Int) -> Finding {
        Finding(
            rule: word.id, category: .custom, severity: .medium, action: word.action,
            bytes: place..<place + word.text.count, view: .raw)
    }

    fileprivate static func edit(_ finding: Finding) -> Edit { Edit(bytes: finding.bytes, replacement: "[x]") }
}

/// The same words, held to the end.
struct HoldingWords: TextMonitor {
    func judge(_ text: [UInt8]) -> Judgement { WordMonitor().judge(text) }
}

private struct WordChannel: ChannelMonitor {
    let monitor: WordMonitor
    var count = 0
    var released = 0
    /// The end of the text that may begin a word.
    var rest: [UInt8] = []
    var cut: Int?

    init(monitor: WordMonitor) { self.monitor = monitor }

    mutating func feed(_ bytes: some Collection<UInt8>) -> Progress {
        var step = Progress()
        for byte in bytes {
            rest.append(byte)
            count += 1
            while !rest.isEmpty {
                if let word = monitor.words.first(where: { $0.text == rest }) {
                    let finding = monitor.finding(word, count - rest.count)
                    step.findings.append(finding)
                    if cut == nil, word.action == .mask { step.edits.append(WordMonitor.edit(finding)) }
                    if word.action == .block { cut = cut ?? finding.bytes.lowerBound }
                    rest = []
                } else if monitor.words.contains(where: { $0.text.starts(with: rest) }) {
                    break
                } else {
                    rest.removeFirst()
                }
            }
        }
        return closed(step, held: monitor.words.contains { $0.action != .observe && $0.text.starts(with: rest) } ? rest.count : 0)
    }

    mutating func finish() -> Progress { closed(Progress(), held: 0) }

    private mutating func closed(_ step: Progress, held: Int) -> Progress {
        var step = step
        released = cut ?? max(released, count - held)
        step.released = released
        step.cut = cut
        return step
    }
}
