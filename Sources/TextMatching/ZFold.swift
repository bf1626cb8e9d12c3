


/// The mapping behind the views `folded` and `folded+`: one scalar to one, or to none.
enum ZFold {
    /// What folding makes of a scalar; `nil` where it is dropped.
    static func folded(_ scalar: UInt32) -> UInt32? {
        let mapped = scalar < 0x80 ? asciiFolded(scalar) : forms[scalar]
        return mapped == dropped ? nil : mapped
    }

    /// What a *folded* scalar looks like: one ASCII letter, or itself. A digit always stays itself.
    static func lookalike(_ folded: UInt32) -> UInt32 {
        folded < 0x80 ? folded : confusables[folded]
    }

    /// The scalar in a view; `nil` where the view drops it.

    /// A text's scalars in a view.

    /// Not a scalar: stands for «none» in the tables.
    private static let dropped: UInt32 = 0xFFFF_FFFF

    private static func asciiFolded(_ scalar: UInt32) -> UInt32 {
        scalar >= 0x41 && scalar <= 0x5A ? scalar + 0x20 : scalar
    }

    private static let forms: ScalarTable = {
        var table = ScalarTable()
        table.add(runs: ZTables.forms)
        table.add(pairs: ZTables.simplified)
        table.add(runs: ZTables.ignorables, always: dropped)
        return table
    }()

    private static let confusables: ScalarTable = {
        var table = ScalarTable()
        table.add(runs: ZTables.confusables)
        return table
    }()
}

/// A mapping of scalars, itself where nothing was added: an array for the first plane, a dictionary beyond.
private struct ScalarTable: Sendable {
    private var plane: [UInt32] = Array(0...0xFFFF)
    private var beyond: [UInt32: UInt32] = [:]

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
