import Foundation
import Monitor
import Primitives
import Provenance
import Rules
import TestSupport
import Testing

@testable import Pipeline

@Suite struct PolicyTests {
    private func load(_ text: String, file: String = "p.yaml") throws(RuleProblems) -> Policy {
        try Policy.load(Array(text.utf8), file: file)
    }

    private func problems(_ text: String) -> [String] {
        do throws(RuleProblems) {
            _ = try load(text)
            return []
        } catch {
            return error.problems.map { "\($0.place.line):\($0.place.column) \($0.code)" }
        }
    }

    @Test func `the sample policy loads, and says what the defaults are`() throws {
        let path = Command.package + "/Samples/policy/hallmark.yaml"
        let policy = try Policy.load(Array(try Data(contentsOf: URL(fileURLWithPath: path))), file: path)
        #expect(policy.rules.isEmpty)
        #expect(policy.producer.value == "demo-service")
        #expect(policy.enforcement == Enforcement())
        #expect(policy.limits.hold == Policy.Limits().hold)
        #expect(policy.log.directory == Command.package + "/Samples/policy/audit")
        // Its overrides name packs and rules that there are.
        let packs = try DefaultRules.load().map(\.pack)
        _ = try RuleSet(packs: packs, overrides: policy.overrides, enforcement: policy.enforcement)
    }

    @Test func `an empty policy is the default`() throws {
        #expect(try load("").limits.hold == 1 << 20)
        #expect(try load("# nothing\n").log.directory == nil)
    }

    @Test func `paths are relative to the file, absolute ones stay`() throws {
        let policy = try load("rules: [a.yaml, /b.yaml]\nlog: {dir: books}\n", file: "/etc/hallmark/p.yaml")
        #expect(policy.rules == ["/etc/hallmark/a.yaml", "/b.yaml"])
        #expect(policy.log.directory == "/etc/hallmark/books")
    }

    @Test func `sizes are read with their units`() throws {
        #expect(try load("limits: {hold: 2MiB, record: 65536, depth: 8, retries: 5}\n").limits.hold == 2 << 20)
        #expect(problems("limits: {hold: 0}\n") == ["1:16 P003"])
        #expect(problems("limits: {hold: 9999999999GiB}\n") == ["1:16 P003"])
        #expect(problems("limits: {hold: -1MiB}\n") == ["1:16 P003"])
    }

    @Test(arguments: [
        ("nonsense: 1\n", "1:1 P001"),
        ("- a\n", "1:1 P002"),
        ("log:\n  dri: x\n", "2:3 P001"),
        ("on_undecided: maybe\n", "1:15 P003"),
        ("labels: {sign: perhaps}\n", "1:16 P003"),
        ("labels: {visible: off}\n", "1:19 P004"),
        ("labels: {c2pa: embed}\n", "1:16 P004"),
        ("labels: {text: hello}\n", "1:16 P004"),
        ("producer: {code: 00119}\n", "1:18 P004"),
        ("producer: {name: 'a b'}\n", "1:18 P004"),
        ("overrides: [{action: mask}]\n", "1:13 P005"),
        ("log: {retain: {content: {min: 1 week}}}\n", "1:31 P008"),
        ("log: {retain: {unlabelled: {min: 30 days}}}\n", "1:28 P008"),
        ("log: {excerpts: {to: [nonsense]}}\n", "1:23 P007"),
        ("log: {on_error: retry}\n", "1:17 P003"),
        ("rules: x.yaml\n", "1:8 P002"),
    ])
    func `what cannot be meant is named with its place`(text: String, problem: String) {
        #expect(problems(text) == [problem])
    }

    @Test func `every problem is told, not the first alone`() {
        #expect(problems("a: 1\nb: 2\nlimits: {hold: x}\n").count == 3)
    }
}
