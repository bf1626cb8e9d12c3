internal import Synchronization

/// The mapping of scalars behind a view. A copy shares its tables.
public struct Folding: Sendable {
    /// What it applies.
    public let foldings: Foldings
    private let pages: ScalarPages
    /// Whether every scalar stays what it is.
    let isIdentity: Bool

    /// Makes the mapping of some foldings; each is made once.
    public init(_ foldings: Foldings) {
        self.foldings = foldings
        let mapped = foldings.intersection([.folded, .confusables])
        isIdentity = mapped.isEmpty && !foldings.contains(.pinyin)
        switch mapped {
        case .raw: pages = ScalarPages()
        case .folded: pages = Self.foldedPages
        case [.folded, .confusables]: pages = Self.foldedPlusPages
        default: pages = Self.keptPages(mapped)
        }
    }

    /// What becomes of one scalar; `nil` where it is dropped. Syllables are at 0x110000 and above.
    public func map(_ scalar: UInt32) -> UInt32? {
        guard let plain = plain(scalar) else { return nil }
        return foldings.contains(.pinyin) ? Pinyin.table[plain] : plain
    }

    /// What becomes of a text.
    public func scalars(of text: String) -> [UInt32] { text.unicodeScalars.compactMap { map($0.value) } }

    /// What a keyword is looked for as: itself, and where characters may be split also as their parts.
    public func spellings(of word: String) -> [[UInt32]] {
        let scalars = scalars(of: word)
        return foldings.contains(.split) ? SplitParts.shared.spellings(of: scalars, map) : [scalars]
    }

    /// Whether a Chinese character's syllable is known.
    public static func hasReading(_ scalar: UInt32) -> Bool { Pinyin.table[scalar] != scalar }

    /// The characters whose syllable a scalar of a view stands for; none where it is no syllable.
    public static func characters(readAs syllable: UInt32) -> [UInt32] {
        guard syllable > 0x10FFFF else { return [] }
        return Pinyin.table.sources.filter { Pinyin.table[$0] == syllable }.sorted()
    }

    /// Whether it is known how a character is split into its parts.
    public static func canBeSplit(_ scalar: UInt32) -> Bool { SplitParts.shared.knows(scalar) }

    /// What becomes of a scalar before it becomes a syllable.
    func plain(_ scalar: UInt32) -> UInt32? {
        if isIdentity { return scalar }
        let mapped = pages[scalar]
        return mapped == ScalarPages.dropped ? nil : mapped
    }

    /// Makes the tables that nearly every set of rules wants, where they are not made yet.
    package static func prepare() {
        _ = foldedPages
        _ = foldedPlusPages
    }

    private static let foldedPages = makePages(.folded)
    private static let foldedPlusPages = makePages([.folded, .confusables])
    /// Those of all other foldings that were asked for: no more than there are choices among six.
    private static let others = Mutex<[Foldings: ScalarPages]>([:])

    private static func keptPages(_ foldings: Foldings) -> ScalarPages {
        others.withLock { kept in
            if let pages = kept[foldings] { return pages }
            let pages = makePages(foldings)
            kept[foldings] = pages
            return pages
        }
    }

    /// Applies the foldings one after the other until nothing changes, so that folding twice is folding once.
    private static func makePages(_ foldings: Foldings) -> ScalarPages {
        let steps = steps(of: foldings)
        let once = { (scalar: UInt32) in steps.reduce(scalar) { $1[$0] } }
        let confusables = foldings.contains(.confusables) ? lookalikes(foldings) : nil
        var pages = ScalarPages()
        for source in steps.flatMap(\.sources) + (confusables?.sources ?? []) {
            var at = source
            // The tables lead in no circle; were one to, this ends all the same.
            for _ in 0..<Self.mostSteps {
                let next = once(at)
                guard next != at else { break }
                at = next
            }
            pages[source] = confusables?[at] ?? at
        }
        if foldings.contains(.ignorables) {
            for source in ScalarPages(runs: ViewTables.ignorables, always: ScalarPages.dropped).sources {
                pages[source] = ScalarPages.dropped
            }
        }
        return pages
    }

    /// The table knows small letters. Where capitals stay, what looks like one of them leads to it.
    private static func lookalikes(_ foldings: Foldings) -> ScalarPages {
        var pages = ScalarPages(runs: ViewTables.confusables)
        guard !foldings.contains(.case) else { return pages }
        let small = ScalarPages(runs: ViewTables.letterCase)
        for capital in small.sources {
            let letter = small[capital]
            guard pages[letter] != letter, 0x61...0x7A ~= pages[letter] else { continue }
            pages[capital] = pages[letter] - 0x20
        }
        return pages
    }

    /// More than any scalar needs until it stays what it is.
    private static let mostSteps = 8

    private static func steps(of foldings: Foldings) -> [ScalarPages] {
        var steps: [ScalarPages] = []
        if foldings.contains(.width) { steps.append(ScalarPages(runs: ViewTables.width)) }
        if foldings.contains(.styled) { steps.append(ScalarPages(runs: ViewTables.styled)) }
        if foldings.contains(.case) { steps.append(ScalarPages(runs: ViewTables.letterCase)) }
        if foldings.contains(.simplified) { steps.append(ScalarPages(pairs: ViewTables.simplified)) }
        return steps
    }
}
