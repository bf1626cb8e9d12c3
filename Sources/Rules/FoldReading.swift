/// What a rule says under `fold`.
struct FoldChoice {
    /// What is switched off.
    var off: Set<Fold>
    /// What the rule names, and where.
    var named: [(fold: Fold, place: SourcePlace)]
}

extension DocumentReader {
    private static let foldKeys = ["only", "without"]

    /// `{without: […]}` switches foldings off, `{only: […]}` all others.
    mutating func fold(_ document: Document) -> FoldChoice? {
        guard let fields = fields(document, of: "'fold'", known: Self.foldKeys) else { return nil }
        let keys = Self.foldKeys.filter { fields[$0] != nil }
        guard keys.count == 1, let key = keys.first, let value = fields[key] else {
            let found = keys.isEmpty ? "none" : Quote.list(keys)
            report(
                .foldKind, at: document.place, "a 'fold' holds one of \(Quote.list(Self.foldKeys)); here: \(found)",
                hint: "'fold: {without: [case]}' folds all but that, 'fold: {only: [width]}' that alone")
            return nil
        }
        guard let elements = list(value, of: "'fold.\(key)'") else { return nil }
        let named = elements.compactMap { element in
            choice(element, of: "an element of 'fold.\(key)'", as: Fold.self).map { (fold: $0, place: element.place) }
        }
        guard named.count == elements.count else { return nil }
        let names = Set(named.map(\.fold))
        return FoldChoice(off: key == "only" ? Set(Fold.allCases).subtracting(names) : names, named: named)
    }

    /// Looks for what cannot be meant: foldings that no view of the rule has, and views of which nothing is left.
    mutating func check(_ choice: FoldChoice, of rule: Rule, at place: SourcePlace) {
        let views = rule.match.leaves.compactMap(\.view) + (rule.usesOwnView ? [rule.view] : [])
        let folds = views.reduce(into: Set<Fold>()) { $0.formUnion($1.kind.folds) }
        guard !choice.off.isDisjoint(with: folds) else {
            let kinds = Quote.list(View.Kind.allCases.filter { kind in views.contains { $0.kind == kind } }.map(\.rawValue))
            report(
                .meaninglessKey, at: place,
                "'fold' switches off nothing that the rule's view folds away: \(kinds)", hint: "leave it out")
            return
        }
        if let bare = views.first(where: \.isBare) {
            report(
                .meaninglessKey, at: place, "'fold' leaves nothing of the view '\(bare.name)'",
                hint: "'view: raw' is the text as it is")
            return
        }
        for (fold, place) in choice.named where !folds.contains(fold) {
            report(
                .meaninglessKey, at: place, "'\(fold.rawValue)' says nothing: no view of the rule folds that away",
                gravity: .warning)
        }
    }
}

extension View {
    /// Whether a rule has switched off all that it would do.
    fileprivate var isBare: Bool { (kind == .folded || kind == .foldedPlus) && folds.isEmpty }
}

extension Rule {
    /// Whether something of it is looked for, or counted, in its own view.
    fileprivate var usesOwnView: Bool { near != nil || !except.isEmpty || match.holdsAll }
}
