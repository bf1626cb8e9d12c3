import Rules

/// A keyword, made ready for one view.
///
/// # What it matches
///
/// Let k = c₁…cₘ be the keyword's scalars in the view (folded like the text; what folding drops is gone), and t the
/// text's. *Separators* are the set `Scalars.isSeparator`; *word scalars* are ASCII letters and digits, and U+00C0 to
/// U+024F without × and ÷. A keyword without scalars matches nothing.
///
/// - `raw`, and any view of which nothing is left: k matches t[i…j) where the two are equal.
/// - `folded`: as `raw`, and *bounded*: if c₁ is a word scalar, t[i−1] is none or no word scalar; if cₘ is one, t[j] is
///   none or no word scalar.
/// - `folded+`, `split`, `pinyin`: let b₁…bₙ be k without the separators between its first and its last scalar that is no separator. (What
///   stands outside of these two, or all of k if there are none, is taken literally.) k matches t[i…j) where the match
///   is bounded and t[i…j) = B₁ G₁ B₂ G₂ … Bₙ, with
///   - Bᵢ = bᵢ repeated once or more; exactly once for a digit (0 to 9) and for what is taken literally; but for the
///     last one, one to three separators may stand between two repeats wherever they may stand in Gᵢ, up to seven times;
///   - Gᵢ = nothing beside what is taken literally; up to three separators where k itself has separators there, or where
///     bᵢ or bᵢ₊₁ is no word scalar; in all other gaps *either everywhere nothing, or everywhere one to three
///     separators*.
///
/// A rule that switches repeats off has Bᵢ = bᵢ; one that switches separators off has them as characters like others.
///
/// Being bounded is a look-around: where a neighbour is replaced, a word may become bounded that was not.
///
/// From one start, the longest match counts. So a run of n equal scalars in the keyword matches a run of n or more.
struct Keyword: Sendable {
    private enum Gap: Sendable {
        /// Nothing, always.
        case closed
        /// Zero to three separators.
        case free
        /// As the match goes: nothing everywhere, or one to three separators everywhere.
        case uniform
    }

    /// One scalar of the keyword and the gap behind it.
    private struct Element: Sendable {
        var scalar: UInt32
        var repeats: Bool
        var gap: Gap = .closed
    }

    private let elements: [Element]
    private let bounded: Bool
    private let hasUniformGap: Bool

    /// The scalar that every match starts with.
    let first: UInt32

    /// Answers `nil` for a word that has no scalars in the view, which matches nothing.
    init?(_ word: String, view: View) { self.init(Folding.scalars(of: word, in: view), view) }

    /// The keyword, and in the view `split` also each way to write it with some of its characters as their parts.
    static func spellings(of word: String, _ view: View) -> [Keyword] {
        let scalars = Folding.scalars(of: word, in: view)
        guard view.kind == .split else { return [Keyword(scalars, view)].compactMap(\.self) }
        return SplitCharacters.spellings(scalars) { Folding.map($0, to: view) }.compactMap { Keyword($0, view) }
    }

    private init?(_ scalars: [UInt32], _ view: View) {
        guard let first = scalars.first else { return nil }
        self.first = first
        bounded = !view.folds.isEmpty || view.kind == .split || view.kind == .pinyin
        elements = Self.loosen(scalars, view.folds)
        hasUniformGap = elements.contains { $0.gap == .uniform }
    }

    private static func loosen(_ scalars: [UInt32], _ folds: Set<Fold>) -> [Element] {
        let (spaced, repeats) = (folds.contains(.separators), folds.contains(.repeats))
        guard spaced || repeats, let begin = scalars.firstIndex(where: { !Scalars.isSeparator($0) }),
            let end = scalars.lastIndex(where: { !Scalars.isSeparator($0) })
        else { return scalars.map { Element(scalar: $0, repeats: false) } }
        var elements = scalars[..<begin].map { Element(scalar: $0, repeats: false) }
        var index = begin
        while index <= end {
            let scalar = scalars[index]
            var next = index + 1
            while spaced, next <= end, Scalars.isSeparator(scalars[next]) { next += 1 }
            var element = Element(scalar: scalar, repeats: repeats && !Scalars.isDigit(scalar))
            if spaced, next <= end {
                let joined = next == index + 1 && Scalars.isWord(scalar) && Scalars.isWord(scalars[next])
                element.gap = joined ? .uniform : .free
            }
            elements.append(element)
            index = next
        }
        return elements + scalars[(end + 1)...].map { Element(scalar: $0, repeats: false) }
    }

