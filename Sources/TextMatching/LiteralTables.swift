/// The tables of a matcher, in one block of bytes that never changes.
///
/// Shared by threads: all that it holds is written before the first reader can see it, and never again.
@safe final class LiteralTables: @unchecked Sendable {
    let layout: LiteralLayout
    private let block: UnsafeMutableRawPointer

    /// The table of bits: a window is in the set only if its three bits are set in its word.
    let bits: UnsafePointer<UInt32>
    let bitsShift: UInt32
    /// The window table has buckets of eight places. Here, in one word for each bucket, is a byte of each key's hash;
    /// 0 where the place is free. One place at least is free.
    let tagWords: UnsafePointer<UInt64>
    let slots: UnsafePointer<LiteralSlot>
    let slotsShift: UInt64
    let bucketsMask: Int
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
    /// A bit for each two bytes, the first one lower, that something short begins with.
    let pairs: UnsafePointer<UInt8>

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
        unsafe bits = table(layout.bits, UInt32.self)
        bitsShift = UInt32(32 - layout.sizes.bitsLog)
        unsafe tagWords = table(layout.tags, UInt64.self)
        unsafe slots = table(layout.slots, LiteralSlot.self)
        slotsShift = UInt64(64 - (layout.sizes.slotsLog - 3))
        bucketsMask = (1 << (layout.sizes.slotsLog - 3)) - 1
        unsafe entries = table(layout.entries, LiteralEntry.self)
        unsafe bytes = table(layout.bytes, UInt8.self)
        unsafe runs = table(layout.runs, LiteralRun.self)
        unsafe classes = table(layout.classes, UInt64.self)
        unsafe runIDs = table(layout.runIDs, Int32.self)
        unsafe halves = table(layout.halves, UInt8.self)
        unsafe values = table(layout.values, UInt8.self)
        unsafe buckets = table(layout.buckets, UInt32.self)
        unsafe pairs = table(layout.pairs, UInt8.self)
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
struct LiteralSlot: BitwiseCopyable {
    /// A part of the key's hash.
    var mark: UInt32
    var first: UInt32
    var count: UInt32
    /// What all its entries have in common.
    var check: LiteralCheck
}

/// A literal, and where the window stands in it.
struct LiteralEntry: BitwiseCopyable {
    /// The window's first byte in the literal.
    var offset: UInt32
    /// How many bytes the literal has.
    var count: UInt32
    /// Where its bytes begin in the table of bytes.
    var bytes: UInt32
    var id: Int32
    var check: LiteralCheck
}

/// Two bytes of a literal beside its window, to be compared before anything else is read.
struct LiteralCheck: BitwiseCopyable, Equatable {
    /// From low to high: two bytes, their place from the window's (eight bits, signed), a bit each for a letter of
    /// either case, and the top bit, without which nothing is compared.
    private var value: UInt32 = 0

    static let none = LiteralCheck()

    private init() {}

    /// - Parameters:
    ///   - bytes: the literal's, with `masks` as an entry has them.
    ///   - offset: where the window of `window` bytes stands in them.
    init(_ bytes: [UInt8], _ masks: [UInt8], offset: Int, window: Int) {
        // The second and third byte of a character tell more than the first.
        let after = offset + window + (bytes[offset] < 0x80 ? 0 : 1)
        let places = [after, offset - 2, offset + window - 1, offset - 1]
        guard bytes.count > window,
            let place = places.first(where: { $0 >= 0 && $0 + 2 <= bytes.count })
        else { return }
        let two = UInt32(bytes[place]) | UInt32(bytes[place + 1]) << 8
        let cases = (masks[place] == 0 ? 0 : 1) | (masks[place + 1] == 0 ? 0 : 2) as UInt32
        value = two | UInt32(UInt8(bitPattern: Int8(place - offset))) << 16 | cases << 24 | 1 << 31
    }

    /// Whether the text, of `count` bytes, may hold the literal with its window at `place`.
    @inline(__always) func allows(_ text: UnsafePointer<UInt8>, _ count: Int, _ place: Int) -> Bool {
        guard value >> 31 == 1 else { return true }
        let at = place &+ Int(Int8(truncatingIfNeeded: value >> 16))
        // A literal that goes over an end of the text is not in it.
        guard at >= 0, at <= count &- 2 else { return false }
        let two = unsafe UInt32(UnsafeRawPointer(text + at).loadUnaligned(as: UInt16.self))
        let cases = value >> 24
        return two | (cases & 1) << 5 | (cases & 2) << 12 == value & 0xffff
    }
}

/// A run of classes and the ids that it answers for.
struct LiteralRun: BitwiseCopyable {
    var firstClass: UInt32
    var classes: UInt32
    var firstID: UInt32
    var ids: UInt32
}

/// The hash of a window's key; all its tables take their bits from here.
enum LiteralHash {
    @inline(__always) static func of(_ key: UInt64) -> UInt64 { key &* 0x9E37_79B9_7F4A_7C15 }

    /// The hash for the table of bits, of what a vector can multiply.
    @inline(__always) static func short(_ key: UInt64) -> UInt32 {
        let sum =
            UInt32(truncatingIfNeeded: key) &* 0x9E37_79B1 &+ UInt32(truncatingIfNeeded: key &>> 32) &* 0x85EB_CA77
        return (sum ^ sum &>> 16) &* 0xC2B2_AE3D
    }

    /// Two bits of a word, by parts of the short hash that the choice of the word does not use (up to 2¹⁸ words).
    /// The third is that of its lowest five bits.
    @inline(__always) static func first(_ hash: UInt32) -> UInt32 { hash &>> 9 }
    @inline(__always) static func second(_ hash: UInt32) -> UInt32 { hash &>> 4 }

    /// A byte of it, never zero, for each of the eight places of a bucket.
    @inline(__always) static func tags(_ hash: UInt64) -> UInt64 {
        let tag = hash &>> 26 & 0xff
        return (tag == 0 ? 1 : tag) &* 0x0101_0101_0101_0101
    }

    @inline(__always) static func mark(_ hash: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: hash &>> 16) }

    /// The top bit of the lowest zero byte, and of no byte where none is zero. (Bits above the lowest may lie.)
    @inline(__always) static func zeroBytes(_ word: UInt64) -> UInt64 {
        (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
    }
}
