/// Text from outside as a cell of a CSV file that a spreadsheet opens.
///
/// A spreadsheet takes a cell that begins with `=`, `+`, `-` or `@` for a formula, and one that looks like a number
/// for a number, of which it keeps fifteen digits. An apostrophe before such a cell makes it text (OWASP, "CSV
/// injection"; a tab, which was advised before, can be stripped). Quotes alone help against neither.
enum SpreadsheetCell {
    /// RFC 4180: always in quotes, so that separators and line ends in it are text.
    static func append(quoting text: [UInt8], to output: inout [UInt8]) {
        output.append(quote)
        if isPlain(text) {
            if let first = text.first, isDangerous(Unicode.Scalar(first)) || looksLikeNumber(text[...]) {
                output.append(UInt8(ascii: "'"))
            }
            output += text
        } else {
            for unit in protected(String(decoding: text, as: UTF8.self)).utf8 {
                if unit == quote { output.append(quote) }
                output.append(unit)
            }
        }
        output.append(quote)
    }

    static func quoted(_ text: String) -> String {
        var output: [UInt8] = []
        append(quoting: Array(text.utf8), to: &output)
        return String(decoding: output, as: UTF8.self)
    }

    private static let quote = UInt8(ascii: "\"")

    /// `text` with an apostrophe before everything that a spreadsheet would act on.
    ///
    /// What counts as a beginning: that of the cell, and what stands behind a line end, tab, comma, semicolon or quote,
    /// where a program that splits differently would see a cell begin; spaces of every kind, and characters that show
    /// nothing, are looked through.
    static func protected(_ text: String) -> String {
        var output = String.UnicodeScalarView()
        if looksLikeNumber(Array(text.utf8)[...]) { output.append("'") }
        let scalars = Array(text.unicodeScalars)
        var isBeginning = true
        for (index, scalar) in scalars.enumerated() {
            if isBeginning, isDangerous(scalar) || scalar == "\t" || scalar == "\r" && index == 0 {
                // Before the spaces that were looked through it would do as well; here it is nearest to what it is for.
                output.append("'")
                isBeginning = false
            }
            output.append(scalar)
            if separators.contains(scalar) { isBeginning = true } else if !isBlank(scalar) { isBeginning = false }
        }
        return String(output)
    }

    /// Most cells: ASCII without a separator, no space in front. Only their first character can be a danger.
    private static func isPlain(_ text: [UInt8]) -> Bool {
        guard text.first != 0x20 else { return false }
        return text.allSatisfy { $0 >= 0x20 && $0 < 0x7f && $0 != 0x22 && $0 != 0x2c && $0 != 0x3b }
    }

    private static let separators: Set<Unicode.Scalar> = ["\n", "\r", "\t", ",", ";", "\"", "\u{2028}", "\u{2029}", "，", "；"]

    private static func isDangerous(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "=", "+", "-", "@", "＝", "＋", "－", "＠", "﹦", "﹢", "﹣", "﹫", "\u{2212}", "|", "%": true
        default: false
        }
    }

    /// Spaces, and characters that show nothing: a spreadsheet may strip them.
    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || scalar.properties.isDefaultIgnorableCodePoint || scalar == "\u{feff}"
            || scalar.properties.generalCategory == .control
    }

    /// Digits that would lose some: more than eleven of them, zeros in front, or an `e` among them.
    private static func looksLikeNumber(_ text: ArraySlice<UInt8>) -> Bool {
        let units = text.drop { $0 == 0x20 }
        guard let first = units.first, isDigit(first) || first == UInt8(ascii: ".") else { return false }
        var (digits, hasExponent) = (0, false)
        for unit in units {
            switch unit {
            case 0x30...0x39: digits += 1
            case UInt8(ascii: "e"), UInt8(ascii: "E"): hasExponent = true
            case UInt8(ascii: "."), UInt8(ascii: " "), UInt8(ascii: ","): break
            default: return false
            }
        }
        return digits > 11 || (first == UInt8(ascii: "0") && units.count > 1) || hasExponent
    }

    private static func isDigit(_ unit: UInt8) -> Bool { unit >= UInt8(ascii: "0") && unit <= UInt8(ascii: "9") }
}
