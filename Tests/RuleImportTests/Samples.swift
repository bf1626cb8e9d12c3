import Monitor
import RuleImport
import Rules
import TestSupport
import Testing

/// The packs that are imported in tests, read as a user's would be.
enum Imported {
    /// The pack's rules as they apply; its own tests must pass, and nothing about it may be wrong.
    static func rules(_ imported: ImportedPack) throws -> RuleSet {
        let folder = Dictionary(imported.wordFiles.map { ($0.path, $0.text) }) { $1 }
        let loaded = try Pack.load(imported.text, file: imported.name + ".yaml") { path throws(Missing) in
            guard let text = folder[path] else { throw Missing() }
            return text
        }
        let errors = RuleLint.check([loaded.pack]).filter { $0.gravity == .error }
        #expect(errors.isEmpty, "\(errors)")
        let set = try RuleSet(packs: [loaded.pack])
        let failed = RuleTestRunner().run(set).filter { !$0.passed }
        #expect(failed.isEmpty, "\(failed.map { ($0.rule, $0.kind, $0.text) })")
        #expect(set.rules.allSatisfy { $0.tests.hit.count + $0.tests.clean.count >= 2 })
        return set
    }

    private struct Missing: Error {}

    /// What one rule finds in a text.
    static func found(_ set: RuleSet, _ rule: String, _ text: String) -> [String] {
        let bytes = Array(text.utf8)
        return StreamingMonitor(set).judge(bytes).findings.filter { $0.rule == rule }
            .map { String(decoding: bytes[$0.bytes], as: UTF8.self) }
    }

    /// `kind rule subject`, a line each.
    static func issues(_ imported: ImportedPack, _ kind: ImportIssue.Kind) -> [String] {
        imported.issues.filter { $0.kind == kind }.map { "\($0.rule ?? "*") \($0.subject)" }
    }
}
