import Monitor
import Rules
import enum TextMatching.ViewTables

/// The mapping behind the views: one scalar to one, or to none.
enum Folding {
    /// What folding makes of a scalar; `nil` where it is dropped.
    static func folded(_ scalar: UInt32) -> UInt32? {
        let mapped = scalar < 0x80 ? asciiFolded(scalar) : forms[scalar]
        return mapped == dropped ? nil : mapped
    }

    /// What a *folded* scalar looks like: one ASCII letter, or itself. A digit always stays itself.
    static func lookalike(_ folded: UInt32) -> UInt32 {
        folded < 0x80 ? folded : confusables[folded]
    }

    /// The scalar in a view, parts aside; `nil` where the view drops it.
    static func map(_ scalar: UInt32, to view: View) -> UInt32? {
        switch view.kind {
        case .raw: scalar
        case .folded where view.without.isEmpty: folded(scalar)
        case .foldedPlus where view.without.isEmpty, .split where view.without.isEmpty:
            folded(scalar).map(lookalike)
        case .pinyin where view.without.isEmpty: folded(scalar).map(lookalike).map(syllable)
        case .folded, .foldedPlus, .split: switched(scalar, view.folds)
        case .pinyin: switched(scalar, view.folds).map(syllable)
        }
    }

    /// A text's scalars in a view.
    static func scalars(of text: String, in view: View) -> [UInt32] {
        TextView(SourceText(Array(text.utf8)), view).scalars
    }

    /// What some of the foldings make of a scalar: one after the other, until nothing changes, and then look-alikes.
    private static func switched(_ scalar: UInt32, _ folds: Set<Fold>) -> UInt32? {
        if folds.contains(.ignorables), forms[scalar] == dropped { return nil }
        var at = scalar
        var before: UInt32?
        while at != before {
            before = at
            if folds.contains(.width) { at = width[at] }
            if folds.contains(.styled) { at = styled[at] }
            if folds.contains(.case) { at = letterCase[at] }
            if folds.contains(.traditional) { at = simplified[at] }
        }
        guard folds.contains(.confusables) else { return at }
        let alike = lookalike(at)
        guard alike == at, !folds.contains(.case) else { return alike }
        // The table knows small letters: a capital looks like a capital.
        let small = letterCase[at]
        let letter = lookalike(small)
        return letter != small && letter >= 0x61 && letter <= 0x7A ? letter - 0x20 : at
    }

    /// A number for the reading of a Chinese character; other scalars stay themselves.
    private static func syllable(_ scalar: UInt32) -> UInt32 { syllables[scalar] ?? scalar }

    private static let syllables: [UInt32: UInt32] = {
        var table: [UInt32: UInt32] = [:]
        for (number, word) in ViewTables.pinyin.split(separator: " ").enumerated() {
            for scalar in word.unicodeScalars where !scalar.isASCII {
                table[scalar.value] = 0x110000 + UInt32(number)
            }
        }
        return table
    }()

    private static let width = ScalarTable(runs: ViewTables.width)
    private static let styled = ScalarTable(runs: ViewTables.styled)
    private static let letterCase = ScalarTable(runs: ViewTables.letterCase)
    private static let simplified: ScalarTable = {
        var table = ScalarTable()
        table.add(pairs: ViewTables.simplified)
        return table
    }()

    /// Not a scalar: stands for «none» in the tables.
    private static let dropped: UInt32 = 0xFFFF_FFFF

    private static func asciiFolded(_ scalar: UInt32) -> UInt32 {
        scalar >= 0x41 && scalar <= 0x5A ? scalar + 0x20 : scalar
    }

    private static let forms: ScalarTable = {
        var table = ScalarTable()
        table.add(runs: FoldingTables.forms)
        table.add(pairs: FoldingTables.simplified)
        table.add(runs: FoldingTables.ignorables, always: dropped)
        return table
    }()

    private static let confusables: ScalarTable = {
        var table = ScalarTable()
        table.add(runs: FoldingTables.confusables)
        return table
    }()
}

/// A mapping of scalars, itself where nothing was added: an array for the first plane, a dictionary beyond.
private struct ScalarTable: Sendable {
    private var plane: [UInt32] = Array(0...0xFFFF)
    private var beyond: [UInt32: UInt32] = [:]

    init() {}

    init(runs: String) { add(runs: runs) }

    subscript(scalar: UInt32) -> UInt32 {
        get { scalar <= 0xFFFF ? plane[Int(scalar)] : beyond[scalar, default: scalar] }
        set {
            if scalar <= 0xFFFF {
                plane[Int(scalar)] = newValue
            } else {
                beyond[scalar] = newValue
            }
        }
    }

    /// Adds `first,count,step,to` entries; with `always`, all of them lead there.
    mutating func add(runs: String, always: UInt32? = nil) {
        for run in runs.split(separator: " ") {
            let numbers = run.split(separator: ",").compactMap { UInt32($0, radix: 16) }
            guard numbers.count == 4 else { continue }
            for index in 0..<numbers[1] {
                self[numbers[0] + index * numbers[2]] = always ?? (numbers[3] + index * numbers[2])
            }
        }
    }

    /// Adds scalars that stand in turn: from, to, from, to.
    mutating func add(pairs: String) {
        var from: UInt32?
        for scalar in pairs.unicodeScalars {
            if let source = from {
                self[source] = scalar.value
                from = nil
            } else {
                from = scalar.value
            }
        }
    }
}
