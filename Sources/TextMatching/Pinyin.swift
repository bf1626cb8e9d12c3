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
