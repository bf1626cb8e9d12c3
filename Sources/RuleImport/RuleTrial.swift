internal import Monitor
internal import RegexSyntax
internal import Rules

/// Gives a rule the tests that every rule of a pack has, and finds out whether it can be used at all.
enum RuleTrial {
    /// The rule with its tests.
    /// - Throws: why the rule cannot stand in a pack.
    static func tried(_ draft: RuleDraft, pack: String) throws(DialectError) -> RuleDraft {
        var draft = draft
        // To be read at all, a rule needs tests.
        draft.tests = RuleTests(hit: ["hit"], clean: ["clean"])
        let set = try ruleSet(draft, pack: pack)
        guard case .regex(let source) = draft.looks else { return draft }
        let hits = try hits(of: source, set, except: draft.except)
        draft.tests = RuleTests(hit: hits, clean: nearMisses(of: hits, set))
        return draft
    }

    /// What tests there are for the words of a rule, of which any near miss is certain.
    static func isHit(_ text: String, by monitor: StreamingMonitor, rule: String) -> Bool {
        monitor.judge(Array(text.utf8)).findings.contains { $0.rule == rule }
    }

    /// Reads the rule as its file will be read.
    private static func ruleSet(_ draft: RuleDraft, pack: String) throws(DialectError) -> RuleSet {
        var writer = PackWriter(name: pack, version: "1.0.0", zh: pack, en: pack, comments: [])
        writer.add(draft)
        do throws(RuleProblems) {
            let loaded = try Pack.load(Array(writer.text.utf8), file: "import") { path throws(NoFile) in throw NoFile() }
            if let error = RuleLint.check([loaded.pack]).first(where: { $0.gravity == .error }) {
                throw RuleProblems([error])
            }
            return try RuleSet(packs: [loaded.pack])
        } catch {
            let problem = error.problems.first { $0.gravity == .error } ?? error.problems.first
            throw DialectError(problem.map { "\($0.code): \($0.message)" } ?? "the rule cannot be loaded")
        }
    }

    private struct NoFile: Error {}

    /// How often a text is made before it is said that there is none.
    private static let attempts = 200
    private static let wanted = 3

    private static func hits(
        of source: String, _ set: RuleSet, except: [String]
    ) throws(DialectError) -> [String] {
        guard let root = try? Expression(source).root, let rule = set.rules.first else {
            throw DialectError("the expression cannot be read")
        }
        let monitor = StreamingMonitor(set)
        var hits: [String] = []
        var sampler = TextSampler(seed: source.utf8.reduce(14_695_981_039_346_656_037) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 })
        for _ in 0..<attempts where hits.count < wanted {
            guard let text = sampler.text(root), !text.isEmpty, !hits.contains(text) else { continue }
            if isHit(text, by: monitor, rule: rule.id) { hits.append(text) }
        }
        guard !hits.isEmpty else { throw DialectError("no text could be made that it finds") }
        return hits
    }

    /// Texts that differ from a hit in a character, and are none.
    private static func nearMisses(of hits: [String], _ set: RuleSet) -> [String] {
        guard let rule = set.rules.first else { return [] }
        let monitor = StreamingMonitor(set)
        var misses: [String] = []
        for hit in hits {
            let miss = candidates(hit).first { text in
                !text.isEmpty && !misses.contains(text) && !isHit(text, by: monitor, rule: rule.id)
            }
            if let miss { misses.append(miss) }
        }
        return misses.isEmpty ? ["…"] : misses
    }

    /// One character less at the end, at the beginning, in the middle; another one instead.
    private static func candidates(_ hit: String) -> [String] {
        let scalars = Array(hit.unicodeScalars)
        func text(_ scalars: some Sequence<Unicode.Scalar>) -> String {
            var text = ""
            text.unicodeScalars.append(contentsOf: scalars)
            return text
        }
        var candidates = [text(scalars.dropLast()), text(scalars.dropFirst())]
        for place in [scalars.count / 2, scalars.count / 4, scalars.count * 3 / 4, 0, scalars.count - 1] {
            guard scalars.indices.contains(place) else { continue }
            candidates.append(text(scalars[..<place] + scalars[(place + 1)...]))
            for other in ["~", "é", "，"] as [Unicode.Scalar] {
                candidates.append(text(scalars[..<place] + [other] + scalars[(place + 1)...]))
            }
        }
        candidates.append(text(scalars.prefix(scalars.count / 2)))
        return candidates
    }
}
