internal import RegexSyntax

/// What a program does at one place. Operands are words; a set is where it begins in the data.
enum Operation: UInt32 {
    case match
    case fail
    /// scalar
    case scalar
    /// set
    case set
    /// offset, count
    case literal
    /// set, least, greatest, what follows (a set, or 0)
    case greedyRun
    /// set, least, greatest
    case possessiveRun
    /// set, least, greatest, what follows (a set, or 0)
    case lazyRun
    /// place
    case jump
    /// preferred place, other place, what begins the one and the other (sets, or 0)
    case split
    /// offset of the table
    case alternatives
    /// register
    case countStart
    /// register, least, greatest, place behind the loop, what begins a round (a set, or 0); lazy or not
    case countTest
    /// register
    case countRound
    /// register
    case emptyStart
    /// register, place behind the loop
    case emptyEnd
    /// place behind the body; its body follows
    case atomic
    /// place behind the body, 1 if negative
    case lookAhead
    /// set, 1 if negative
    case lookAheadSet
    /// set, 1 if negative
    case lookBehindSet
    /// offset of the list of widths and places, 1 if negative, place behind the bodies
    case lookBehind
    case textStart
    case textEnd
    case textEndOrLastLineFeed
    case lineStart
    case lineEnd
    /// set, 1 if an edge is not wanted
    case wordEdge
}

/// Words for instructions and data, and how sets and tables are laid out in them.
struct ProgramCode {
    /// How many words an instruction has.
    static let stride = 6
    /// For «no greatest», «end of a list».
    static let none = UInt32.max
    /// A set's words before its ranges: four of ASCII, one for how it goes on, one for how many.
    static let setHead = 6

    var code: [UInt32] = []
    /// Never empty, so that no set is at 0.
    var data: [UInt32] = [0]
    private var sets: [ScalarSet: UInt32] = [:]
    private(set) var registers = 0

    /// Where the next instruction will stand, counted in instructions.
    var place: UInt32 { UInt32(truncatingIfNeeded: code.count / Self.stride) }

    var isTooLarge: Bool { code.count + data.count > ProgramLimits.size }

    @discardableResult
    mutating func emit(_ operation: Operation, _ operands: UInt32...) -> Int {
        let at = code.count
        code.append(operation.rawValue)
        code += operands
        code += Array(repeating: 0, count: Self.stride - 1 - operands.count)
        return at
    }

    mutating func setOperand(_ number: Int, at instruction: Int, to value: UInt32) {
        code[instruction + 1 + number] = value
    }

    mutating func newRegister() -> UInt32 {
        registers += 1
        return UInt32(registers - 1)
    }

    mutating func add(_ words: [UInt32]) -> UInt32 {
        data += words
        return UInt32(truncatingIfNeeded: data.count - words.count)
    }

    /// A set: a bit for each ASCII scalar, then either the other ranges in order, or bits by pages of 256.
    mutating func add(_ set: ScalarSet) -> UInt32 {
        if let known = sets[set] { return known }
        var words = [UInt32](repeating: 0, count: Self.setHead)
        for range in set.ranges where range.lowerBound < 128 {
            for scalar in range.lowerBound...min(range.upperBound, 127) {
                words[Int(scalar >> 5)] |= 1 << (scalar & 31)
            }
        }
        let others = set.ranges.filter { $0.upperBound >= 128 }
        words[5] = UInt32(others.count)
        if others.count > 6 {
            words[4] = 1
            words += Self.pages(set, others)
        } else {
            for range in others { words += [max(range.lowerBound, 128), range.upperBound] }
        }
        let offset = add(words)
        sets[set] = offset
        return offset
    }

    /// For each page of 256 scalars, where its eight words stand behind the page table.
    private static func pages(_ set: ScalarSet, _ ranges: [ClosedRange<UInt32>]) -> [UInt32] {
        let count = 0x1100
        // Where the pages stand that hold nothing and everything.
        let full = UInt32(count + 8)
        var table = [UInt32](repeating: UInt32(count), count: count)
        var bits = [UInt32](repeating: 0, count: 8) + [UInt32](repeating: .max, count: 8)
        var last = -1
        for range in ranges {
            for page in Int(range.lowerBound >> 8)...Int(range.upperBound >> 8) {
                let low = max(UInt32(page) << 8, range.lowerBound)
                let high = min(UInt32(page) << 8 + 255, range.upperBound)
                if high - low == 255 {
                    table[page] = full
                    continue
                }
                if page != last {
                    table[page] = UInt32(count + bits.count)
                    bits += Array(repeating: 0, count: 8)
                    last = page
                }
                let offset = Int(table[page]) - count
                for scalar in low...high { bits[offset + Int((scalar & 255) >> 5)] |= 1 << (scalar & 31) }
            }
        }
        return table + bits
    }

    /// Which branches to try by the next scalar: 128 lists for ASCII, the list at the end of the text, the number
    /// of ranges, then each range with its list, in order, from 128 to the last scalar without a gap.
    mutating func addChoices(_ branches: [(place: UInt32, begins: ScalarSet?)]) -> UInt32 {
        var bounds: Set<UInt32> = [0, 128]
        for case (_, let begins?) in branches {
            for range in begins.ranges {
                bounds.insert(range.lowerBound)
                bounds.insert(range.upperBound + 1)
            }
        }
        var starts = bounds.filter { $0 <= 0x10FFFF }.sorted()
        // Too many lists: one for all scalars.
        let isCoarse = starts.count * branches.count > ProgramLimits.choices
        if isCoarse { starts = [0, 128] }
        var lists: [[UInt32]: UInt32] = [:]
        func list(_ scalar: UInt32?) -> UInt32 {
            var places: [UInt32] = []
            for branch in branches {
                let isPossible = isCoarse || scalar.flatMap { branch.begins?.contains($0) } ?? true
                if isPossible { places.append(branch.place) }
            }
            if let known = lists[places] { return known }
            let offset = add(places + [Self.none])
            lists[places] = offset
            return offset
        }
        var ascii = [UInt32](repeating: 0, count: 128)
        var ranges: [UInt32] = []
        for (index, start) in starts.enumerated() {
            let end = index + 1 < starts.count ? starts[index + 1] - 1 : 0x10FFFF
            let places = list(start)
            if start < 128 {
                for scalar in start...min(end, 127) { ascii[Int(scalar)] = places }
            } else if let last = ranges.last, last == places {
                ranges[ranges.count - 2] = end
            } else {
                ranges += [end, places]
            }
        }
        return add(ascii + [list(nil), UInt32(ranges.count / 2)] + ranges)
    }
}
