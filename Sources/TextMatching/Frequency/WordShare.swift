extension CharacterShares {
    /// About at what share of the characters of ordinary text a word begins, from how often the pairs of Chinese
    /// characters, or the stretches of five letters and the spaces around it, that it holds stand there; the least of them
    /// counts. 0 for words that are neither Chinese nor ASCII, and for what is shorter than such a stretch.
    package static func word(_ word: String) -> Double {
        let units = Array(word.utf8)
        if units.allSatisfy({ $0 < 0x80 }) {
            let spaced = [0x20] + units.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 } + [0x20]
            guard spaced.count >= 5 else { return 0 }
            return (0...(spaced.count - 5)).map { WindowFrequency.shared.ascii(spaced[$0..<($0 + 5)]) }.min() ?? 0
        }
        guard word.unicodeScalars.allSatisfy({ (0x800...0xFFFF).contains($0.value) }), units.count >= 6 else { return 0 }
        return stride(from: 0, through: units.count - 6, by: 3)
            .map { WindowFrequency.shared.pair(units[$0..<($0 + 6)]) }.min() ?? 0
    }
}
