import RegexSyntax
import Rules
import Synchronization
import TextMatching

/// The gates, and who needs none.
final class Entrance: Sendable {
    let gates: Gates
    /// The rules that could find something in a text in which no gate does.
    let openRules: [Int]
    /// By rule, the number of the gate of a word that must stand near; `nil` where none must.
    let nearGates: [Int?]
    /// By leaf, the number of the gate of what must stand there besides; `nil` where nothing must.
    let companions: [Int?]
    /// By gate, its rule.
    let owners: [Int]
    /// By gate, whether it matters where its hits stand, and not only that there are some.
    let isPlaced: [Bool]
    /// By rule, whether a hit of the gate of its only leaf is all that it takes to ask it.
    let isDueWhenSeen: [Bool]
    /// By rule, the views that it and its leaves look at.
    let views: [ViewChoice]
    /// By rule, whether what its leaves find is not all that it looks at.
    let readsText: [Bool]
    /// By leaf.
    let viewsOfLeaves: [Int]
    /// By view.
    let foldings: [Folding]
    /// By leaf, whether its attempts are cut off.
    let hasCap: [Bool]
    /// By leaf, how many scalars of its view in front of a match matter for it.
    let contexts: [Int]
    /// By leaf, how many bytes behind its gate's hits a first look takes in: as many as most matches go on for.
    let outlooks: [Int]
    /// What texts are judged with, as many as were judged at once.
    let desks = Mutex<[KeptDesk]>([])

    init(_ rules: [PlannedRule], _ leaves: [PlanLeaf], _ words: [[String]], _ views: [Foldings]) {
        var builder = GateBuilder()
        var besides: [[RequiredLiteral]] = []
        let required = EveryCore.map(leaves) { leaf in
            leaf.expression.flatMap { $0.root.canReachLimits ? nil : $0.root.gates(within: leaf.cap) }
        }
        for ((leaf, words), required) in zip(zip(leaves, words), required) {
            let foldings = views[leaf.view]
            switch leaf.matcher {
            case .words: builder.addWords(words.flatMap(Folding(foldings).spellings(of:)), foldings.subtracting(.split))
            case .expression:
                let needsWord = rules[leaf.rule].rule.near?.effect == .require
                besides.append(builder.addExpression(required, foldings, needsWord: needsWord))
                continue
            }
            besides.append([])
        }
        var owners = leaves.map(\.rule)
        let companions: [Int?] = besides.enumerated().map { number, literals in
            guard !literals.isEmpty else { return nil }
            builder.addCompanions(literals, views[leaves[number].view])
            owners.append(leaves[number].rule)
            return owners.count - 1
        }
        self.companions = companions
        nearGates = rules.enumerated().map { number, rule in
            guard let near = rule.rule.near, near.effect == .require else { return nil }
            let foldings = views[rule.view]
            builder.addWords(near.any.flatMap(Folding(foldings).spellings(of:)), foldings.subtracting(.split))
            owners.append(number)
            return owners.count - 1
        }
        self.owners = owners
        let placed = leaves.count + companions.count { $0 != nil }
        isPlaced = owners.indices.map { $0 < placed }
        let gates = builder.gates()
        self.gates = gates
        openRules = rules.indices.filter { rules[$0].search.isOpen(gates) }
        let nearGates = nearGates
        isDueWhenSeen = rules.indices.map { number in
            if case .leaf(let leaf) = rules[number].search { nearGates[number] == nil && companions[leaf] == nil } else { false }
        }
        self.views = rules.map { rule in
            var choice = ViewChoice(rule.view)
            for leaf in rule.leaves { choice.formUnion(ViewChoice(leaves[leaf].view)) }
            return choice
        }
        readsText = rules.map { rule in
            rule.acts || !rule.isPlain || rule.near != nil || rule.except != nil || rule.rule.validate != nil
        }
        viewsOfLeaves = leaves.map(\.view)
        foldings = views.map { Folding($0) }
        hasCap = leaves.map { $0.cap != nil }
        contexts = leaves.map { min($0.expression?.reach ?? 0, 1 << 20) + 2 }
        outlooks = leaves.map(Self.outlook)
    }

    /// Too few bytes cost a second look, and all of them the time to decode them.
    private static func outlook(_ leaf: PlanLeaf) -> Int {
        guard let most = leaf.expression?.root.width.greatestScalars, most < Self.greatestOutlook else {
            return Self.usualOutlook
        }
        // Short ones may be Chinese throughout; in long ones the gaps are, and those are seldom filled.
        return max(3 * min(most, 16), most) + 8
    }

    private static let usualOutlook = 64
    private static let greatestOutlook = 128
}

extension Entrance {
    /// Whether a rule could find anything, given what the gates have found.
    func isDue(_ number: Int, _ look: Gates.Look, in plan: Plan) -> Bool {
        let rule = plan.rules[number]
        guard isDue(rule.search, look) else { return false }
        // Without the word no hit is a finding. But an expression that can fail has to do so whatever else there is.
        guard let near = nearGates[number], !rule.leaves.contains(where: { gates.canFail[$0] }) else {
            return true
        }
        return gates.isOpen[near] || look.isSeen(near)
    }

    /// Whether a search could find anything, given what its leaves' gates have found.
    private func isDue(_ search: PlanSearch, _ look: Gates.Look) -> Bool {
        switch search {
        case .leaf(let leaf): gates.isOpen[leaf] || look.isSeen(leaf) && hasCompanion(leaf, look)
        case .any(let members): members.contains { isDue($0, look) }
        case .all(let window): !window.fallible.isEmpty || window.members.allSatisfy { isDue($0, look) }
        }
    }

    /// Whether what has to stand besides what a leaf's gate looks for stands there too.
    func hasCompanion(_ leaf: Int, _ look: Gates.Look) -> Bool {
        companions[leaf].map { gates.isOpen[$0] || look.isSeen($0) } ?? true
    }
}