    /// The end of the longest match that starts at a scalar of the text; `nil` where there is none.
    func end(in text: TextView, from start: Int) -> Int? {
        if bounded, Scalars.isWord(first), start > 0, Scalars.isWord(text.scalars[start - 1]) { return nil }
        let tight = longest(text, start, spaced: false)
        guard hasUniformGap, let spaced = longest(text, start, spaced: true) else { return tight }
        return max(spaced, tight ?? spaced)
    }

    /// Follows all ways through the text at once, element by element.
    private func longest(_ text: TextView, _ start: Int, spaced: Bool) -> Int? {
        var places = [start]
        for (index, element) in elements.enumerated() {
            let isLast = index == elements.count - 1
            var next: [Int] = []
            for place in places where place < text.scalars.count && text.scalars[place] == element.scalar {
                let runEnd = element.repeats ? text.runEnds[place] : place + 1
                if isLast {
                    if isBounded(text, runEnd, element.scalar) { Self.add(runEnd, &next) }
                    continue
                }
                let opens = element.gap == .free || (element.gap == .uniform && spaced)
                if element.gap != .uniform || !spaced {
                    // With nothing in between, all ways to share a run among equal elements come to the same.
                    Self.add(elements[index + 1].scalar == element.scalar ? place + 1 : runEnd, &next)
                }
                guard opens else { continue }
                for end in Self.ends(text, of: element, from: runEnd) {
                    // Behind a repeat that stands apart, the next one may follow at once where nothing need be between.
                    if end != runEnd, element.gap == .free { Self.add(end, &next) }
                    for length in 1...3 {
                        let at = end + length
                        guard at < text.scalars.count, Scalars.isSeparator(text.scalars[at - 1]) else { break }
                        Self.add(at, &next)
                    }
                }
            }
            places = next
            if places.isEmpty { return nil }
        }
        return places.max()
    }

    /// Where an element can end whose first run ends at a place: there, and behind each further run of it that one to
    /// three separators part from the one before.
    private static func ends(_ text: TextView, of element: Element, from runEnd: Int) -> [Int] {
        var ends = [runEnd]
        guard element.repeats else { return ends }
        var at = runEnd
        while ends.count < 8 {
            let start = at
            while at < text.scalars.count, at - start < 3, Scalars.isSeparator(text.scalars[at]) { at += 1 }
            guard at > start, at < text.scalars.count, text.scalars[at] == element.scalar else { return ends }
            at = text.runEnds[at]
            ends.append(at)
        }
        return ends
    }

    private func isBounded(_ text: TextView, _ end: Int, _ last: UInt32) -> Bool {
        !bounded || !Scalars.isWord(last) || end >= text.scalars.count || !Scalars.isWord(text.scalars[end])
    }

    private static func add(_ place: Int, _ places: inout [Int]) {
        if !places.contains(place) { places.append(place) }
    }
}

/// Classes of scalars that keywords go by.
enum Scalars {
    /// Space, tab, no-break space, - _ . * · • ~ ^ ' ` " | / \ + = # @ & % $ … ‧ ・; never a comma, a full stop of
    /// Chinese, or a line end.
    static func isSeparator(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x20, 0x09, 0xA0, 0x2D, 0x5F, 0x2E, 0x2A, 0xB7, 0x2022, 0x7E, 0x5E, 0x27, 0x60, 0x22, 0x7C, 0x2F, 0x5C,
            0x2B, 0x3D, 0x23, 0x40, 0x26, 0x25, 0x24, 0x2026, 0x2027, 0x30FB:
            true
        default: false
        }
    }

    /// 0 to 9.
    static func isDigit(_ scalar: UInt32) -> Bool { scalar >= 0x30 && scalar <= 0x39 }

    /// ASCII letters and digits, and U+00C0 to U+024F without × and ÷.
    static func isWord(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        case 0xC0...0x24F: scalar != 0xD7 && scalar != 0xF7
        default: false
        }
    }
}
