/// Writes a tree as an expression that Oniguruma reads to the same effect.
///
/// Ruby's `(?i)` in the middle of a branch ends at the next `|`, so that case is ignored for the whole expression or
/// inside of groups. What captures is written as a plain group unless something refers to it.
struct ForeignPrinter {
    private let capturing: Bool
    private var text = ""

    static func text(_ node: ForeignNode) -> String {
        var printer = ForeignPrinter(capturing: node.hasBackreference)
        let ignores = CaseNeed(node) == .ignores
        if ignores { printer.text = "(?i)" }
        printer.write(node, ignoring: ignores)
        return printer.text
    }

    private init(capturing: Bool) { self.capturing = capturing }

    private mutating func write(_ node: ForeignNode, ignoring: Bool) {
        switch CaseNeed(node) {
        case .ignores where !ignoring: return group("(?i:", node, ignoring: true)
        case .heeds where ignoring: return group("(?-i:", node, ignoring: false)
        default: break
        }
        switch node {
        case .empty: break
        case .literal(let scalar, _): text += Self.escaped(scalar, inSet: false)
        case .set(let set): text += Self.text(set)
        case .any(let lineFeeds): text += lineFeeds ? #"[\s\S]"# : "."
        case .edge(let edge): text += edge.expression
        case .sequence(let nodes): writeSequence(nodes, ignoring)
        case .alternation(let nodes):
            for (index, node) in nodes.enumerated() {
                if index > 0 { text += "|" }
                write(node, ignoring: ignoring)
            }
        case .repetition(let body, let least, let greatest, let order):
            writeRepetition(body, least, greatest, order, ignoring)
        case .capture(let body, _): group(capturing ? "(" : "(?:", body, ignoring)
        case .atomic(let body): group("(?>", body, ignoring)
        case .lookAhead(let body, let negative): group(negative ? "(?!" : "(?=", body, ignoring)
        case .lookBehind(let body, let negative): group(negative ? "(?<!" : "(?<=", body, ignoring)
        case .backreference(let number, _): text += "\\k<\(number)>"
        case .keep: text += "\\K"
        }
    }

    private mutating func group(_ opening: String, _ body: ForeignNode, _ ignoring: Bool) {
        group(opening, body, ignoring: ignoring)
    }

    private mutating func group(_ opening: String, _ body: ForeignNode, ignoring: Bool) {
        text += opening
        write(body, ignoring: ignoring)
        text += ")"
    }

    /// Neighbours that ignore case, or heed it, share a group.
    private mutating func writeSequence(_ nodes: [ForeignNode], _ ignoring: Bool) {
        var rest = nodes[...]
        while let first = rest.first {
            let need = CaseNeed(first)
            let isOther = ignoring ? need == .heeds : need == .ignores
            guard isOther else {
                writeMember(first, ignoring)
                rest = rest.dropFirst()
                continue
            }
            var run = Array(rest.prefix { CaseNeed($0) == need || CaseNeed($0) == .neither })
            while run.count > 1, let last = run.last, CaseNeed(last) == .neither { run.removeLast() }
            text += ignoring ? "(?-i:" : "(?i:"
            for (index, node) in run.enumerated() {
                if index == 0, run.count == 1 { write(node, ignoring: !ignoring) } else { writeMember(node, !ignoring) }
            }
            text += ")"
            rest = rest.dropFirst(run.count)
        }
    }

    private mutating func writeMember(_ node: ForeignNode, _ ignoring: Bool) {
        if case .alternation = node { group("(?:", node, ignoring) } else { write(node, ignoring: ignoring) }
    }

    // MARK: Repetitions

    private mutating func writeRepetition(
        _ body: ForeignNode, _ least: Int, _ greatest: Int?, _ order: ForeignNode.Order, _ ignoring: Bool
    ) {
        let suffix: String? =
            switch (least, greatest) {
            case (0, nil): "*"
            case (1, nil): "+"
            case (0, 1): "?"
            default: nil
            }
        // Behind an interval `+` repeats once more.
        let isAtomic = order == .possessive && suffix == nil
        if isAtomic { text += "(?>" }
        switch body {
        case .literal, .set, .any, .capture, .atomic, .backreference: write(body, ignoring: ignoring)
        default: group("(?:", body, ignoring)
        }
        text += suffix ?? Self.interval(least, greatest)
        switch order {
        case .greedy: break
        // `a{2}?` is `(?:a{2})?`.
        case .lazy: if least != greatest { text += "?" }
        case .possessive: text += isAtomic ? ")" : "+"
        }
    }

