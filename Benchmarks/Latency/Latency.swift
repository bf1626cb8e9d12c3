import Foundation
import Monitor
import Pipeline
import Primitives
import Rules

/// What a reader waits for: replies replayed token by token, and after each token what has come and not left.
///
///     swift run -c release HallmarkLatency                          the replies of Samples/
///     swift run -c release HallmarkLatency --field text a.jsonl     those of a file, one in each line
///
/// Four ways to hold are put side by side: the monitor's own; to the end of the reply; to the end of a sentence; a
/// window of 200 characters. The last two let go what a rule would have changed, which is why they are no way out: the
/// column «leaked» counts the characters. Machines are noisy: quote ratios, not microseconds.
@main
enum Latency {
    static func main() {
        do {
            try measure()
        } catch {
            complain("\(error.localizedDescription)")
        }
    }

    private static func complain(_ problem: String) -> Never {
        let usage = "usage: HallmarkLatency [--field NAME] [FILE.jsonl …]"
        FileHandle.standardError.write(Data("\(problem)\n\(usage)\n".utf8))
        exit(64)
    }

    private static func measure() throws {
        var arguments = Array(CommandLine.arguments.dropFirst())
        var field = "content"
        if arguments.first == "--field", arguments.count > 1 {
            field = arguments[1]
            arguments.removeFirst(2)
        }
        if let option = arguments.first(where: { $0.hasPrefix("-") }) { complain("unknown option \(option)") }
        let replies = try arguments.isEmpty ? Replies.samples() : arguments.flatMap { try Replies.read($0, field: field) }
        guard !replies.isEmpty else { complain("no reply has the field «\(field)»") }
        let rules = try RuleSet(packs: try DefaultRules.load().map(\.pack))
        let reference = StreamingMonitor(rules)
        // What is under test stands first; any `TextMonitor` will do.
        let contenders: [(name: String, monitor: any TextMonitor)] = [
            ("monitor", reference), ("to the end", ToTheEnd(inner: reference)),
            ("to a sentence end", Piecewise(inner: reference, rule: .sentence)),
            ("window of 200", Piecewise(inner: reference, rule: .window(200))),
        ]
        for language in Reply.Language.allCases {
            let chosen = replies.filter { $0.language == language }
            guard !chosen.isEmpty else { continue }
            let characters = chosen.reduce(0) { $0 + $1.text.unicodeScalars.count }
            print("\(language.rawValue): \(chosen.count) replies, \(characters) characters, \(rules.rules.count) rules")
            print(Figures.header)
            for (name, monitor) in contenders {
                var figures = Figures()
                for (number, reply) in chosen.enumerated() {
                    Replay.run(reply, seed: UInt64(number), monitor: monitor, oracle: reference, into: &figures)
                }
                print(figures.line(name))
            }
            print("")
        }
    }
}

/// Measures one reply against one monitor.
enum Replay {
    static func run(
        _ reply: Reply, seed: UInt64, monitor: any TextMonitor, oracle: any TextMonitor, into figures: inout Figures
    ) {
        let text = Array(reply.text.utf8)
        let changed = changedBytes(of: text, oracle)
        var scalars = [0]
        for byte in text { scalars.append(scalars[scalars.count - 1] + (byte & 0xc0 == 0x80 ? 0 : 1)) }
        var channel = monitor.open()
        let clock = ContinuousClock()
        var released = 0
        var place = 0
        var masked: [Range<Int>] = []
        for token in Tokens.split(reply, seed: seed) {
            let start = clock.now
            let step = channel.feed(token)
            figures.work.append(microseconds(clock.now - start))
            place += token.count
            masked += step.edits.map(\.bytes)
            // What leaves unchanged though the whole text would have changed it.
            for byte in released..<max(released, step.released)
            where changed[byte] && text[byte] & 0xc0 != 0x80 && !masked.contains(where: { $0.contains(byte) }) {
                figures.leaked += 1
            }
            released = max(released, step.released)
            figures.held.append(scalars[place] - scalars[released])
            figures.heldBytes += place - released
            figures.changedBytes += changed[released..<place].count(where: \.self)
        }
        _ = channel.finish()
    }

    /// Which bytes the whole text's judgement changes or keeps back.
    private static func changedBytes(of text: [UInt8], _ oracle: any TextMonitor) -> [Bool] {
        let decision = oracle.judge(text).decision
        var changed = [Bool](repeating: false, count: text.count)
        for edit in decision.edits { for byte in edit.bytes { changed[byte] = true } }
        if let cut = decision.cut { for byte in cut..<text.count { changed[byte] = true } }
        return changed
    }

    private static func microseconds(_ duration: Duration) -> Double {
        Double(duration.components.seconds) * 1e6 + Double(duration.components.attoseconds) / 1e12
    }
}

/// What was measured, token by token.
struct Figures {
    /// Characters that had come and not left.
    var held: [Int] = []
    /// Microseconds.
    var work: [Double] = []
    /// Characters that left and should not have.
    var leaked = 0
    /// Held bytes, summed over all tokens.
    var heldBytes = 0
    /// Those of them that the reply's own end went on to change. The rest was not all held for nothing: another end
    /// might have changed it.
    var changedBytes = 0

    static let header = "                        held characters           work, µs a token         held bytes      leaked\n"
        + "                      median   p99  most    mean  median    p99   most         changed  characters"

    func line(_ name: String) -> String {
        let held = held.sorted()
        let work = work.sorted()
        let columns = [
            pad("\(at(held, 0.5))", 6), pad("\(at(held, 0.99))", 6), pad("\(held.last ?? 0)", 6),
            pad(one(work.reduce(0, +) / Double(max(1, work.count))), 8), pad(one(at(work, 0.5)), 8),
            pad(one(at(work, 0.99)), 7), pad(one(work.last ?? 0), 7), pad(share(changedBytes), 16), pad("\(leaked)", 12),
        ]
        return name + String(repeating: " ", count: max(0, 22 - name.count)) + columns.joined()
    }

    private func at<Value: Numeric>(_ sorted: [Value], _ share: Double) -> Value {
        sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
    }

    private func share(_ bytes: Int) -> String {
        heldBytes == 0 ? "–" : "\(Int((Double(bytes) / Double(heldBytes) * 100).rounded())) %"
    }

    private func one(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }

    private func pad(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }
}
