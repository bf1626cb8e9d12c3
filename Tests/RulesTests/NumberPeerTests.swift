import Foundation
import Rules
import TestSupport
import Testing

/// Random numbers of every kind, right ones and nearly right ones, put to packages that others wrote.
///
/// `number_peers.py` draws them, asks the packages, and says where Hallmark is meant to answer otherwise.
@Suite struct NumberPeerTests {
    private static let script = Command.package + "/Tests/RulesTests/number_peers.py"
    /// No numbers of one kind: other tests compare these.
    private static let others: Set<Validator> = [.email, .ipv4, .ipv6, .entropy]
    static let kinds = Validator.allCases.filter { !others.contains($0) }

    /// How often the two answers were the same.
    private struct Tally {
        var (right, wrong) = (0, 0)
        var disagreements: [String] = []
    }

    @Test(arguments: kinds) func `numbers are what others take them for`(_ validator: Validator) throws {
        guard let python = try PythonEnvironment.numberPeers.pythonIfReachable(for: validator.rawValue) else { return }
        var tally = Tally()
        // A million in `make soak`, by pieces that fit into memory.
        for piece in 0..<(Soak.factor > 1 ? 10 : 1) {
            let count = Soak.factor > 1 ? 100_000 : 4_000
            try Self.compare(validator, python, seed: piece, count: count, &tally)
        }
        let total = tally.right + tally.wrong
        if Soak.factor > 1 {
            let line = "\(validator.rawValue): \(total) numbers, \(tally.right) right, \(tally.disagreements.count) disagree\n"
            FileHandle.standardError.write(Data(line.utf8))
        }
        #expect(tally.disagreements.isEmpty, "\(tally.disagreements.count) of \(total): \(tally.disagreements.prefix(10))")
        #expect(tally.right * 10 > total && tally.wrong * 10 > total, "\(tally.right) of \(total) are right")
    }

    private static func compare(
        _ validator: Validator, _ python: String, seed: Int, count: Int, _ tally: inout Tally
    ) throws {
        let finished = try Command.run(python, ["-B", script, validator.rawValue, "\(seed)", "\(count)"])
        let lines = finished.output.split(separator: UInt8(ascii: "\n"))
        try #require(finished.status == 0 && lines.count == count, "\(finished.error)")
        for line in lines {
            let (isRight, text) = (line.first == UInt8(ascii: "1"), String(decoding: line.dropFirst(2), as: UTF8.self))
            if isRight { tally.right += 1 } else { tally.wrong += 1 }
            if validator.accepts(text) != isRight { tally.disagreements.append("\(isRight ? "right" : "wrong"): \(text)") }
        }
    }

    @Test func `every validator has somebody to be compared with`() throws {
        guard let python = try PythonEnvironment.numberPeers.pythonIfReachable(for: "kinds of numbers") else { return }
        let named = try Command.run(python, ["-B", Self.script, "--kinds"]).text.split(separator: "\n").map(String.init)
        #expect(Set(named) == Set(Self.kinds.map(\.rawValue)))
    }
}