    private static func interval(_ least: Int, _ greatest: Int?) -> String {
        greatest == least ? "{\(least)}" : "{\(least),\(greatest.map(String.init) ?? "")}"
    }

    // MARK: Characters

    static func text(_ set: ForeignSet) -> String {
        if set.items.count == 1, !set.isNegative, case .spelled(let spelled) = set.items[0] { return spelled }
        let items = set.items.map { item in
            switch item {
            // A set inside a set stands for its members.
            case .spelled(let spelled) where spelled.hasPrefix("[") && !spelled.hasPrefix("[^"):
                String(spelled.dropFirst().dropLast())
            case .spelled(let spelled): spelled
            case .range(let low, let high) where low == high: escaped(low)
            case .range(let low, let high) where high == low + 1: escaped(low) + escaped(high)
            case .range(let low, let high): escaped(low) + "-" + escaped(high)
            }
        }
        return (set.isNegative ? "[^" : "[") + items.joined() + "]"
    }

    private static func escaped(_ value: UInt32) -> String {
        Unicode.Scalar(value).map { escaped($0, inSet: true) } ?? "\\x{\(String(value, radix: 16, uppercase: true))}"
    }

    static func escaped(_ scalar: Unicode.Scalar, inSet: Bool) -> String {
        switch scalar {
        case "\t": return "\\t"
        case "\n": return "\\n"
        case "\r": return "\\r"
        case "\u{0C}": return "\\f"
        default: break
        }
        let special = inSet ? #"\[]^-&"# : #"\.*?+^$|()[]{}"#
        if special.unicodeScalars.contains(scalar) { return "\\" + String(scalar) }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned, .nonspacingMark,
            .enclosingMark, .spacingMark:
            let digits = String(scalar.value, radix: 16, uppercase: true)
            return scalar.value < 0x80 ? "\\x" + (digits.count == 1 ? "0" : "") + digits : "\\x{\(digits)}"
        case .spaceSeparator where scalar != " ":
            return "\\x{\(String(scalar.value, radix: 16, uppercase: true))}"
        default: return String(scalar)
        }
    }
}

/// What a node asks of the case of ASCII letters.
private enum CaseNeed {
    case neither, ignores, heeds, both

    init(_ node: ForeignNode) {
        switch node {
        case .literal(let scalar, let ignoresCase):
            self = !Self.isLetter(scalar.value) ? .neither : ignoresCase ? .ignores : .heeds
        case .set(let set): self = !Self.holdsLetters(set) ? .neither : set.ignoresCase ? .ignores : .heeds
        case .backreference(_, let ignoresCase): self = ignoresCase ? .ignores : .heeds
        default: self = node.children.map(CaseNeed.init).reduce(.neither) { $0.with($1) }
        }
    }

    private func with(_ other: CaseNeed) -> CaseNeed {
        self == .neither ? other : other == .neither || other == self ? self : .both
    }

    private static func isLetter(_ value: UInt32) -> Bool {
        (0x41...0x5A).contains(value) || (0x61...0x7A).contains(value)
    }

    /// Whether it holds a letter in one case and not in the other.
    private static func holdsLetters(_ set: ForeignSet) -> Bool {
        var capitals: UInt32 = 0
        var small: UInt32 = 0
        for item in set.items {
            switch item {
            case .range(let low, let high):
                for letter in 0..<26 as Range<UInt32> {
                    if (low...high).contains(0x41 + letter) { capitals |= 1 << letter }
                    if (low...high).contains(0x61 + letter) { small |= 1 << letter }
                }
            case .spelled(let spelled):
                if ["[A-Z]", "[^A-Z]", "[a-z]", "[^a-z]"].contains(spelled) { return true }
            }
        }
        return capitals != small
    }
}

extension ForeignNode.Edge {
    fileprivate var expression: String {
        switch self {
        case .textStart: #"\A"#
        case .textEnd: #"\z"#
        case .textEndOrLastLineFeed: #"\Z"#
        // `^` does not match behind a line feed that ends the text.
        case .lineStart: #"(?<![^\n])"#
        case .lineEnd: #"(?![^\n])"#
        case .word(let unicode): unicode ? #"(?-WP:\b)"# : #"\b"#
        case .noWord(let unicode): unicode ? #"(?-WP:\B)"# : #"\B"#
        }
    }
}
