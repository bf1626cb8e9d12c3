import RuleTools
import Rules

/// A rule file with a pack of rules, for tests.
func file(_ text: String, path: String = "my.yaml", words: [String: String] = [:]) -> RuleFile {
    struct NoSuchFile: Error {}
    return RuleFile(path: path, bytes: Array(text.utf8)) { name throws(NoSuchFile) in
        guard let text = words[name] else { throw NoSuchFile() }
        return Array(text.utf8)
    }
}

/// The head of a pack, in front of rules that `rule` writes.
let head = """
    pack: my
    version: 1.0.0
    title: {zh: 我的, en: Mine}
    rules:

    """

/// A rule with what a test cares about.
func rule(
    _ id: String, _ match: String, _ lines: [String] = [], hit: String = "[一二三, 一二四, 一二五]",
    clean: String = "[一二六, 一二七, 一二八]"
) -> String {
    """
      - id: my.\(id)
        title: {zh: 一, en: One}
        category: custom
        severity: low
        match: \(match)

    """ + lines.map { "    \($0)\n" }.joined() + "    tests: {hit: \(hit), clean: \(clean)}\n"
}

extension RuleFile {
    /// The codes of its problems.
    var codes: [String] { RuleCheck.check([self]).problems.map(\.problem.code) }
}
