/// Keywords by the scalars that they go by: those that begin alike share their way from the root.
///
/// What a keyword goes by are its scalars in the view; where the view folds separators and repeats away, without them
/// and up to the first that is taken literally. A way ends where no more than two keywords are left.
struct KeywordTree: Sendable {
    /// In the order of the ways, so that those below a node stand in a row.
    private(set) var keywords: [Keyword] = []
    /// By keyword.
    private(set) var ids: [Int32] = []
    /// Before each keyword, how many there are that have to be looked at to tell whether they are open at the end of
    /// a text that has followed their way.
    private var unsure: [Int32] = [0]
    private var nodes: [Node] = []
    /// For the first plane the node of a first scalar, from 1; 0 where no keyword begins so. By blocks of 256, which
    /// most tables have few of.
    private var blocks: [Int16] = Array(repeating: -1, count: 256)
    private var cells: [Int32] = []
    private var beyond: [UInt32: Int32] = [:]
    /// Nodes by what they stand under and the scalar that leads there; the number of slots is a power of two.
    private var slots: [Slot] = []
    /// What ways begin with.
    let filter: KeywordFilter

    struct Node: Sendable {
        /// The keywords below it.
        var all: Range<Int32>
        /// Where those end whose way ends here.
        var ends: Int32
        /// Whether ways go on.
        var goesOn: Bool
    }

    private struct Slot: Sendable {
        var key: UInt64
        var node: Int32
    }

    init(_ entries: [(keyword: Keyword, id: Int)], _ foldings: Foldings) {
        let ways = entries.map { $0.keyword.way(foldings) }
        filter = KeywordFilter(ways.map(\.scalars), foldings)
        let order = entries.indices.sorted { one, other in
            let (first, second) = (ways[one].scalars, ways[other].scalars)
            return first == second ? one < other : first.lexicographicallyPrecedes(second)
        }
        var children: [(key: UInt64, node: Int32)] = []
        for index in order {
            keywords.append(entries[index].keyword)
            ids.append(Int32(clamping: entries[index].id))
            unsure.append((unsure.last ?? 0) + (ways[index].isLiteral ? 0 : 1))
        }
        let sorted = order.map { ways[$0].scalars }
        var first = 0
        while first < sorted.count {
            let end = sorted[first...].firstIndex { $0[0] != sorted[first][0] } ?? sorted.count
            let node = add(sorted, first..<end, 1, &children)
            setRoot(sorted[first][0], node)
            first = end
        }
        guard !children.isEmpty else { return }
        var size = 4
        while size < children.count * 2 { size *= 2 }
        slots = Array(repeating: Slot(key: .max, node: -1), count: size)
        for (key, node) in children {
            var at = Self.hash(key) & (size - 1)
            while slots[at].node >= 0 { at = (at + 1) & (size - 1) }
            slots[at] = Slot(key: key, node: node)
        }
    }

    /// Adds a node for ways that are the same up to a depth.
    private mutating func add(
        _ ways: [[UInt32]], _ range: Range<Int>, _ depth: Int, _ children: inout [(key: UInt64, node: Int32)]
    ) -> Int32 {
        let number = Int32(clamping: nodes.count)
        let ends = ways[range].firstIndex { $0.count > depth } ?? range.upperBound
        let goesOn = range.count > 2 && ends < range.upperBound
        nodes.append(
            Node(
                all: Int32(clamping: range.lowerBound)..<Int32(clamping: range.upperBound),
                ends: Int32(clamping: goesOn ? ends : range.upperBound), goesOn: goesOn))
        guard goesOn else { return number }
        var first = ends
        while first < range.upperBound {
            let scalar = ways[first][depth]
            let end = ways[first..<range.upperBound].firstIndex { $0[depth] != scalar } ?? range.upperBound
            let child = add(ways, first..<end, depth + 1, &children)
            children.append((Self.key(number, scalar), child))
            first = end
        }
        return number
    }

    private mutating func setRoot(_ scalar: UInt32, _ node: Int32) {
        guard scalar <= 0xFFFF else { return beyond[scalar] = node + 1 }
        let block = Int(scalar >> 8)
        if blocks[block] < 0 {
            blocks[block] = Int16(cells.count >> 8)
            cells.append(contentsOf: repeatElement(0, count: 256))
        }
        cells[Int(blocks[block]) << 8 + Int(scalar & 0xFF)] = node + 1
    }

    private static func key(_ node: Int32, _ scalar: UInt32) -> UInt64 { UInt64(UInt32(bitPattern: node)) << 32 | UInt64(scalar) }
    private static func hash(_ key: UInt64) -> Int { Int((key &* 0x9E37_79B9_7F4A_7C15) >> 40) }
}

extension KeywordTree {
    /// The node that a scalar leads to from the root.
    func root(_ scalar: UInt32) -> Int32? {
        let number: Int32
        if scalar <= 0xFFFF {
            let block = blocks[Int(scalar >> 8)]
            number = block < 0 ? 0 : cells[Int(block) << 8 + Int(scalar & 0xFF)]
        } else {
            number = beyond.isEmpty ? 0 : beyond[scalar, default: 0]
        }
        return number > 0 ? number - 1 : nil
    }

    func node(_ number: Int32) -> Node { nodes[Int(number)] }

    /// The node that a scalar leads to.
    func child(of node: Int32, by scalar: UInt32) -> Int32? {
        guard !slots.isEmpty else { return nil }
        let key = Self.key(node, scalar)
        var at = Self.hash(key) & (slots.count - 1)
        while slots[at].node >= 0 {
            if slots[at].key == key { return slots[at].node }
            at = (at + 1) & (slots.count - 1)
        }
        return nil
    }

    /// Whether all of some keywords are open at the end of a text that has followed their way scalar by scalar.
    func areSure(_ range: Range<Int32>) -> Bool { unsure[Int(range.lowerBound)] == unsure[Int(range.upperBound)] }
}
