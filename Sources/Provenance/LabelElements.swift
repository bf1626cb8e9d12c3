/// The two elements of a visible label (GB 45438-2025 §5.1 b), looked for scalar by scalar, because `String`
/// compares by canonical equivalence and would join a letter with the marks that follow it.
enum LabelElements {
    private static let artificial = Array("人工智能".unicodeScalars)
    private static let generations = [Array("生成".unicodeScalars), Array("合成".unicodeScalars)]

    /// Whether both elements stand in `scalars`.
    static func both(_ scalars: ArraySlice<Unicode.Scalar>) -> Bool {
        (namesAI(scalars) || spellsOut(scalars)) && namesGeneration(scalars)
    }

    /// Whether 人工智能 stands in `scalars`.
    static func spellsOut(_ scalars: ArraySlice<Unicode.Scalar>) -> Bool {
        contains(scalars, artificial)
    }

    /// Whether 生成 or 合成 stands in `scalars`.
    static func namesGeneration(_ scalars: ArraySlice<Unicode.Scalar>) -> Bool {
        generations.contains { contains(scalars, $0) }
    }

    /// Whether `AI` stands in `scalars` as a word of its own: not in EMAIL, not in OpenAI, but in `AI生成`, since Han
    /// characters need no space around a Latin word.
    static func namesAI(_ scalars: ArraySlice<Unicode.Scalar>) -> Bool {
        for index in scalars.indices.dropLast() where scalars[index] == "A" && scalars[index + 1] == "I" {
            let before = index > scalars.startIndex ? scalars[index - 1] : " "
            let after = index + 2 < scalars.endIndex ? scalars[index + 2] : " "
            if !isWordPart(before), !isWordPart(after) { return true }
        }
        return false
    }

    /// Whether `scalar` continues a word written in an alphabet: a letter, digit or mark, but no ideograph or kana.
    static func isWordPart(_ scalar: Unicode.Scalar) -> Bool {
        if scalar == "_" { return true }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: return true
        default: break
        }
        guard scalar.properties.isAlphabetic || scalar.properties.numericType != nil else { return false }
        // U+2E80 begins the East Asian scripts; U+FF10 to U+FF5A are full-width digits and Latin letters.
        return scalar.value < 0x2e80 || (0xff10...0xff5a).contains(scalar.value)
    }

    private static func contains(_ scalars: ArraySlice<Unicode.Scalar>, _ word: [Unicode.Scalar]) -> Bool {
        guard scalars.count >= word.count else { return false }
        return scalars.indices.dropLast(word.count - 1).contains { scalars[$0...].starts(with: word) }
    }
}

/// Where a text carries what looks like a visible label, ours or anyone's.
public struct VisibleLabelTrace: Hashable, Sendable {
    /// Both elements stand within the first 64 characters.
    public let atStart: Bool
    /// Both elements stand within the last 64 characters.
    public let atEnd: Bool

    /// Looks at the edges of `text`, white space around it left out; bytes that are no UTF-8 count as U+FFFD.
    ///
    /// A corner mark is never found this way: `AI` alone says nothing about who wrote a text.
    public init(in text: [UInt8]) {
        // 64 characters take at most 256 bytes; four more keep a character that the cut would halve out of the window.
        let trimmed = LabelSpace.trimmed(text)
        let head = String(decoding: trimmed.prefix(260), as: UTF8.self).unicodeScalars.prefix(VisibleLabel.reach)
        let tail = String(decoding: trimmed.suffix(260), as: UTF8.self).unicodeScalars.suffix(VisibleLabel.reach)
        atStart = LabelElements.both(Array(head)[...])
        atEnd = LabelElements.both(Array(tail)[...])
    }
}
