extension DocumentReader {
    private static let keys = [
        "id", "title", "category", "severity", "match", "tests", "action", "why", "clause", "risk", "level", "validate",
        "near", "except", "replacement", "view", "fold", "cap",
    ]
    private static let requiredKeys = ["id", "title", "category", "severity", "match", "tests"]

    /// The most scalars that `within` may count: what must be remembered of the text before a match.
    static let widestDistance = 10_000
    /// The most scalars that `cap` may let a match grow to.
    static let widestCap = 1_000_000

    mutating func rule(_ document: Document, pack: String?, places: inout [String: SourcePlace]) -> Rule? {
        guard let fields = fields(document, of: "a rule", known: Self.keys, required: Self.requiredKeys) else {
            return nil
        }
        let before = errorCount
        expressionPlaces = [:]
        let folding = fields["fold"].flatMap { fold($0) }
        switchedOff = folding?.off ?? []
        let id = fields["id"].flatMap { ruleID($0, pack: pack, places: &places) }
        let title = fields["title"].flatMap { self.title($0) }
        let category = fields["category"].flatMap { choice($0, of: "'category'", as: Category.self) }
        let severity = fields["severity"].flatMap { choice($0, of: "'severity'", as: Severity.self) }
        let named = fields["view"].flatMap { view($0) }
        let match = fields["match"].flatMap { self.match($0, view: named, insideAll: false) }
        let tests = fields["tests"].flatMap { self.tests($0) }
        guard let id, let title, let category, let severity, let match, let tests else {
            _ = completed(Rule.blank(at: document.place), with: fields)
            return nil
        }
        var rule = Rule(
            id: id, title: title, category: category, severity: severity, match: match,
            view: named.map { View($0, without: switchedOff) } ?? match.sharedView
                ?? View(.folded, without: switchedOff), tests: tests, place: document.place)
        rule.expressionPlaces = expressionPlaces
        let whole = completed(rule, with: fields)
        if let folding { check(folding, of: whole, at: fields.keyPlace("fold")) }
        if let validate = fields["validate"] { checkCapitals(of: whole, at: validate.place) }
        return errorCount == before ? whole : nil
    }

    /// A validator that goes by capitals is no use where they are folded away.
    private mutating func checkCapitals(of rule: Rule, at place: SourcePlace) {
        guard let validator = rule.validate, validator.isCaseSensitive,
            let view = rule.match.leaves.compactMap(\.view).first(where: { $0.folds.contains(.case) })
        else { return }
        report(
            .lostCapitals, at: place, "'\(validator.rawValue)' goes by capitals, which the view '\(view.name)' folds away",
            hint: "'view: raw', or 'fold: {without: [case]}'")
    }

    private var errorCount: Int { problems.count { $0.gravity == .error } }

    /// `rule` and what else its file says about it.
    private mutating func completed(_ rule: Rule, with fields: Fields) -> Rule {
        var rule = rule
        if let action = fields["action"].flatMap({ choice($0, of: "'action'", as: Action.self) }) {
            rule.action = action
        }
        if let level = fields["level"].flatMap({ choice($0, of: "'level'", as: Level.self) }) { rule.level = level }
        rule.validate = fields["validate"].flatMap { choice($0, of: "'validate'") }
        rule.near = fields["near"].flatMap { near($0, severity: rule.severity) }
        rule.except = fields["except"].flatMap { exceptions($0) } ?? []
        rule.replacement = fields["replacement"].flatMap { text($0, of: "'replacement'") }
        rule.cap = fields["cap"].flatMap { cap($0) }
        rule.why = fields["why"].flatMap { text($0, of: "'why'") }
        rule.clause = fields["clause"].flatMap { text($0, of: "'clause'") }
        rule.risk = fields["risk"].flatMap { risk($0) }
        return rule
    }

    private mutating func ruleID(
        _ document: Document, pack: String?, places: inout [String: SourcePlace]
    ) -> String? {
        guard let id = text(document, of: "'id'") else { return nil }
        let parts = id.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let isPlain = id.utf8.allSatisfy(Self.isNameUnit) && id.utf8.count <= 128
        let startsWithPack = pack.map { pack in parts.first.map { $0.elementsEqual(pack.utf8) } ?? false } ?? true
        guard isPlain, startsWithPack, parts.count >= 2, parts.allSatisfy({ !$0.isEmpty }) else {
            report(
                .ruleID, at: document.place, "the id is \(Quote.short(id))",
                hint: "'\(pack ?? "PACK").' and at most 128 of a–z, 0–9, '-' and '.', no part empty")
            return nil
        }
        if let first = places[id] {
            report(.idTwice, at: document.place, "the id '\(id)' stands in line \(first.line) already")
            return nil
        }
        places[id] = document.place
        return id
    }

    mutating func view(_ document: Document) -> View.Kind? {
        choice(document, of: "'view'", as: View.Kind.self)
    }

    private mutating func tests(_ document: Document) -> RuleTests? {
        guard let fields = fields(document, of: "'tests'", known: ["hit", "clean"]) else { return nil }
        for key in ["hit", "clean"] where fields[key] == nil {
            report(
                .tests, at: document.place, "'tests' names no text under '\(key)'",
                hint: "at least one that must hit, and one that must not")
        }
        let hit = fields["hit"].flatMap { samples($0, of: "'tests.hit'") }
        let clean = fields["clean"].flatMap { samples($0, of: "'tests.clean'") }
        guard let hit, let clean else { return nil }
        return RuleTests(hit: hit, clean: clean)
    }

