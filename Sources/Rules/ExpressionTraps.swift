internal import RegexSyntax

/// What means something else in Oniguruma's dialect than its writer is likely to think.
enum ExpressionTraps {
    struct Trap: Equatable, Sendable {
        var code: ProblemCode
        var gravity: RuleProblem.Gravity
        var message: String
        var hint: String?
        /// In scalars of the expression.
        var offset: Int
    }

    /// The traps of `expression`, each kind once, in the order of its text; where it cannot be read, the reason why.
    static func find(in expression: String) -> [Trap] {
        do {
            return find(in: try Expression(expression))
        } catch {
            return [trap(error)]
        }
    }

    static func find(in expression: Expression) -> [Trap] {
        let all = expression.traps.map(trap) + besideChinese(expression)
        var traps: [Trap] = []
        for trap in all.sorted(by: { $0.offset < $1.offset })
        where !traps.contains(where: { $0.code == trap.code && $0.message == trap.message }) {
            traps.append(trap)
        }
        return traps
    }

    /// Why an expression is refused.
    static func trap(_ error: SyntaxError) -> Trap {
        let code: ProblemCode =
            switch error.topic {
            case .dialect: .foreignGroup
            case .recursion: .recursion
            case .lookBehind: .lookBehind
            case .other: error.reason == .malformed ? .expression : .notForRules
            }
        return Trap(code: code, gravity: .error, message: error.message, hint: error.hint, offset: error.offset)
    }

    private static func trap(_ trap: RegexSyntax.Trap) -> Trap {
        let (code, message, hint) = words(trap.kind)
        let isError = [.quoting, .bareProperty, .namedCharacter].contains(code)
        return Trap(
            code: code, gravity: isError ? .error : .warning, message: message, hint: hint,
            offset: trap.range.lowerBound)
    }

    private static func words(_ kind: RegexSyntax.Trap.Kind) -> (ProblemCode, message: String, hint: String) {
        switch kind {
        case .dotAll:
            (.multiline, "'(?m)' lets '.' match line breaks", "'^' and '$' match at every line without it")
        case .hexDigit(let letter):
            (
                .hexDigit, #"'\\#(letter)' is about hexadecimal digits, not about space"#,
                #"[ \t] for space within a line, [0-9a-fA-F] to be plain"#
            )
        case .quoting(let letter):
            (
                .quoting, #"'\\#(letter)' is the letter \#(letter): nothing is quoted"#,
                #"put a \ before each character that means something"#
            )
        case .bareProperty(let letter): (.bareProperty, #"'\\#(letter)' without braces is a letter"#, #"\p{L}"#)
        case .namedCharacter(let letter):
            (.namedCharacter, #"'\\#(letter)' names no character in this dialect"#, #"\x{1F600}"#)
        case .lineStart: (.lineAnchor, "'^' matches at every line of a text", #"\A is the start of the text"#)
        case .lineEnd: (.lineAnchor, "'$' matches at every line of a text", #"(?=\z) is the end of the text"#)
        case .stackedRepetition:
            (
                .stackedQuantifier,
                "a quantifier behind an interval repeats it: 'a{2}+' is '(?:a{2})+', not possessive",
                "write (?>a{2}) for possessive, or the group for repetition"
            )
        }
    }

    /// Word characters are ASCII here, so that `\b` stands between two Chinese characters nowhere.
    private static func besideChinese(_ expression: Expression) -> [Trap] {
        let scalars = Array(expression.source.unicodeScalars)
        var leaves: [WordNeighbour] = []
        WordNeighbour.collect(expression.root, in: scalars, to: &leaves)
        return leaves.indices.compactMap { index in
            guard case .word(let name, let offset) = leaves[index] else { return nil }
            let around = [index - 1, index + 1].lazy.filter(leaves.indices.contains).map { leaves[$0] }
            let hanzi = around.compactMap { if case .hanzi(let scalar) = $0 { scalar } else { nil } }.first
            return hanzi.map { hanzi in
                Trap(
                    code: .asciiClassBesideChinese, gravity: .warning,
                    message:
                        #"'\\#(name)' beside '\#(hanzi)': word characters are ASCII letters, digits and '_' here"#,
                    hint: #"say what may stand there, as in (?![0-9A-Za-z]), or ask for Unicode with (?-WP)"#,
                    offset: offset)
            }
        }
    }
}

/// A leaf of an expression as far as words are concerned.
private enum WordNeighbour {
    /// `\b \B \w \W` for ASCII, by its letter.
    case word(Unicode.Scalar, offset: Int)
    case hanzi(Unicode.Scalar)
    case other

    /// The leaves from left to right, with something other between alternatives.
    static func collect(_ node: Node, in source: [Unicode.Scalar], to leaves: inout [WordNeighbour]) {
        switch node.kind {
        case .one(let set): leaves.append(leaf(node, set, in: source))
        case .anchor(.wordEdge(let set)), .anchor(.noWordEdge(let set)): leaves.append(leaf(node, set, in: source))
        case .anchor, .backreference, .keep, .lineBreak, .grapheme: leaves.append(.other)
        case .empty: break
        case .alternation(let nodes):
            for (index, node) in nodes.enumerated() {
                if index > 0 { leaves.append(.other) }
                collect(node, in: source, to: &leaves)
            }
        case .sequence(let nodes): for node in nodes { collect(node, in: source, to: &leaves) }
        case .repetition(let node, _), .capture(let node, _), .atomic(let node), .lookAhead(let node, _),
            .lookBehind(let node, _), .absent(let node):
            collect(node, in: source, to: &leaves)
        }
    }

    private static func leaf(_ node: Node, _ set: ScalarSet, in source: [Unicode.Scalar]) -> WordNeighbour {
        let start = node.range.lowerBound
        if node.range.count == 2, source.indices.contains(start + 1), source[start] == "\\",
            ["b", "B", "w", "W"].contains(source[start + 1]), set.contains(0x4E00) == (source[start + 1] == "W")
        {
            return .word(source[start + 1], offset: start)
        }
        guard set.count == 1, let only = set.ranges.first.flatMap({ Unicode.Scalar($0.lowerBound) }),
            only.properties.isIdeographic
        else { return .other }
        return .hanzi(only)
    }
}
