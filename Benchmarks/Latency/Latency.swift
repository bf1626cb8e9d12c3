import Foundation
import Monitor
import Pipeline
import Primitives
import Rules

/// What a reader waits for: replies replayed token by token, and after each token what has come and not left.
///
///     swift run -c release HallmarkLatency                          the replies of Samples/
///     swift run -c release HallmarkLatency --field text a.jsonl     those of a file, one in each line
///     swift run -c release HallmarkLatency --rules Rules            by these packs, not those that are built in
///     swift run -c release HallmarkLatency --only                   the monitor alone
///
/// Four ways to hold are put side by side: the monitor's own; to the end of the reply; to the end of a sentence; a
/// window of 200 characters. The last two let go what a rule would have changed, which is why they are no way out: the
/// column «leaked» counts the characters. Work is processor time of the thread, so that others on the machine do not
/// count, but what they push out of the caches does: quote ratios of one run, not microseconds.
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
        let usage = "usage: HallmarkLatency [--field NAME] [--rules PATH]… [--only] [FILE.jsonl …]"
        FileHandle.standardError.write(Data("\(problem)\n\(usage)\n".utf8))
        exit(64)
    }

    private static func measure() throws {
        let options = try Options(CommandLine.arguments.dropFirst())
        let files = options.files
        let replies = try files.isEmpty ? Replies.samples() : files.flatMap { try Replies.read($0, field: options.field) }
        guard !replies.isEmpty else { complain("no reply has the field «\(options.field)»") }
        let packs = try options.rules.isEmpty ? DefaultRules.load() : RuleFolder.load(options.rules)
        let rules = try RuleSet(packs: packs.map(\.pack))
        let reference = StreamingMonitor(rules)
        // What is under test stands first; any `TextMonitor` will do.
        var contenders: [(name: String, monitor: any TextMonitor)] = [
            ("monitor", reference), ("to the end", ToTheEnd(inner: reference)),
            ("to a sentence end", Piecewise(inner: reference, rule: .sentence)),
            ("window of 200", Piecewise(inner: reference, rule: .window(200))),
        ]
        if options.isAlone { contenders.removeLast(3) }
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

/// What the command line says.
private struct Options {
    struct Unknown: LocalizedError {
        var option: String
        var errorDescription: String? { "unknown option \(option)" }
    }

    var field = "content"
    var rules: [String] = []
    var isAlone = false
    var files: [String] = []

    init(_ arguments: some Sequence<String>) throws {
        var rest = Array(arguments)[...]
        while let argument = rest.popFirst() {
            switch argument {
            case "--field": field = rest.popFirst() ?? ""
            case "--rules": rest.popFirst().map { rules.append($0) }
            case "--only": isAlone = true
            case _ where argument.hasPrefix("-"): throw Unknown(option: argument)
            default: files.append(argument)
            }
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
        var released = 0
        var place = 0
        var masked: [Range<Int>] = []
        for token in Tokens.split(reply, seed: seed) {
            let start = microseconds()
            let step = channel.feed(token)
            figures.work.append(microseconds() - start)
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

    /// What the thread has had of the processor.
    private static func microseconds() -> Double {
        var time = timespec()
        unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1e6 + Double(time.tv_nsec) / 1e3
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
