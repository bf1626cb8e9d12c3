/// The mapping of scalars behind a view. A copy shares its tables.
public struct Folding: Sendable {
    /// What it applies.
    public let foldings: Foldings
    private let pages: ScalarPages
    private let isIdentity: Bool

    /// Makes the mapping of some foldings; those of the ordinary views are made once.
    public init(_ foldings: Foldings) {
        self.foldings = foldings
        let mapped = foldings.intersection([.folded, .confusables])
        isIdentity = mapped.isEmpty
        switch mapped {
        case .raw: pages = ScalarPages()
        case .folded: pages = Self.foldedPages
        case [.folded, .confusables]: pages = Self.foldedPlusPages
        default: pages = Self.makePages(mapped)
        }
    }

    /// What becomes of one scalar, `split` aside; `nil` where it is dropped. Syllables are at 0x110000 and above.
    public func map(_ scalar: UInt32) -> UInt32? {
        guard let plain = mapBeforeSplit(scalar) else { return nil }
        return mapAfterSplit(plain)
    }

    /// What becomes of a text: the whole way, as for a text that is watched.
    public func scalars(of text: String) -> [UInt32] {
        var builder = ViewBuilder(self)
        for scalar in text.unicodeScalars { builder.add(scalar.value, from: 0, to: 0) }
        builder.finish()
        return builder.text.scalars
    }

    /// All but `split` and what comes behind it.
    func mapBeforeSplit(_ scalar: UInt32) -> UInt32? {
        if isIdentity { return scalar }
        let mapped = pages[scalar]
        return mapped == ScalarPages.dropped ? nil : mapped
    }

    /// What comes behind `split`.
    func mapAfterSplit(_ scalar: UInt32) -> UInt32 {
        foldings.contains(.pinyin) ? Pinyin.table[scalar] : scalar
    }

    private static let foldedPages = makePages(.folded)
    private static let foldedPlusPages = makePages([.folded, .confusables])

    /// Applies the foldings one after the other until nothing changes, so that folding twice is folding once.
    private static func makePages(_ foldings: Foldings) -> ScalarPages {
        let steps = steps(of: foldings)
        let once = { (scalar: UInt32) in steps.reduce(scalar) { $1[$0] } }
        let confusables = foldings.contains(.confusables) ? ScalarPages(runs: ViewTables.confusables) : nil
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
