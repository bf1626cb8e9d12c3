/// Where each table stands in the one block of bytes that holds them all.
///
/// All numbers are little-endian, as on every processor that the package runs on.
struct LiteralLayout: Equatable {
    /// The sizes that the block begins with.
    struct Sizes: Equatable {
        var longest = 0
        /// Words of 32 bits, as a power of two.
        var bitsLog = 0
        /// Places of the window table, as a power of two.
        var slotsLog = 0
        var entries = 0
        /// Bytes of literals and masks.
        var bytes = 0
        var runs = 0
        var classes = 0
        var runIDs = 0
        /// Bytes that the shuffle looks at; 0 where there is nothing short to find.
        var shortBytes = 0
        /// 1 where everything short starts with ASCII.
        var shortASCII = 0
        /// 1 where there are long windows.
        var hasLong = 0

        static let count = 11
        var all: [Int] {
            [longest, bitsLog, slotsLog, entries, bytes, runs, classes, runIDs, shortBytes, shortASCII, hasLong]
        }

        init() {}

        init?(_ all: [Int]) {
            guard all.count == Self.count else { return nil }
            (longest, bitsLog, slotsLog, entries, bytes) = (all[0], all[1], all[2], all[3], all[4])
            (runs, classes, runIDs, shortBytes, shortASCII) = (all[5], all[6], all[7], all[8], all[9])
            hasLong = all[10]
        }
    }

    let sizes: Sizes
    let bits: Int
    let slots: Int
    let tags: Int
    let entries: Int
    let bytes: Int
    let runs: Int
    let classes: Int
    let runIDs: Int
    let halves: Int
    let values: Int
    let buckets: Int
    let pairs: Int
    let total: Int

    static let slotSize = 16
    static let entrySize = 20
    static let runSize = 16
    static let classSize = 32
    static let halvesSize = 4 * 32
    static let valuesSize = 4 * 256
    /// For each of eight buckets: the fragment lengths in it (bits), then the first of its runs, and one past the last.
    static let bucketsSize = 8 * 12

    /// A bit for each two bytes that something short begins with.
    static let pairsSize = 1 << 13

    /// - Returns: `nil` where the sizes are out of bounds; no table has more than 2³⁰ bytes.
    init?(_ sizes: Sizes) {
        let limit = 1 << 26
        guard sizes.all.allSatisfy({ 0...(1 << 30) ~= $0 }), 1...18 ~= sizes.bitsLog, 4...26 ~= sizes.slotsLog,
            sizes.entries <= limit, sizes.runs <= limit, sizes.classes <= limit / 2, sizes.runIDs <= limit,
            sizes.shortBytes <= 4, sizes.shortASCII <= 1, sizes.hasLong <= 1
        else { return nil }
        self.sizes = sizes
        var end = 0
        func place(_ size: Int) -> Int {
            // Each table starts at a cache line.
            defer { end += (size + 63) / 64 * 64 }
            return end
        }
        bits = place(4 << sizes.bitsLog)
        slots = place(Self.slotSize << sizes.slotsLog)
        tags = place(1 << sizes.slotsLog)
        entries = place(Self.entrySize * sizes.entries)
        bytes = place(sizes.bytes)
        runs = place(Self.runSize * sizes.runs)
        classes = place(Self.classSize * sizes.classes)
        runIDs = place(4 * sizes.runIDs)
        halves = place(Self.halvesSize)
        values = place(Self.valuesSize)
        buckets = place(Self.bucketsSize)
        pairs = place(Self.pairsSize)
        total = end
    }
}
