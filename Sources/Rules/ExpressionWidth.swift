/// How much text an expression can take, seen from its pieces: enough to say whether there is an end to it.
struct ExpressionWidth: Equatable, Sendable {
    /// The most scalars of a match, look-ahead counted with it; `nil` without an end.
    private(set) var greatest: Int? = 0
    /// Whether a look-behind has no greatest width.
    private(set) var lookBehindIsUnbounded = false

    /// One group that is being read.
    private struct Frame {
        var kind: String
        /// The widest of the alternatives that are complete.
        var widest: Int? = 0
        /// The alternative that is being read, without its last piece.
        var sequence: Int? = 0
        /// The last piece, which a quantifier would repeat.
        var piece: Int? = 0

        mutating func push(_ width: Int?) {
            sequence = sum(sequence, piece)
            piece = width
        }

        mutating func repeated(_ times: Int?) {
            guard piece != 0, times != 0 else {
                piece = 0
                return
            }
            guard let width = piece, let times else {
                piece = nil
                return
            }
            let (product, overflow) = width.multipliedReportingOverflow(by: times)
            piece = overflow ? Int.max : product
        }

        mutating func endAlternative() {
            push(0)
            widest = if let widest, let sequence { max(widest, sequence) } else { nil }
            sequence = 0
        }
    }

    init(_ expression: String) {
        var frames: [Frame] = []
        var current = Frame(kind: "")
        for token in ExpressionTokens(expression).tokens {
            switch token {
            case .character, .anyCharacter, .set: current.push(1)
            case .escape(let name): current.push(Self.width(ofEscape: name))
            case .lineAnchor, .flags: current.push(0)
            case .alternation: current.endAlternative()
            case .quantifier(let greatest, _): current.repeated(greatest)
            case .open(let kind):
                frames.append(current)
                current = Frame(kind: kind)
            case .close:
                let closed = close(current)
                guard let outer = frames.popLast() else { continue }
                current = outer
                current.push(closed)
            }
        }
        while let outer = frames.popLast() {
            let closed = close(current)
            current = outer
            current.push(closed)
        }
        current.endAlternative()
        greatest = sum(greatest, current.widest)
    }

    /// What a group adds to the width of the sequence that it stands in.
    private mutating func close(_ frame: Frame) -> Int? {
        var frame = frame
        frame.endAlternative()
        switch frame.kind {
        case "?<=", "?<!":
            if frame.widest == nil { lookBehindIsUnbounded = true }
            return 0
        case "?=", "?!":
            greatest = sum(greatest, frame.widest)
            return 0
        case _ where frame.kind.hasPrefix("?~"): return nil
        default: return frame.widest
        }
    }

    private static func width(ofEscape name: String) -> Int? {
        switch name {
        case "b", "B", "A", "z", "Z", "G", "K", "y", "Y": 0
        case "R": 2
        case "X": nil
        default: 1
        }
    }
}

/// The sum, at most the greatest number; `nil` where either has no end.
private func sum(_ left: Int?, _ right: Int?) -> Int? {
    guard let left, let right else { return nil }
    let (sum, overflow) = left.addingReportingOverflow(right)
    return overflow ? Int.max : sum
}
