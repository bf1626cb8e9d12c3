public import RegexSyntax

/// Which of many things can begin with a scalar.
public struct StarterTable: Sendable {
    /// By block of 256 scalars of the first plane, where the block's cells begin; blocks that are alike share them.
    private var blocks: [Int32] = Array(repeating: 0, count: 256)
    private var cells: [UInt16] = []
    /// The starters of each class of scalars.
    private var classes: [[Int32]] = [[]]
    /// Classes beyond the first plane, by the first scalar of their stretch.
    private var beyond: [(first: UInt32, number: UInt16)] = []

    /// The numbers of those that can begin with a scalar.
    public subscript(scalar: UInt32) -> [Int32] {
        classes[Int(number(of: scalar))]
    }

    /// Whether none can begin with any.
    public var isEmpty: Bool { classes.count == 1 }

    /// How many classes of scalars there are; scalars of one class are the beginning of the same things.
    var classCount: Int { classes.count }

    /// The numbers of those that can begin with scalars of a class.
    func members(ofClass number: Int) -> [Int32] { classes[number] }

    /// By block of 256 scalars of the first plane, where its cells begin, and by cell the class.
    var layout: (blocks: [Int32], cells: [UInt16]) {
        (blocks, cells.isEmpty ? Array(repeating: 0, count: 256) : cells)
    }

    /// The class of a scalar.
    func number(of scalar: UInt32) -> UInt16 {
        if scalar <= 0xFFFF { return cells.isEmpty ? 0 : cells[Int(blocks[Int(scalar >> 8)]) + Int(scalar & 0xFF)] }
        var low = 0
        var high = beyond.count
        while low < high {
            let middle = (low + high) / 2
            if beyond[middle].first <= scalar { low = middle + 1 } else { high = middle }
        }
        return low > 0 ? beyond[low - 1].number : 0
    }

    /// Gathers what a table is made of.
    public struct Builder {
        private var members: [(number: Int32, set: ScalarSet)] = []

        public init() {}

        public mutating func add(_ number: Int, beginningWith set: ScalarSet) {
            members.append((Int32(truncatingIfNeeded: number), set))
        }

        /// The table. There can be no more than 65,535 classes of scalars: beyond that all starters are one class.
        public func table() -> StarterTable {
            var table = StarterTable()
            guard !members.isEmpty else { return table }
            var numbers: [[Int32]: UInt16] = [[]: 0]
            var plane = [UInt16](repeating: 0, count: 0x10000)
            for (stretch, starters) in stretches() {
                var number = numbers[starters]
                if number == nil {
                    number = UInt16(truncatingIfNeeded: table.classes.count)
                    numbers[starters] = number
                    table.classes.append(starters)
                }
                let cell = number ?? 0
                if stretch.lowerBound <= 0xFFFF {
                    for scalar in stretch.lowerBound...min(stretch.upperBound, 0xFFFF) { plane[Int(scalar)] = cell }
                }
                if stretch.upperBound > 0xFFFF {
                    table.beyond.append((max(stretch.lowerBound, 0x10000), cell))
                }
            }
            var known: [ArraySlice<UInt16>: Int32] = [:]
            for block in 0..<256 {
                let slice = plane[(block << 8)..<((block + 1) << 8)]
                if let at = known[slice] {
                    table.blocks[block] = at
                } else {
                    table.blocks[block] = Int32(table.cells.count)
                    known[slice] = Int32(table.cells.count)
                    table.cells += slice
                }
            }
            return table
        }

        /// All stretches of scalars that the same starters begin with, in order and without gaps.
        private func stretches() -> [(ClosedRange<UInt32>, [Int32])] {
            // A scalar's edge: who comes in there, and who goes.
            var edges: [UInt32: (comes: [Int32], goes: [Int32])] = [0: ([], [])]
            for (number, set) in members {
                for range in set.ranges {
                    edges[range.lowerBound, default: ([], [])].comes.append(number)
                    if range.upperBound < 0x10FFFF { edges[range.upperBound + 1, default: ([], [])].goes.append(number) }
                }
            }
            let places = edges.keys.sorted()
            var current: Set<Int32> = []
            var made: [(ClosedRange<UInt32>, [Int32])] = []
            for (index, place) in places.enumerated() {
                guard let edge = edges[place] else { continue }
                current.subtract(edge.goes)
                current.formUnion(edge.comes)
                let end = index + 1 < places.count ? places[index + 1] - 1 : 0x1F_FFFF
                made.append((place...max(place, end), current.sorted()))
            }
            return made
        }
    }
}
