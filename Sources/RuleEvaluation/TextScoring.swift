internal import Monitor
internal import Rules

/// The rules of a set by their ids, and what they belong to.
struct RuleCatalog: Sendable {
    struct Entry: Sendable {
        var pack: String
        var category: Category
        var risk: String?
    }

    private let entries: [String: Entry]

    init(_ set: RuleSet) {
        var entries: [String: Entry] = [:]
        for pack in set.packs {
            for rule in pack.rules {
                entries[rule.id] = Entry(pack: pack.name, category: rule.category, risk: rule.risk)
            }
        }
        self.entries = entries
    }

    subscript(id: String) -> Entry? { entries[id] }

    /// What a finding counts for.
    func classes(of finding: Finding) -> [ScoredClass] { [.all] + classes(ofRule: finding.rule) }

    /// What a label asks for.
    func classes(of label: Label) -> [ScoredClass] {
        switch label.target {
        case .rule(let id): [.all] + classes(ofRule: id)
        case .category(let category): [.all, .category(category)]
        case .risk(let risk): [.all, .risk(risk)]
        }
    }

    private func classes(ofRule id: String) -> [ScoredClass] {
        guard let entry = entries[id] else { return [.rule(id)] }
        let own: [ScoredClass] = [.rule(id), .category(entry.category), .pack(entry.pack)]
        return entry.risk.map { own + [.risk($0)] } ?? own
    }
}

/// Holds the findings in one text against its labels.
///
/// A label *explains* a finding if it names the finding's rule, or its category, or its risk; with spans, if the two
/// overlap as well, where a label without `bytes` overlaps everything. A rule's label names its category, its pack and
/// its risk too.
struct TextScoring: Sendable {
    let catalog: RuleCatalog
    let unit: Evaluator.Unit
    let labels: [Label]

    /// Whether some label explains it.
    func isExplained(_ finding: Finding) -> Bool { labels.contains { explains($0, finding) } }

    func explains(_ label: Label, _ finding: Finding) -> Bool {
        guard overlaps(label, finding) else { return false }
        switch label.target {
        case .rule(let id): return id == finding.rule
        case .category(let category): return category == finding.category
        case .risk(let risk): return catalog[finding.rule]?.risk == risk
        }
    }

    private func overlaps(_ label: Label, _ finding: Finding) -> Bool {
        guard unit == .span, let bytes = label.bytes else { return true }
        return bytes.overlaps(finding.bytes)
    }

    /// Whether some finding is what the label names.
    func isFound(_ label: Label, in findings: [Finding]) -> Bool { findings.contains { explains(label, $0) } }

    /// The figures of this text.
    func scores(_ findings: [Finding]) -> LevelScores {
        var level = LevelScores()
        level.scores = unit == .line ? lineScores(findings) : spanScores(findings)
        for finding in findings where !isExplained(finding) {
            for pack in [nil, catalog[finding.rule]?.pack] as Set {
                level.falseAlarms[pack, default: FalseAlarms(texts: 1, findings: 0)].findings += 1
            }
        }
        return level
    }

    /// Each class is right, wrong or missed once in a text.
    private func lineScores(_ findings: [Finding]) -> [ScoredClass: Score] {
        let named = Set(labels.flatMap { catalog.classes(of: $0) })
        var found: [ScoredClass: Bool] = [:]
        for finding in findings {
            let isExplained = isExplained(finding)
            for key in catalog.classes(of: finding) { found[key] = isExplained || found[key] ?? named.contains(key) }
        }
        var scores = found.mapValues { $0 ? Score(right: 1) : Score(wrong: 1) }
        for key in named where found[key] == nil { scores[key] = Score(missed: 1) }
        return scores
    }

    /// A label is right or missed, a finding that touches none of them is wrong.
    private func spanScores(_ findings: [Finding]) -> [ScoredClass: Score] {
        let named = labels.map { Set(catalog.classes(of: $0)) }
        var scores: [ScoredClass: Score] = [:]
        var touched = labels.map { _ in Set<ScoredClass>() }
        for finding in findings {
            for key in catalog.classes(of: finding) {
                let touching = labels.indices.filter {
                    overlaps(labels[$0], finding) && (named[$0].contains(key) || explains(labels[$0], finding))
                }
                if touching.isEmpty { scores[key, default: Score()].wrong += 1 }
                for index in touching { touched[index].insert(key) }
            }
        }
        for index in labels.indices {
            for key in touched[index] { scores[key, default: Score()].right += 1 }
            for key in named[index].subtracting(touched[index]) { scores[key, default: Score()].missed += 1 }
        }
        return scores
    }
}