    private mutating func samples(_ document: Document, of name: String) -> [String]? {
        if case .list(let elements) = document.content, elements.isEmpty {
            report(.tests, at: document.place, "\(name) is empty", hint: "at least one text")
            return nil
        }
        guard let elements = list(document, of: name) else { return nil }
        let texts = elements.compactMap { text($0, of: "an element of \(name)") }
        return texts.count == elements.count ? texts : nil
    }

    private mutating func near(_ document: Document, severity: Severity) -> Near? {
        let keys = ["any", "within", "side", "effect", "to"]
        guard let fields = fields(document, of: "'near'", known: keys, required: ["any", "within"]) else { return nil }
        let any = fields["any"].flatMap { phrases($0, of: "'near.any'") }
        let within = fields["within"].flatMap { integer($0, of: "'near.within'", in: 0...Self.widestDistance) }
        let side = fields["side"].flatMap { choice($0, of: "'near.side'", as: Near.Side.self) } ?? .both
        let effect = effect(fields, severity: severity)
        guard let any, let within, let effect else { return nil }
        return Near(any: any, within: within, side: side, effect: effect)
    }

    private mutating func effect(_ fields: Fields, severity: Severity) -> Near.Effect? {
        let effect = fields["effect"].flatMap { choice($0, of: "'near.effect'", as: NearEffect.self) }
        if fields["effect"] != nil, effect == nil { return nil }
        guard effect == .raise else {
            if fields["to"] != nil {
                report(.meaninglessKey, at: fields.keyPlace("to"), "'to' says nothing without 'effect: raise'")
            }
            return .require
        }
        guard let document = fields["to"] else {
            report(.missingKey, at: fields.place, "'effect: raise' needs the key 'to'", hint: "a severity")
            return nil
        }
        guard let to = choice(document, of: "'near.to'", as: Severity.self) else { return nil }
        if to <= severity {
            report(
                .meaninglessKey, at: document.place, "'\(to.rawValue)' is no more than the rule's own severity",
                gravity: .warning)
        }
        return .raise(to: to)
    }

    private enum NearEffect: String, CaseIterable { case require, raise }

    private mutating func exceptions(_ document: Document) -> [Exception]? {
        guard let elements = list(document, of: "'except'") else { return nil }
        return elements.compactMap { element in
            guard let fields = fields(element, of: "an exception", known: ["phrase"], required: ["phrase"]) else {
                return nil
            }
            return fields["phrase"].flatMap { phrase($0, of: "'phrase'") }.map { Exception(phrase: $0) }
        }
    }

    private mutating func cap(_ document: Document) -> Cap? {
        let keys = ["chars", "then"]
        guard let fields = fields(document, of: "'cap'", known: keys, required: keys) else { return nil }
        let chars = fields["chars"].flatMap { integer($0, of: "'cap.chars'", in: 1...Self.widestCap) }
        let then = fields["then"].flatMap { choice($0, of: "'cap.then'", as: Cap.Outcome.self) }
        guard let chars, let then else { return nil }
        return Cap(chars: chars, then: then)
    }

    private mutating func risk(_ document: Document) -> String? {
        guard let risk = text(document, of: "'risk'") else { return nil }
        guard Risk.isKnown(risk) else {
            report(
                .unknownRisk, at: document.place, "no risk \(Quote.short(risk)) in GB/T 45654-2025 annex A",
                hint: "A.1.a–h, A.2.a–i, A.3.a–e, A.4.a–g, A.5.a–b")
            return nil
        }
        return risk
    }
}

/// The thirty-one risks of GB/T 45654-2025 annex A.
public enum Risk {
    /// `A.1.a` to `A.5.b`, in the standard's order.
    public static let all: [String] = zip(1..., ["abcdefgh", "abcdefghi", "abcde", "abcdefg", "ab"]).flatMap {
        section, letters in letters.map { "A.\(section).\($0)" }
    }

    static func isKnown(_ risk: String) -> Bool { all.contains { $0.utf8.elementsEqual(risk.utf8) } }
}

extension Rule {
    /// Stands in for a rule of which something required is missing, so that the rest of it is looked at too.
    fileprivate static func blank(at place: SourcePlace) -> Rule {
        Rule(
            id: "", title: Title(zh: "", en: ""), category: .custom, severity: .low, match: .any([]), view: .folded,
            place: place)
    }
}

extension Match {
    /// The members without members, from left to right.
    package var leaves: [Match] {
        switch self {
        case .keywords, .regex: [self]
        case .any(let members), .all(let members, _, _): members.flatMap(\.leaves)
        }
    }

    /// The view that all leaves share.
    var sharedView: View? {
        let views = Set(leaves.compactMap(\.view))
        return views.count == 1 ? views.first : nil
    }

    /// The view of a leaf.
    package var view: View? {
        switch self {
        case .keywords(_, let view), .regex(_, let view): view
        case .any, .all: nil
        }
    }
}
