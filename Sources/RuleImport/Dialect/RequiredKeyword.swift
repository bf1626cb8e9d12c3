extension ForeignNode {
    /// Whether every text that matches holds one of some words, whatever their case: then to ask for one of them first
    /// changes nothing.
    func alwaysHolds(oneOf words: [String]) -> Bool {
        let words = words.map { $0.lowercased() }
        return !words.isEmpty && holds(oneOf: words)
    }

    private func holds(oneOf words: [String]) -> Bool {
        if let texts { return Self.all(texts, hold: words) }
        switch self {
        case .sequence(let nodes): return Self.run(of: nodes, holds: words)
        case .alternation(let nodes): return nodes.allSatisfy { $0.holds(oneOf: words) }
        case .repetition(let body, let least, _, _): return least > 0 && body.holds(oneOf: words)
        case .capture(let body, _), .atomic(let body): return body.holds(oneOf: words)
        // What is only looked at stands in the text too.
        case .lookAhead(let body, negative: false), .lookBehind(let body, negative: false): return body.holds(oneOf: words)
        default: return false
        }
    }

    private static func all(_ texts: Set<String>, hold words: [String]) -> Bool {
        !texts.isEmpty && texts.allSatisfy { text in words.contains(where: text.contains) }
    }

    /// Texts of neighbours are put together as long as they are few.
    private static func run(of nodes: [ForeignNode], holds words: [String]) -> Bool {
        var run: Set<String> = [""]
        for node in nodes {
            if let texts = node.texts, run.count * texts.count <= mostTexts {
                run = Set(run.flatMap { text in texts.map { text + $0 } })
                continue
            }
            if all(run, hold: words) || node.holds(oneOf: words) { return true }
            run = node.texts ?? [""]
        }
        return all(run, hold: words)
    }

    private static let mostTexts = 64

    /// All texts that it matches, in lower case, if they are few and short.
    private var texts: Set<String>? {
        switch self {
        case .empty, .edge, .keep: return [""]
        case .literal(let scalar, _): return [String(scalar).lowercased()]
        case .set(let set):
            guard !set.isNegative else { return nil }
            var texts: Set<String> = []
            for item in set.items {
                guard case .range(let low, let high) = item, high - low < 16 else { return nil }
                for value in low...high { texts.insert(String(Unicode.Scalar(value) ?? " ").lowercased()) }
            }
            return texts.count <= 16 ? texts : nil
        case .sequence(let nodes):
            var run: Set<String> = [""]
            for node in nodes {
                guard let texts = node.texts, run.count * texts.count <= Self.mostTexts else { return nil }
                run = Set(run.flatMap { text in texts.map { text + $0 } })
            }
            return run
        case .alternation(let nodes):
            var all: Set<String> = []
            for node in nodes {
                guard let texts = node.texts, all.count + texts.count <= Self.mostTexts else { return nil }
                all.formUnion(texts)
            }
            return all
        case .repetition(let body, let least, let greatest, _):
            guard let greatest, greatest <= 4, let texts = body.texts else { return nil }
            var all: Set<String> = []
            for count in least...max(least, greatest) {
                guard let turn = ForeignNode.sequence(Array(repeating: body, count: count)).texts,
                    all.count + turn.count * texts.count <= Self.mostTexts
                else { return nil }
                all.formUnion(turn)
            }
            return all
        case .capture(let body, _), .atomic(let body): return body.texts
        case .any, .lookAhead, .lookBehind, .backreference: return nil
        }
    }
}
