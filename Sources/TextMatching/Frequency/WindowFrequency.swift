public import RegexSyntax

/// How often windows of a few bytes stand in real Chinese and English: rough shares of the places at which they could.
///
/// Only the order matters, for choosing a literal's rarest window: a wrong share costs time, never a hit.
struct WindowFrequency: Sendable {
    static let shared = WindowFrequency()

    /// Of characters that end a word, by scalar.
    private var ends: [UInt32: Double] = [:]
    /// Of characters that begin a word, among all that do.
    private var starts: [UInt32: Double] = [:]
    /// Levels of pairs within words, by hash.
    private let pairs: [UInt8]
    /// Of triples of symbols; see `symbol`.
    private let triples: [Double]
    /// Of pairs of symbols.
    private var doubles: [Double]
    private var bytes = [Double](repeating: 1e-6, count: 256)

    private static let symbols = 29
    /// A character that the tables do not have.
    private static let unknown = Self.share(0, FrequencyData.characterBase)

    /// Three characters of two bytes, of which the tables know nothing.
    let otherScript = 1e-4

    init() {
        pairs = Self.levels(FrequencyData.pairs)
        triples = Self.levels(FrequencyData.triples).prefix(Self.symbols * Self.symbols * Self.symbols).map {
            $0 == 0 ? 0.25 * Self.share(0, FrequencyData.tripleBase) : Self.share($0, FrequencyData.tripleBase)
        }
        doubles = [Double](repeating: 0, count: Self.symbols * Self.symbols)
        for (index, share) in triples.enumerated() { doubles[index / Self.symbols] += share }
        readCharacters()
        countBytes()
    }

    private static func share(_ level: UInt8, _ base: Int) -> Double {
        let exponent = base - Int(level)
        return 1 / Double((1 as UInt64) << UInt64(exponent))
    }

    /// Three levels in two characters of `0` to `o`.
    private static func levels(_ text: String) -> [UInt8] {
        var levels: [UInt8] = []
        var high: UInt16?
        for byte in text.utf8 where byte >= 0x30 {
            guard let first = high else {
                high = UInt16(byte - 0x30)
                continue
            }
            let word = first << 6 | UInt16(byte - 0x30)
            levels += [UInt8(word >> 8 & 15), UInt8(word >> 4 & 15), UInt8(word & 15)]
            high = nil
        }
        return levels
    }

    private mutating func readCharacters() {
        for line in FrequencyData.characters.split(separator: "\n") {
            let scalars = line.unicodeScalars.drop { $0 == " " }
            let head = scalars.prefix(2).compactMap { Character($0).hexDigitValue }
            guard head.count == 2 else { continue }
            for scalar in scalars.dropFirst(2) {
                ends[scalar.value] = Self.share(UInt8(head[0]), FrequencyData.characterBase)
                starts[scalar.value] = Self.share(UInt8(head[1]), FrequencyData.characterBase)
            }
        }
    }

    /// Half the bytes of a text are taken to be Chinese, half ASCII.
    private mutating func countBytes() {
        for (scalar, share) in ends {
            for byte in String(Unicode.Scalar(scalar) ?? " ").utf8 { bytes[Int(byte)] += share / 4 }
        }
        for value in 0..<128 as Range<UInt8> {
            let symbol = Self.symbol(value | 0x20)
            let all = doubles[(symbol * Self.symbols)..<((symbol + 1) * Self.symbols)].reduce(0, +)
            let isUpper = 0x41...0x5a ~= value
            bytes[Int(value)] += all / 2 / Self.sharers(symbol) * (isUpper ? 0.05 : 1)
        }
    }

    /// Of a window of two characters of three bytes.
    func pair(_ window: ArraySlice<UInt8>) -> Double {
        let bytes = Array(window)
        guard bytes.count == 6 else { return 1 }
        let first = Self.scalar(bytes[0], bytes[1], bytes[2])
        let second = Self.scalar(bytes[3], bytes[4], bytes[5])
        let hash = (UInt64(first) << 16 | UInt64(second)) &* 0x9E37_79B9_7F4A_7C15
        let place = Int(hash >> UInt64(64 - FrequencyData.pairLog))
        let level = place < pairs.count ? pairs[place] : 0
        let within = level == 0 ? 0 : Self.share(level, FrequencyData.pairBase)
        return within + (ends[first] ?? Self.unknown) * (starts[second] ?? Self.unknown)
    }

    private static func scalar(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> UInt32 {
        UInt32(first & 15) << 12 | UInt32(second & 63) << 6 | UInt32(third & 63)
    }

    /// Of five bytes of ASCII in lower case, as far as the triples in it tell.
    func ascii(_ window: ArraySlice<UInt8>) -> Double {
        let own = window.map(Self.symbol)
        guard own.count == 5 else { return 1 }
        var share = 1.0
        for place in 0..<3 {
            let pair = own[place] * Self.symbols + own[place + 1]
            share *= triples[pair * Self.symbols + own[place + 2]]
            if place > 0 { share /= max(doubles[pair], 1e-9) }
        }
        return own.reduce(share) { $0 / Self.sharers($1) }
    }

    /// Of a byte, upper and lower case apart.
    func byte(_ value: UInt8) -> Double { bytes[Int(value)] }

    /// a to z, the space, the digits, all else.
    private static func symbol(_ byte: UInt8) -> Int {
        switch byte {
        case 0x61...0x7a: Int(byte) - 0x61
        case 0x20: 26
        case 0x30...0x39: 27
        default: 28
        }
    }

    /// How many bytes share a symbol, about.
    private static func sharers(_ symbol: Int) -> Double { symbol == 27 ? 10 : symbol == 28 ? 8 : 1 }
}

/// About how often characters stand in ordinary text.
public enum CharacterShares {
    /// Of the characters of Chinese text that are not ASCII, the share that is in a set.
    public static func chinese(_ set: ScalarSet) -> Double { WindowFrequency.shared.chinese(set) }

    /// Of the characters of English text that are ASCII, the share that is in a set.
    public static func english(_ set: ScalarSet) -> Double { WindowFrequency.shared.english(set) }
}

extension WindowFrequency {
    /// The tables know words: what begins and what ends one counts alike.
    fileprivate func chinese(_ set: ScalarSet) -> Double {
        var share = 0.0
        var all = 0.0
        for (scalar, end) in ends {
            let own = end + (starts[scalar] ?? Self.unknown)
            all += own
            if set.contains(scalar) { share += own }
        }
        return all > 0 ? share / all : 0
    }

    fileprivate func english(_ set: ScalarSet) -> Double {
        var share = 0.0
        var all = 0.0
        for value in 0x20..<0x7F as Range<UInt8> {
            let symbol = Self.symbol(value | (0x41...0x5A ~= value ? 0x20 : 0))
            let own =
                doubles[(symbol * Self.symbols)..<((symbol + 1) * Self.symbols)].reduce(0, +) / Self.sharers(symbol)
                * (0x41...0x5A ~= value ? 0.05 : 1)
            all += own
            if set.contains(UInt32(value)) { share += own }
        }
        return all > 0 ? share / all : 0
    }
}
