import Oniguruma
import RegexSyntax
import TestSupport
import TextMatching

/// libonig's answer for one place, in scalars.
struct ExpressionOracle {
    private let pattern: Pattern

    init(_ source: String) throws(PatternError) {
        pattern = try Pattern("\\G(?:\(source))")
    }

    /// The end of the match that begins at `start`; `nil` for none.
    func end(in text: String, at start: Int) throws -> Int? {
        let scalars = Array(text.unicodeScalars)
        let from = scalars[..<start].reduce(0) { $0 + UTF8.width($1) }
        guard let range = try pattern.firstMatch(in: ValidText(text), from: from) else { return nil }
        var byte = 0
        for (index, scalar) in scalars.enumerated() {
            if byte == range.upperBound { return index }
            byte += UTF8.width(scalar)
        }
        return scalars.count
    }
}

func scalars(_ text: String) -> [UInt32] { text.unicodeScalars.map(\.value) }

extension Attempt {
    /// What a complete text comes to.
    init(end: Int?) {
        self = end.map { .match(end: $0) } ?? .none
    }
}

extension ExpressionProgram {
    /// An attempt in a text that begins where it begins.
    func attempt(_ text: [UInt32], at start: Int = 0, isComplete: Bool, _ workspace: inout ExpressionWorkspace)
        -> Attempt
    {
        attempt(in: text, at: start, isTextStart: true, isComplete: isComplete, workspace: &workspace)
    }
}
