import Monitor
import Pipeline
import Primitives
import RuleEvaluation
import Rules
import TestSupport
import Testing

/// Rules that look for one word each, as it stands.
struct WordRule {
    var id: String
    var category: Category
    var word: String
    var action = Action.observe
    var risk: String?

    /// A set of such rules; the pack is what stands before the point of an id.
    static func set(_ rules: [WordRule]) throws -> RuleSet {
        let packs = Dictionary(grouping: rules) { String($0.id.prefix { $0 != "." }) }
        return try RuleSet(
            packs: packs.sorted { $0.key < $1.key }.map { name, rules in
                Pack(
                    name: name, version: "1.0.0", title: Title(zh: name, en: name), rules: rules.map(\.rule), digest: name)
            })
    }

    private var rule: Rule {
        Rule(
            id: id, title: Title(zh: id, en: id), category: category, severity: .medium, action: action,
            match: .keywords([word], view: .raw), view: .raw, risk: risk)
    }
}

/// One line of labelled data.
func line(_ text: String, _ labels: [JSONValue]) -> String {
    let value: JSONValue = ["text": .string(text), "labels": .array(labels)]
    return String(decoding: value.canonical, as: UTF8.self) + "\n"
}

/// Evaluates rules on data that lies in a file of its own.
func evaluate(
    _ rules: RuleSet, _ data: String, against old: RuleSet? = nil, name: String = "data.jsonl",
    _ change: (inout Evaluator.Options) -> Void = { _ in }
) async throws -> EvaluationReport {
    let folder = try TemporaryFolder()
    var options = Evaluator.Options()
    change(&options)
    let evaluator = try #require(Evaluator(rules, against: old, options: options))
    let path = try folder.write(data, to: name)
    return await evaluator.run([EvaluationFile(path: path, name: name, kind: .jsonl)])
}
