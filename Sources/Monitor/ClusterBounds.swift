import TextMatching

/// Where the grapheme clusters of a growing text begin and end (Unicode annex 29, as Swift's characters have it).
///
/// A place is an ordinal into the raw view.
struct ClusterBounds {
    let text: ViewText
    let isComplete: Bool

    /// Where what is cut or replaced from a place on has to begin so that no half of a cluster stays.
    ///
    /// What begins with a mark that only modifies (Grapheme_Extend: combining marks, variation selectors, tags) leaves
    /// the character before it whole, so that nothing has to be taken with it.
    func start(at place: Int) -> Int {
        guard place > 0, place < text.scalars.count, !Self.isDefinite(text.scalars[place - 1], text.scalars[place]),
            !Self.modifies(text.scalars[place])
        else { return place }
        return start(ofClusterWith: place)
    }

    /// The same in original bytes, for what begins at a byte.
    func startByte(of byte: Int) -> Int {
        let place = text.ordinal(at: byte)
        return place < text.starts.count ? text.starts[start(at: place)] : byte
    }

    /// Where the cluster begins that a scalar belongs to.
    func start(ofClusterWith place: Int) -> Int {
        let from = safe(before: place)
        var start = from
        for character in characters(from, upTo: min(place + 1, text.scalars.count)) {
            let next = start + character.unicodeScalars.count
            if next > place { break }
            start = next
        }
        return start
    }

    /// The first end of a cluster at a place or after; `nil` where what is still to come decides.
    func end(at place: Int) -> Int? {
        let count = text.scalars.count
        guard place < count else { return isComplete ? count : nil }
        guard place > 0, !Self.isDefinite(text.scalars[place - 1], text.scalars[place]) else { return place }
        var end = safe(before: place - 1)
        for character in characters(end, upTo: count) {
            end += character.unicodeScalars.count
            if end >= place { break }
        }
        return end < count || isComplete ? end : nil
    }

    /// Whether a mark stands at a place, and behind it something of the same cluster that is none, as in a pictograph
    /// that is joined to another.
    func goesOn(behindMarksAt place: Int) -> Bool {
        guard Self.modifies(text.scalars[place]) else { return false }
        let end = end(at: place + 1) ?? text.scalars.count
        return place + 1 < end && text.scalars[(place + 1)..<end].contains { !Self.modifies($0) }
    }

    /// Whether a scalar only modifies the character before it.
    static func modifies(_ scalar: UInt32) -> Bool {
        scalar >= 0x300 && (scalar == 0x200D || Unicode.Scalar(scalar)?.properties.isGraphemeExtend ?? false)
    }

    /// The last place before a scalar at which a cluster begins for certain.
    func safe(before place: Int) -> Int {
        var at = min(place, text.scalars.count - 1)
        while at > 0, !Self.isDefinite(text.scalars[at - 1], text.scalars[at]) { at -= 1 }
        return max(at, 0)
    }

    private func characters(_ from: Int, upTo end: Int) -> String {
        var string = ""
        for scalar in text.scalars[from..<max(from, end)] {
            string.unicodeScalars.append(Unicode.Scalar(scalar) ?? "\u{FFFD}")
        }
        return string
    }

    /// Whether a cluster begins between two scalars whatever stands around them.
    private static func isDefinite(_ before: UInt32, _ after: UInt32) -> Bool {
        isPlain(before) && isPlain(after) || (before == 0x0A || after == 0x0A && before != 0x0D)
    }

    /// ASCII that prints, hanzi, kana, and their punctuation: none joins another of them.
    private static func isPlain(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x20...0x7E, 0x2010...0x2027, 0x3001...0x3029, 0x3041...0x3096, 0x30A1...0x30FA, 0x3400...0x4DBF,
            0x4E00...0x9FFF, 0xFF01...0xFF9D:
            true
        default: false
        }
    }
}

/// What the matches that change a text can begin with, as far as it joins the character before.
///
/// Where the last scalar of what is known could be joined by one of them, its character has to wait.
struct JoiningStarts: Sendable {
    private var lineFeed = false
    private var regional = false
    private var hangul = false
    private var pictographs = false
    private var spacing = false
    private var others = false

    init() {}

    /// Adds what can begin with the scalars of a view that hold.
    mutating func add(_ foldings: Foldings, _ begins: (UInt32) -> Bool) {
        let folding = Folding(foldings)
        func any(_ ranges: [ClosedRange<UInt32>]) -> Bool {
            ranges.contains { range in range.contains { scalar in folding.map(scalar).map(begins) ?? false } }
        }
        lineFeed = lineFeed || any([0x0A...0x0A])
        regional = regional || any([0x1F1E6...0x1F1FF])
        hangul = hangul || any([0x1100...0x11FF, 0xA960...0xA97C, 0xD7B0...0xD7FB])
        pictographs = pictographs || any([0x2600...0x27BF, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF])
        spacing = spacing || any([0x903...0x903, 0x93B...0x93B, 0x93E...0x940, 0x949...0x94C, 0xE33...0xE33, 0xEB3...0xEB3])
        others = others || any([0x915...0x939, 0x995...0x9B9])
    }

    /// Whether a match could begin behind the last scalar of a text and still be of the same character.
    func mayJoin(_ text: ViewText) -> Bool {
        guard let last = text.scalars.last else { return false }
        switch last {
        case 0x20...0x7E, 0x3001...0x3029, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xFF01...0xFF5E: return spacing
        case 0x0D: return lineFeed
        case 0x00...0x1F: return false
        case 0x1F1E6...0x1F1FF: return regional
        case 0x1100...0x11FF, 0xA960...0xA97C, 0xAC00...0xD7FB: return hangul
        case 0x900...0xDFF: return others || spacing
        case 0x600...0x605, 0x6DD, 0x70F, 0x890...0x891, 0x8E2, 0x110BD, 0x110CD: return true
        default: break
        }
        guard pictographs || others else { return spacing }
        // A pictograph, marks behind it, a joiner, and a pictograph are one.
        let base = text.scalars.last { !ClusterBounds.modifies($0) } ?? 0
        return spacing || (pictographs && Self.isPictograph(base)) || (others && (0x900...0xDFF).contains(base))
    }

    /// Whether a scalar may be an Extended_Pictographic; some that are none count as well.
    private static func isPictograph(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0xA9, 0xAE, 0x203C, 0x2049, 0x2122, 0x2139, 0x2190...0x2BFF, 0x3030, 0x303D, 0x3297, 0x3299,
            0x1F000...0x1FAFF:
            true
        default: false
        }
    }
}
