/// What the tables of a `LiteralMatcher` are made from: every literal with the window that stands for it.
struct LiteralPlan {
    /// A literal that can be found: its bytes, with letters in lower case where case does not matter.
    struct Entry {
        var bytes: [UInt8]
        /// 0x20 where a letter of either case will do, otherwise 0.
        var masks: [UInt8]
        var id: Int32
    }

    /// A window of an entry.
    struct Place {
        var entry: Int
        /// The window's first byte in the entry.
        var offset: Int
    }

    /// Up to four bytes of a short literal, and the entries that they stand for.
    struct Fragment: Hashable {
        /// For each byte, the values that a text may hold there.
        var classes: [ByteClass]
    }

    private(set) var entries: [Entry] = []
    /// Windows that are found at character starts, by their key.
    private(set) var windows: [UInt64: [Place]] = [:]
    /// Windows of the short literals, by their key.
    private(set) var shorts: [UInt64: [Place]] = [:]
    private(set) var fragments: [Fragment] = []
    /// Runs of classes, each once, with their ids.
    private(set) var runs: [[ByteClass]] = []
    private(set) var runIDs: [[Int32]] = []
    private(set) var longest = 0

    init(literals: [LiteralMatcher.Literal], runs: [LiteralMatcher.ClassRun]) {
        let frequency = WindowFrequency.shared
        var seen = Set<LiteralMatcher.Literal>(minimumCapacity: literals.count)
        var fragments = Set<Fragment>()
        for literal in literals where !literal.bytes.isEmpty && literal.bytes.count < 1 << 30 {
            guard seen.insert(literal).inserted else { continue }
            add(literal, frequency, &fragments)
        }
        // In an order of their own, so that the same literals give the same tables.
        self.fragments = fragments.sorted { first, second in
            first.classes.lexicographicallyPrecedes(second.classes) { $0.least < $1.least }
        }
        var places: [[ByteClass]: Int] = [:]
        for run in runs where !run.classes.isEmpty && !run.classes.contains(where: \.isEmpty) {
            let id = Int32(clamping: run.id)
            if let place = places[run.classes] {
                if !runIDs[place].contains(id) { runIDs[place].append(id) }
            } else {
                places[run.classes] = self.runs.count
                self.runs.append(run.classes)
                runIDs.append([id])
                longest = max(longest, run.classes.count)
            }
        }
    }

    private mutating func add(
        _ literal: LiteralMatcher.Literal, _ frequency: WindowFrequency, _ fragments: inout Set<Fragment>
    ) {
        let masks = literal.bytes.map { byte -> UInt8 in
            literal.ignoresCase && ByteClass.letters.contains(byte) ? 0x20 : 0
        }
        let bytes = zip(literal.bytes, masks).map { $0 | $1 }
        let entry = entries.count
        entries.append(Entry(bytes: bytes, masks: masks, id: Int32(clamping: literal.id)))
        longest = max(longest, bytes.count)
        if let window = WindowChoice.rarest(in: bytes, frequency) {
            for offset in window.offset..<(window.offset + window.phases) {
                windows[window.key(bytes, at: offset), default: []].append(Place(entry: entry, offset: offset))
            }
        } else {
            let range = WindowChoice.rarestFragment(in: bytes, frequency)
            let key = WindowKey.short(bytes[range])
            shorts[key, default: []].append(Place(entry: entry, offset: range.lowerBound))
            fragments.insert(
                Fragment(
                    classes: range.map { place in
                        var values = ByteClass(bytes[place]...bytes[place])
                        if masks[place] != 0 { values.insert(bytes[place] & ~0x20) }
                        return values
                    }))
        }
    }
}

/// The numbers by which windows are looked up. A window of a literal and the same bytes of a text give the same number.
enum WindowKey {
    /// Two characters of three bytes, or three of two.
    static func wide(_ word: UInt64) -> UInt64 { word & 0xffff_ffff_ffff }

    /// Five bytes of ASCII, in one case. (It merges more than case; the comparison that follows does not.)
    static func ascii(_ word: UInt64) -> UInt64 { (word & 0xff_ffff_ffff) | 0x20_2020_2020 }

    /// One to four bytes of any kind, in one case. The count keeps them apart from the others.
    static func short(_ word: UInt64, count: Int) -> UInt64 {
        let used = (1 as UInt64 &<< UInt64(8 * count)) &- 1
        return ((word | 0x2020_2020) & used) | UInt64(count) &<< 56
    }

    static func short(_ bytes: ArraySlice<UInt8>) -> UInt64 { short(word(bytes), count: bytes.count) }

    /// Up to eight bytes, the first one lowest.
    static func word(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    static let threeByteMask: UInt64 = 0xc0_c0f0
    static let threeByteLead: UInt64 = 0x80_80e0
    static let twoByteMask: UInt64 = 0xc0e0
    static let twoByteLead: UInt64 = 0x80c0
}

/// Which window stands for a literal.
struct WindowChoice {
    /// The first byte of the window in the literal.
    var offset: Int
    /// 2 for ASCII: only even places of a text are looked at, so the window one byte further stands for it as well.
    var phases: Int

    func key(_ bytes: [UInt8], at offset: Int) -> UInt64 {
        let word = WindowKey.word(bytes[offset...])
        return phases == 2 ? WindowKey.ascii(word) : WindowKey.wide(word)
    }

    /// The long window that texts hold least often; `nil` where the literal has none.
    static func rarest(in bytes: [UInt8], _ frequency: WindowFrequency) -> WindowChoice? {
        var best: (cost: Double, choice: WindowChoice)?
        guard bytes.count >= 6 else { return nil }
        for offset in 0...(bytes.count - 6) {
            let word = WindowKey.word(bytes[offset...]) & 0xffff_ffff_ffff
            let cost: Double
            let phases: Int
            if word & 0x8080_8080_8080 == 0 {
                let folded = bytes[offset..<(offset + 6)].map { $0 | 0x20 }
                cost = frequency.ascii(folded[0..<5]) + frequency.ascii(folded[1..<6])
                phases = 2
            } else if isWide(word, WindowKey.threeByteMask, WindowKey.threeByteLead, 3) {
                cost = frequency.pair(bytes[offset..<(offset + 6)])
                phases = 1
            } else if isWide(word, WindowKey.twoByteMask, WindowKey.twoByteLead, 2) {
                cost = frequency.otherScript
                phases = 1
            } else {
                continue
            }
            if best.map({ cost < $0.cost }) ?? true {
                best = (cost, WindowChoice(offset: offset, phases: phases))
            }
        }
        return best?.choice
    }

    /// Whether all six bytes are characters of one length.
    private static func isWide(_ word: UInt64, _ mask: UInt64, _ lead: UInt64, _ length: UInt64) -> Bool {
        stride(from: 0 as UInt64, to: 6, by: Int(length)).allSatisfy { word >> (8 * $0) & mask == lead }
    }

    /// The up to four bytes that texts hold least often.
    static func rarestFragment(in bytes: [UInt8], _ frequency: WindowFrequency) -> Range<Int> {
        let length = min(4, bytes.count)
        var best = 0..<length
        var least = Double.infinity
        for offset in 0...(bytes.count - length) {
            let cost = bytes[offset..<(offset + length)].reduce(1) { $0 * frequency.byte($1) }
            if cost < least {
                least = cost
                best = offset..<(offset + length)
            }
        }
        return best
    }
}
