/// Syllables without tones, as scalars behind the last of Unicode.
enum Pinyin {
    /// Each of the 8,105 general characters to 0x110000 and the number of its syllable in the alphabet's order.
    ///
    /// A character of several readings has the one that the table gives first, whatever stands around it.
    static let table: ScalarPages = {
        var table = ScalarPages()
        var syllable: UInt32 = 0x110000
        for group in ViewTables.pinyin.split(separator: " ") {
            for scalar in group.unicodeScalars where scalar.value >= 0x80 { table[scalar.value] = syllable }
            syllable += 1
        }
        return table
    }()
}

extension Folding {
    /// A Chinese character's syllable without its tone, in letters; `nil` where it is not known.
    package static func syllable(of character: Unicode.Scalar) -> String? {
        guard character.value >= 0x80 else { return nil }
        let group = ViewTables.pinyin.split(separator: " ").first { $0.unicodeScalars.contains(character) }
        return group.map { String($0.prefix { $0.isASCII }) }
    }
}
