import Primitives
import TestSupport
import Testing

/// Hits of the shipped packs in disguises that other people's tables make: OpenCC's traditional characters, the lookalikes
/// of confusable_homoglyphs, the forms of letters that Python's Unicode data knows.
@Suite struct EvasionRecallTests {
    /// By transform, how many of a thousand hits may be missed. Taiwan writes 么 for 幺, 著 for 着 and 媽 where a rule
    /// has 妈妈; separators all over a sentence push what must stand near too far away.
    private static let transforms = [
        "width": 0, "case": 0, "styled": 0, "ignorables": 0, "traditional": 5, "hongkong": 5, "taiwan": 15, "confusables": 5,
        "separators": 30, "width+traditional": 5, "styled+ignorables": 0, "case+ignorables": 0,
    ]

    @Test func `what others disguise is found`() throws {
        guard let python = try PythonEnvironment.rulePeers.pythonIfReachable(for: "disguises of others") else { return }
        let folder = try TemporaryFolder()
        let script = Command.package + "/Tests/CommandTests/evasions.py"
        let made = try Command.run(python, ["-B", script, Command.package + "/Rules", folder.path, "\(Soak.factor)"])
        try #require(made.status == 0, "\(made.error)")
        for (transform, allowed) in Self.transforms.sorted(by: { $0.key < $1.key }) {
            let finished = try Command.run(
                Command.hallmark,
                ["rules", "eval", folder.file(transform + ".jsonl"), "--rules", Command.package + "/Rules", "--json", "--list", "10"])
            try #require(finished.status == 0, "\(transform): \(finished.error)")
            let report = try JSONValue(parsing: finished.output)
            let labels = try #require(report["labels"]?.integer)
            let missed = try #require(report["misses"]?["total"]?.integer)
            #expect(labels >= 100, "\(transform): \(labels)")
            #expect(missed * 1000 <= Int64(allowed) * Int64(labels), "\(transform): \(missed) of \(labels): \(report["misses"] ?? .null)")
        }
    }
}
