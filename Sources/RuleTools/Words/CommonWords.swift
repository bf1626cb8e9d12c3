/// Common words of Chinese and English, to tell whether a keyword is a part of some.
struct CommonWords: Sendable {
    static let shared = CommonWords()

    /// Of three to six characters, by each piece of one to three characters that stands in them.
    private var holders: [String: [String]] = [:]
    /// Pieces that are words on their own more often than they are a part of these.
    private let own: Set<String>
    /// A word of two characters for each character.
    private var pairs: [Unicode.Scalar: String] = [:]
    /// Of four letters and more, in order.
    private let english: [String]

    private init() {
        let twos = Self.cut(CommonWordsData.ownPairs, every: 2)
        own = Set(twos + Self.cut(CommonWordsData.ownTriples, every: 3))
        english = Self.unpacked(CommonWordsData.english)
        for pair in Self.cut(CommonWordsData.pairs, every: 2) {
            for scalar in pair.unicodeScalars where pairs[scalar] == nil { pairs[scalar] = pair }
        }
        for group in Self.joined(CommonWordsData.long).split(separator: " ") {
            guard let head = group.first else { continue }
            for rest in group.dropFirst().split(separator: ",") { add(String(head) + rest) }
        }
    }

    private mutating func add(_ word: String) {
        let scalars = Array(word.unicodeScalars)
        var pieces: Set<String> = []
        for start in scalars.indices {
            for end in start + 1..<min(scalars.count, start + 3) + 1 where end - start < scalars.count {
                pieces.insert(String(String.UnicodeScalarView(scalars[start..<end])))
            }
        }
        for piece in pieces { holders[piece, default: []].append(word) }
    }

    private static func joined(_ data: String) -> String { String(data.filter { !$0.isNewline }) }

    private static func cut(_ data: String, every count: Int) -> [String] {
        let scalars = Array(joined(data).unicodeScalars)
        return stride(from: 0, to: scalars.count - count + 1, by: count).map { start in
            String(String.UnicodeScalarView(scalars[start..<start + count]))
        }
    }

    /// Each word is how many letters it shares with the one before, in base 36 with capitals, and its other letters.
    private static func unpacked(_ data: String) -> [String] {
        var words: [String] = []
        var word = ""
        for character in joined(data) {
            if character.isLowercase {
                word.append(character)
            } else {
                if !word.isEmpty { words.append(word) }
                word = String(word.prefix(Int(String(character), radix: 36) ?? 0))
            }
        }
        return word.isEmpty ? words : words + [word]
    }

    /// Common words that a Chinese keyword of one to three characters is more often a part of than it is a word itself;
    /// of one character, whatever it is on its own.
    func chinese(around keyword: String) -> [String] {
        let scalars = keyword.unicodeScalars
        if scalars.count == 1, let only = scalars.first {
            return ([pairs[only]].compactMap(\.self) + (holders[keyword] ?? []))
        }
        return own.contains(keyword) ? [] : holders[keyword] ?? []
    }

    /// Common words of English that a keyword is a part of and does not make up.
    func english(around keyword: String) -> [String] {
        let letters = Array(keyword.utf8)
        return english.filter { word in
            let units = Array(word.utf8)
            guard units.count > letters.count else { return false }
            return (0...units.count - letters.count).contains { units[$0..<$0 + letters.count].elementsEqual(letters) }
        }
    }
}
