/// Classes of scalars that keywords go by.
public enum Scalars {
    /// Space, tab, no-break space, - _ . * · • ~ ^ ' ` " | / \ + = # @ & % $ … ‧ ・; never a comma, a full stop of
    /// Chinese, or a line end.
    public static func isSeparator(_ scalar: UInt32) -> Bool {
        if scalar < 0x80 { return asciiSeparators[Int(scalar)] }
        return scalar == 0xA0 || scalar == 0xB7 || scalar == 0x2022 || scalar == 0x2026 || scalar == 0x2027
            || scalar == 0x30FB
    }

    /// 0 to 9.
    public static func isDigit(_ scalar: UInt32) -> Bool { scalar &- 0x30 < 10 }

    /// ASCII letters and digits, and U+00C0 to U+024F without × and ÷.
    public static func isWord(_ scalar: UInt32) -> Bool {
        if scalar < 0x80 { return scalar &- 0x30 < 10 || (scalar | 0x20) &- 0x61 < 26 }
        return scalar >= 0xC0 && scalar <= 0x24F && scalar != 0xD7 && scalar != 0xF7
    }

    private static let asciiSeparators: [Bool] = (0..<128).map { value in
        " \t-_.*~^'`\"|/\\+=#@&%$".unicodeScalars.contains { $0.value == UInt32(value) }
    }
}
