/// The label that a reader sees (显式标识), as GB 45438-2025 §5.1 asks for it in text.
///
///     let label = VisibleLabel.standard
///     label.opening   // "本内容由人工智能生成（AI-generated）\n\n"
///
/// A value of this type satisfies the standard by construction: its text names both elements, 人工智能 or AI and
/// 生成 or 合成 (§5.1 b), or it is a corner mark, which needs AI alone (§5.1 c).
public struct VisibleLabel: Hashable, Sendable {
    /// Where the label stands (§5.1 d).
    public enum Position: String, CaseIterable, Hashable, Sendable {
        /// A paragraph of its own before the text.
        case start
        /// A paragraph of its own after the text.
        case end
        /// Both.
        case both
        /// A mark (角标) directly before the first character of the text, on its line.
        case corner
    }

    /// The wording used where none is configured: Chinese, because English alone lacks the second element.
    public static let standardText = "本内容由人工智能生成（AI-generated）"
    /// The corner mark used where none is configured. Its brackets are full-width ones, so that a marked text is not
    /// taken for a JSON array.
    public static let standardMark = "［AI］"
    /// Both elements must stand within this many Unicode scalars of the edge of the text, where checkers look.
    public static let reach = 64
    /// The longest label, in Unicode scalars.
    public static let longest = 200
    /// The longest corner mark, in Unicode scalars.
    public static let longestMark = 16

    /// The wording, without line breaks.
    public let text: String
    /// Where it stands.
    public let position: Position

    /// The standard wording at the start.
    public static let standard = VisibleLabel(unchecked: standardText, .start)

    /// The standard wording, or the standard mark, at `position`.
    public init(position: Position) {
        self.init(unchecked: position == .corner ? Self.standardMark : Self.standardText, position)
    }

    /// Takes `text` as the wording, if GB 45438 §5.1 allows it at `position`.
    /// - Throws: ``VisibleLabelError``, the first rule that the text breaks.
    public init(_ text: String, position: Position) throws(VisibleLabelError) {
        try Self.check(text, position)
        self.init(unchecked: text, position)
    }

    private init(unchecked text: String, _ position: Position) {
        self.text = text
        self.position = position
    }

    /// What goes out before the text: label and blank line, the bare mark for a corner, or nothing.
    public var opening: String {
        switch position {
        case .start, .both: text + "\n\n"
        case .corner: text
        case .end: ""
        }
    }

    /// What goes out after the text: blank line and label, or nothing.
    public var closing: String {
        switch position {
        case .end, .both: "\n\n" + text
        case .start, .corner: ""
        }
    }

    private static func check(_ text: String, _ position: Position) throws(VisibleLabelError) {
        let scalars = Array(text.unicodeScalars)
        guard let first = scalars.first, let last = scalars.last else { throw .empty }
        for (index, scalar) in scalars.enumerated() where !isLegible(scalar) {
            throw .character(position: index + 1, scalar: scalar.value)
        }
        guard !first.properties.isWhitespace, !last.properties.isWhitespace else { throw .surroundingSpace }
        let limit = position == .corner ? longestMark : longest
        guard scalars.count <= limit else { throw .tooLong(scalars.count, limit: limit) }
        if position == .corner {
            guard LabelElements.namesAI(scalars[...]) else { throw .noAIElement }
            // Or a text that begins with a word of the same letters would count as marked already.
            guard !LabelElements.isWordPart(last), !last.properties.isAlphabetic else { throw .openMark }
            return
        }
        if position != .end { try check(elementsIn: scalars.prefix(reach), of: scalars) }
        if position != .start { try check(elementsIn: scalars.suffix(reach), of: scalars) }
    }

    private static func check(
        elementsIn window: ArraySlice<Unicode.Scalar>, of whole: [Unicode.Scalar]
    ) throws(VisibleLabelError) {
        if LabelElements.both(window) { return }
        guard LabelElements.namesAI(whole[...]) || LabelElements.spellsOut(whole[...]) else { throw .noAIElement }
        guard LabelElements.namesGeneration(whole[...]) else { throw .noGenerationElement }
        throw .elementsOutOfReach
    }

    /// Line breaks would end the label's paragraph; what is invisible cannot be «clearly legible» (§5.1 e).
    private static func isLegible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: false
        default: !scalar.properties.isDefaultIgnorableCodePoint
        }
    }
}

/// Why a text cannot be a visible label.
public enum VisibleLabelError: Error, Hashable, Sendable, CustomStringConvertible {
    case empty
    /// Neither 人工智能 nor AI as a word of its own (GB 45438 §5.1 b, c).
    case noAIElement
    /// Neither 生成 nor 合成 (GB 45438 §5.1 b).
    case noGenerationElement
    /// Both elements are there, but farther than ``VisibleLabel/reach`` from the edge of the text.
    case elementsOutOfReach
    /// A line break, control, private or invisible character; `position` counts Unicode scalars from 1.
    case character(position: Int, scalar: UInt32)
    /// White space at either end.
    case surroundingSpace
    /// Length and limit in Unicode scalars.
    case tooLong(Int, limit: Int)
    /// A corner mark that ends in a letter or digit would run into the text.
    case openMark

    /// One line, lower case, no full stop.
    public var description: String {
        switch self {
        case .empty: "the label's text is empty"
        case .noAIElement: "the label must say 人工智能 or AI (GB 45438 §5.1)"
        case .noGenerationElement: "the label must say 生成 or 合成 (GB 45438 §5.1)"
        case .elementsOutOfReach:
            "the label must name both elements within \(VisibleLabel.reach) characters of the text's edge"
        case .character(let position, let scalar):
            "the label has a character that cannot be read at position \(position) (U+\(Self.hex(scalar)))"
        case .surroundingSpace: "the label begins or ends with white space"
        case .tooLong(let length, let limit): "the label has \(length) characters, at most \(limit) are allowed"
        case .openMark: "a corner mark must end in a bracket or other sign, as \(VisibleLabel.standardMark) does"
        }
    }

    private static func hex(_ scalar: UInt32) -> String {
        let digits = String(scalar, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
    }
}
