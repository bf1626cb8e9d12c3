/// Finds long stretches of bytes out of a class, such as twenty letters and digits in a row.
///
/// Of a class only every nth byte is looked at, where n is how long its shortest stretch is: none can hide between two
/// of them. From one that is in the class its neighbours are looked at as well, as far as they are.
public struct ByteStretches: Sendable {
    /// What to look for.
    public struct Stretch: Hashable, Sendable {
        /// What its bytes are out of.
        public var bytes: ByteClass
        /// How many there must be in a row; one at least.
        public var least: Int
        /// The caller's number, as for literals.
        public var id: Int

        public init(_ bytes: ByteClass, least: Int, id: Int) {
            self.bytes = bytes
            self.least = least
            self.id = id
        }
    }

    /// The stretches of one class.
    private struct Group {
        /// By value, whether it is in the class.
        var isIn: [Bool]
        /// The shortest first.
        var members: [Stretch]
    }

    /// What is shorter is better looked for as four bytes in a row.
    public static let shortest = 16

    private let groups: [Group]

    public init(_ stretches: [Stretch]) {
        let byClass = Dictionary(grouping: stretches.filter { $0.least > 0 && !$0.bytes.isEmpty }, by: \.bytes)
        let members = byClass.values.map { $0.sorted { ($0.least, $0.id) < ($1.least, $1.id) } }
        groups = members.sorted { ($0[0].id, $0[0].least) < ($1[0].id, $1[0].least) }.map { members in
            Group(isIn: (0..<256).map { members[0].bytes.contains(UInt8($0)) }, members: members)
        }
    }

    /// Appends the stretches in the first `count` bytes of a text, each as long as it can be, by class and then by place.
    public func hits(in text: [UInt8], count: Int? = nil, into hits: inout [LiteralMatcher.Hit]) {
        unsafe text.withUnsafeBufferPointer { text in
            let count = min(count ?? text.count, text.count, Int(Int32.max))
            for group in groups { unsafe append(group, text, count, &hits) }
        }
    }

    private func append(
        _ group: Group, _ text: UnsafeBufferPointer<UInt8>, _ count: Int, _ hits: inout [LiteralMatcher.Hit]
    ) {
        guard let least = group.members.first?.least else { return }
        unsafe group.isIn.withUnsafeBufferPointer { isIn in
            // No stretch that is still to be found begins before this.
            var from = 0
            while least <= count - from {
                let place = from + least - 1
                guard unsafe isIn[Int(text[place])] else {
                    from = place + 1
                    continue
                }
                var lower = place
                while lower > from, unsafe isIn[Int(text[lower - 1])] { lower -= 1 }
                var upper = place + 1
                while upper < count, unsafe isIn[Int(text[upper])] { upper += 1 }
                // The byte there is not in the class.
                from = upper + 1
                note(group, lower..<upper, &hits)
            }
        }
    }

    private func note(_ group: Group, _ range: Range<Int>, _ hits: inout [LiteralMatcher.Hit]) {
        for member in group.members {
            guard member.least <= range.count else { return }
            hits.append(
                LiteralMatcher.Hit(
                    id: Int32(clamping: member.id), start: Int32(clamping: range.lowerBound),
                    end: Int32(clamping: range.upperBound)))
        }
    }
}
