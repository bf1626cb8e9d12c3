extension Node {
    /// The node as an expression that libonig reads to the same effect: in the syntax and with the options that
    /// ``Expression`` is read with, ASCII classes among them. Groups are numbered from left to right.
    public var text: String {
        var printer = Printer()
        printer.write(self)
        return printer.text
    }
}

/// Writes a tree as text.
struct Printer {
    private(set) var text = ""

    mutating func write(_ node: Node) {
        switch node.kind {
        case .empty: break
        case .one(let set): text += set.expression
        case .sequence(let nodes): for node in nodes { writeMember(node) }
        case .alternation(let nodes):
            for (index, node) in nodes.enumerated() {
                if index > 0 { text += "|" }
                write(node)
            }
        case .repetition(let body, let repetition): writeRepetition(body, repetition)
        case .capture(let body, _): group("(", body)
        case .atomic(let body): group("(?>", body)
        case .lookAhead(let body, let negative): group(negative ? "(?!" : "(?=", body)
        case .lookBehind(let body, let negative): group(negative ? "(?<!" : "(?<=", body)
        case .anchor(let anchor): text += anchor.expression
        case .backreference(let groups, let ignoresCase):
            let references = groups.map { "\\k<\($0)>" }.joined(separator: "|")
            text += ignoresCase ? "(?i:\(references))" : groups.count == 1 ? references : "(?:\(references))"
        case .keep: text += "\\K"
        case .absent(let body): group("(?~", body)
        case .lineBreak: text += "\\R"
        case .grapheme: text += "\\X"
        }
    }

    private mutating func group(_ opening: String, _ body: Node) {
        text += opening
        write(body)
        text += ")"
    }

    /// A member of a sequence.
    private mutating func writeMember(_ node: Node) {
        switch node.kind {
        case .alternation: group("(?:", node)
        default: write(node)
        }
    }

    private mutating func writeRepetition(_ body: Node, _ repetition: Repetition) {
        let suffix = repetition.suffix
        if suffix == nil { text += "(?>" }
        switch body.kind {
        case .one, .capture, .atomic, .absent, .lineBreak, .grapheme, .backreference: write(body)
        // A group with options: libonig repeats no bare anchor, and joins a repetition with one inside it.
        default: group("(?-i:", body)
        }
        text += suffix ?? repetition.plainSuffix + ")"
    }
}

extension Repetition {
    /// How it is written; `nil` where being possessive takes an atomic group.
    fileprivate var suffix: String? {
        guard order == .possessive else { return plainSuffix }
        switch (least, greatest) {
        case (0, nil): return "*+"
        case (1, nil): return "++"
        case (0, 1): return "?+"
        case (_, let greatest?) where least < greatest: return "{\(greatest),\(least)}"
        default: return nil
        }
    }

    /// As ``suffix``, possessive or not.
    fileprivate var plainSuffix: String {
        let interval =
            switch (least, greatest) {
            case (0, nil): "*"
            case (1, nil): "+"
            case (0, 1): "?"
            case (_, nil): "{\(least),}"
            case (_, least): "{\(least)}"
            case (_, let greatest?): "{\(least),\(greatest)}"
            }
        return order == .lazy && least != greatest ? interval + "?" : interval
    }
}

extension Anchor {
    fileprivate var expression: String {
        switch self {
        case .textStart: "\\A"
        case .textEnd: "\\z"
        case .textEndOrLastLineFeed: "\\Z"
        case .lineStart: "^"
        case .lineEnd: "$"
        case .searchStart: "\\G"
        case .wordEdge(let word): word == Properties.ascii("word") ? "\\b" : "(?-WP:\\b)"
        case .noWordEdge(let word): word == Properties.ascii("word") ? "\\B" : "(?-WP:\\B)"
        }
    }
}

extension ScalarSet {
    /// As one character, `.` or a bracketed set.
    fileprivate var expression: String {
        if let only = ranges.first, ranges.count == 1, only.count == 1 { return Self.quoted(only.lowerBound) }
        if self == .all { return "(?m:.)" }
        if self == ScalarSet(0x0A).inverted { return "." }
        let isNegative = ranges.last?.upperBound == 0x10FFFF && ranges.first?.lowerBound == 0 || isEmpty
        var text = isNegative ? "[^" : "["
        for range in isNegative ? inverted.ranges : ranges {
            text += Self.quoted(range.lowerBound)
            guard range.count > 1 else { continue }
            if range.count > 2 { text += "-" }
            text += Self.quoted(range.upperBound)
        }
        return text + "]"
    }

    /// A character, inside brackets or outside.
    private static func quoted(_ scalar: UInt32) -> String {
        guard let character = Unicode.Scalar(scalar) else { return "\\x{\(String(scalar, radix: 16))}" }
        switch scalar {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F: return String(character)
        case 0x21...0x7E: return "\\" + String(character)
        case 0xA1... where character.properties.isAlphabetic && !character.properties.isDiacritic:
            return String(character)
        default: return "\\x{\(String(scalar, radix: 16))}"
        }
    }
}
