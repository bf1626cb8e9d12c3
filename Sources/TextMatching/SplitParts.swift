/// The parts that characters are split into by those who want them read but not found: 忄艮 for 恨.
///
/// Only splits with a part that is no character of ordinary text are in the table (忄艮, not 女子 or 木木): where both
/// halves are words, it would find words that nobody wrote.
struct SplitParts: Sendable {
    static let shared = SplitParts()

    /// The ways to split a character.
    private let splits: [UInt32: [[UInt32]]]
    /// The most spellings of a word.
    private static let mostSpellings = 256

    private init() {
        var splits: [UInt32: [[UInt32]]] = [:]
        for word in ViewTables.splits.split(separator: " ") {
            let scalars = word.unicodeScalars.map(\.value)
            guard let whole = scalars.first, scalars.count >= 3 else { continue }
            splits[whole, default: []].append(Array(scalars.dropFirst()))
        }
        self.splits = splits
    }

    /// Whether it is known how a character is split.
    func knows(_ whole: UInt32) -> Bool { splits[whole] != nil }

    /// The ways to write a word, of which each character stands as it is or as its parts; first the word itself. Where
    /// a character, from left to right, would make them more than 256, it is not split.
    /// - Parameter map: what becomes of a part in the view.
    func spellings(of word: [UInt32], _ map: (UInt32) -> UInt32?) -> [[UInt32]] {
        var spellings: [[UInt32]] = [[]]
        for scalar in word {
            let ways = [[scalar]] + (splits[scalar] ?? []).map { $0.compactMap(map) }
            let isTooMuch = ways.count * spellings.count > Self.mostSpellings
            spellings = (isTooMuch ? [[scalar]] : ways).flatMap { way in spellings.map { $0 + way } }
        }
        return spellings
    }
}
