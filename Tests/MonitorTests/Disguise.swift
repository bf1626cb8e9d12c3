import TestSupport
import TextMatching

/// A way to spell a word so that a reader still reads it and a plain search does not find it: the reverse of a folding.
enum Disguise: CaseIterable, Hashable, CustomStringConvertible {
    case width, letterCase, traditional, styled, confusable, ignorable, separated, repeated

    var folding: Foldings {
        switch self {
        case .width: .width
        case .letterCase: .case
        case .traditional: .simplified
        case .styled: .styled
        case .confusable: .confusables
        case .ignorable: .ignorables
        case .separated: .separators
        case .repeated: .repeats
        }
    }

    var description: String { "\(folding)" }

    /// The word in disguise; `nil` where it has nothing that can be disguised so.
    func apply(to word: [UInt32], _ random: inout SeededGenerator) -> [UInt32]? {
        switch self {
        case .width, .letterCase, .traditional, .styled, .confusable: respelt(word, &random)
        case .ignorable: inserted(word, from: Self.ignorables, &random)
        case .separated: separated(word, &random)
        case .repeated: repeated(word, &random)
        }
    }

    /// At least one scalar, and each other one in two, by one that folds to it.
    private func respelt(_ word: [UInt32], _ random: inout SeededGenerator) -> [UInt32]? {
        guard let spellings = Self.spellings[self] else { return nil }
        let places = word.indices.filter { spellings[word[$0]] != nil }
        guard let sure = places.randomElement(using: &random) else { return nil }
        var word = word
        for place in places where place == sure || Bool.random(using: &random) {
            word[place] = spellings[word[place]]?.randomElement(using: &random) ?? word[place]
        }
        return word
    }

    private func inserted(_ word: [UInt32], _ between: () -> UInt32) -> [UInt32]? {
        guard word.count > 1, let last = word.last else { return nil }
        var made: [UInt32] = []
        for scalar in word.dropLast() { made += [scalar, between()] }
        return made + [last]
    }

    /// With a separator at every place, as whoever writes so does; none where the word has one itself.
    private func separated(_ word: [UInt32], _ random: inout SeededGenerator) -> [UInt32]? {
        guard !word.contains(where: Scalars.isSeparator) else { return nil }
        let separators: [UInt32] = [0x20, 0x2D, 0x2E, 0x2A, 0x5F]
        return inserted(word, from: Array(separators.shuffled(using: &random).prefix(1)), &random)
    }

    private func inserted(_ word: [UInt32], from those: [UInt32], _ random: inout SeededGenerator) -> [UInt32]? {
        guard word.count > 1, let last = word.last else { return nil }
        var made: [UInt32] = []
        for scalar in word.dropLast() {
            made.append(scalar)
            if let one = those.randomElement(using: &random) { made.append(one) }
        }
        return made + [last]
    }

    private func repeated(_ word: [UInt32], _ random: inout SeededGenerator) -> [UInt32]? {
        let places = word.indices.filter { !Scalars.isDigit(word[$0]) && !Scalars.isSeparator(word[$0]) }
        guard let place = places.randomElement(using: &random) else { return nil }
        var word = word
        word.insert(contentsOf: repeatElement(word[place], count: Int.random(in: 1...3, using: &random)), at: place)
        return word
    }

    /// By what a folding makes of them, the scalars that it changes, of the first two planes.
    private static let spellings: [Disguise: [UInt32: [UInt32]]] = {
        var all: [Disguise: [UInt32: [UInt32]]] = [:]
        for disguise in [Disguise.width, .letterCase, .traditional, .styled, .confusable] {
            let folding = Folding(disguise.folding)
            for scalar in UInt32(0)...0x1FFFF where Unicode.Scalar(scalar) != nil {
                guard let folded = folding.map(scalar), folded != scalar else { continue }
                all[disguise, default: [:]][folded, default: []].append(scalar)
            }
        }
        return all
    }()

    /// Those that fold to nothing.
    private static let ignorables: [UInt32] = {
        let folding = Folding(.ignorables)
        return (UInt32(0x80)...0xFFFF).filter { Unicode.Scalar($0) != nil && folding.map($0) == nil }
    }()
}
