import ReferenceMonitor
import Rules

@testable import Monitor

/// SplitMix64: the same numbers on every machine.
struct Seeded: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// A rule with what a test cares about.
func rule(
    _ id: String, _ match: Match, view: View = .foldedPlus, severity: Severity = .high, action: Action = .mask,
    near: Near? = nil, except: [String] = [], replacement: String? = nil, validate: Validator? = nil,
    tests: RuleTests = RuleTests(hit: [], clean: [])
) -> Rule {
    Rule(
        id: id, title: Title(zh: id, en: id), category: .custom, severity: severity, action: action, match: match,
        view: view, validate: validate, near: near, except: except.map { Exception(phrase: $0) },
        replacement: replacement, tests: tests, place: SourcePlace(file: "test.yaml", line: 1, column: 1))
}

/// A monitor for some rules.
func monitor(
    _ rules: [Rule], _ enforcement: Enforcement = Enforcement(), limits: MatchLimits = MatchLimits()
) throws -> ReferenceMonitor {
    let pack = Pack(
        name: "test", version: "1.0.0", title: Title(zh: "测试", en: "test"), rules: rules, digest: "00")
    return ReferenceMonitor(try RuleSet(packs: [pack], overrides: [], enforcement: enforcement), limits: limits)
}

extension ReferenceMonitor {
    func judge(_ text: String) -> Judgement { judge(Array(text.utf8)) }

    /// The parts of a text that were found, by start.
    func found(_ text: String) -> [String] {
        judge(text).findings.map { String(decoding: Array(text.utf8)[$0.bytes], as: UTF8.self) }
    }
}

extension Decision {
    /// The text after the edits, up to the cut.
    func applied(to text: [UInt8], notice: String = "") -> [UInt8] {
        var output: [UInt8] = []
        var at = 0
        for edit in edits {
            output += text[at..<edit.bytes.lowerBound]
            output += Array(edit.replacement.utf8)
            at = edit.bytes.upperBound
        }
        let end = cut ?? text.count
        return output + text[at..<end] + (cut == nil ? [] : Array(notice.utf8))
    }
}
