/// The tables of a matcher, in one block of bytes that never changes.
///
/// Shared by threads: all that it holds is written before the first reader can see it, and never again.
@safe final class LiteralTables: @unchecked Sendable {
    let layout: LiteralLayout
    private let block: UnsafeMutableRawPointer

    /// The table of bits: a window is in the set only if both of its bits are set in its word.
    let bits: UnsafePointer<UInt64>
    let bitsShift: UInt64
    /// A byte of each key's hash; 0 where the place is free. One place at least is free.
    let tags: UnsafePointer<UInt8>
    let slots: UnsafePointer<LiteralSlot>
    let slotsShift: UInt64
    let slotsMask: Int
    let entries: UnsafePointer<LiteralEntry>
    /// Of each literal its bytes, then as many masks.
    let bytes: UnsafePointer<UInt8>
    let runs: UnsafePointer<LiteralRun>
    let classes: UnsafePointer<UInt64>
    let runIDs: UnsafePointer<Int32>
    /// For each of four positions the buckets by low and by high half of a byte: what the shuffle looks up.
    let halves: UnsafePointer<UInt8>
    /// For each of four positions the buckets by byte.
    let values: UnsafePointer<UInt8>
    /// For each bucket three numbers; see `LiteralLayout.bucketsSize`.
    let buckets: UnsafePointer<UInt32>

    var longest: Int { layout.sizes.longest }

    /// - Parameter fill: gets the block, which is all zero, to write into.
    init(_ layout: LiteralLayout, fill: (UnsafeMutableRawBufferPointer) -> Void) {
        self.layout = layout
        let block = UnsafeMutableRawPointer.allocate(byteCount: layout.total, alignment: 64)
        unsafe block.initializeMemory(as: UInt8.self, repeating: 0, count: layout.total)
        unsafe fill(UnsafeMutableRawBufferPointer(start: block, count: layout.total))
        unsafe self.block = block
        // Every table lies within the block: `LiteralLayout` adds up their sizes.
        func table<Element>(_ place: Int, _ type: Element.Type) -> UnsafePointer<Element> {
            unsafe UnsafePointer((block + place).assumingMemoryBound(to: type))
        }
        unsafe bits = table(layout.bits, UInt64.self)
        bitsShift = UInt64(64 - layout.sizes.bitsLog)
        unsafe tags = table(layout.tags, UInt8.self)
        unsafe slots = table(layout.slots, LiteralSlot.self)
        slotsShift = UInt64(64 - layout.sizes.slotsLog)
        slotsMask = (1 << layout.sizes.slotsLog) - 1
        unsafe entries = table(layout.entries, LiteralEntry.self)
        unsafe bytes = table(layout.bytes, UInt8.self)
        unsafe runs = table(layout.runs, LiteralRun.self)
        unsafe classes = table(layout.classes, UInt64.self)
        unsafe runIDs = table(layout.runIDs, Int32.self)
        unsafe halves = table(layout.halves, UInt8.self)
        unsafe values = table(layout.values, UInt8.self)
        unsafe buckets = table(layout.buckets, UInt32.self)
    }

    deinit {
        unsafe block.deallocate()
    }

    /// The whole block.
    func withBlock<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        unsafe body(UnsafeRawBufferPointer(start: block, count: layout.total))
    }
}

/// A key of the window table and the entries whose window it is.
struct LiteralSlot {
    var key: UInt64
    var first: UInt32
    var count: UInt32
}

/// A literal, and where the window stands in it.
struct LiteralEntry {
    /// The window's first byte in the literal.
    var offset: UInt32
    /// How many bytes the literal has.
    var count: UInt32
    /// Where its bytes begin in the table of bytes.
    var bytes: UInt32
    var id: Int32
}

/// A run of classes and the ids that it answers for.
struct LiteralRun {
    var firstClass: UInt32
    var classes: UInt32
    var firstID: UInt32
    var ids: UInt32
}

/// The hash of a window's key; all its tables take their bits from here.
enum LiteralHash {
    @inline(__always) static func of(_ key: UInt64) -> UInt64 { key &* 0x9E37_79B9_7F4A_7C15 }

    /// Two bits of a word, by parts of the hash that the choice of the word does not use (up to 2¹⁸ words).
    @inline(__always) static func first(_ hash: UInt64) -> UInt64 { hash &>> 40 }
    @inline(__always) static func second(_ hash: UInt64) -> UInt64 { hash &>> 34 }

    @inline(__always) static func tag(_ hash: UInt64) -> UInt8 { UInt8(truncatingIfNeeded: hash &>> 26) | 1 }
}
