extension Parser {
    /// `(?<=…)` and `(?<!…)`: each alternative of one length, as in Ruby.
    mutating func lookBehind(from start: Int, negative: Bool) throws(SyntaxError) -> Piece {
        let outer = options
        var piece = try alternatives()
        options = outer
        guard accept(")") else { throw malformed("'(' without ')'", at: start) }
        if let offender = piece.node.offender(inNegative: negative) {
            let hint = offender.kind.isCapture ? "(?:…)" : nil
            throw notForRules(
                offender.kind.isCapture ? "a capturing group in a negative look-behind" : "not allowed in a look-behind",
                at: offender.range.lowerBound, hint: hint,
                topic: offender.width.greatestScalars == nil ? .lookBehind : .other)
        }
        if case .alternation(let branches) = piece.node.kind, !piece.isWrapped {
            let trimmed = branches.map(\.withoutLooseEnd)
            for branch in trimmed { try requireOneWidth(branch) }
            piece.node = Node(.alternation(trimmed), at: piece.node.range)
        } else {
            if !piece.isWrapped { piece.node = piece.node.withoutLooseEnd }
            try requireOneWidth(piece.node)
        }
        return Piece(node: Node(.lookBehind(piece.node, negative: negative), at: start..<position), isRepeatable: false)
    }

    private func requireOneWidth(_ node: Node) throws(SyntaxError) {
        let width = node.width
        guard width.greatestScalars == nil || width.greatestScalars != width.leastScalars else { return }
        throw notForRules(
            width.greatestScalars == nil ? "a look-behind without a greatest width" : "a look-behind of several widths",
            at: node.range.lowerBound,
            hint: width.greatestScalars == nil
                ? "bound its repetitions, and give each width an alternative of its own: (?<=ab|c)"
                : "give each width an alternative of its own: (?<=ab|c)",
            topic: width.greatestScalars == nil ? .lookBehind : .other)
    }
}

extension Node.Kind {
    fileprivate var isCapture: Bool { if case .capture = self { true } else { false } }
}

extension Node {
    /// What may not stand in a look-behind.
    fileprivate func offender(inNegative: Bool) -> Node? {
        switch kind {
        case .empty, .one: nil
        case .anchor(.lineStart), .anchor(.lineEnd), .anchor(.wordEdge), .anchor(.noWordEdge), .anchor(.textStart): nil
        case .sequence(let nodes), .alternation(let nodes):
            nodes.lazy.compactMap { $0.offender(inNegative: inNegative) }.first
        case .repetition(let node, _), .atomic(let node): node.offender(inNegative: inNegative)
        case .lookBehind(let node, _): node.offender(inNegative: inNegative)
        case .capture(let node, _): inNegative ? self : node.offender(inNegative: inNegative)
        case .lookAhead, .backreference, .keep, .absent, .lineBreak, .grapheme, .anchor: self
        }
    }

    /// libonig leaves the optional part of a repeated character away where nothing else is in the look-behind:
    /// `(?<=a{1,3})` is `(?<=a)`.
    fileprivate var withoutLooseEnd: Node {
        guard case .repetition(let body, let repetition) = kind, case .one = body.kind,
            repetition.order != .possessive, repetition.greatest != nil, repetition.greatest != repetition.least
        else { return self }
        if repetition.least == 0 { return Node(.empty, at: range) }
        return Node(.repetition(body, Repetition(repetition.least, repetition.least)), at: range)
    }
}
