/// Finds all occurrences of many literals at once, built for tens of thousands of them.
///
/// Of each literal one window of a few bytes is looked for, the one that real Chinese and English hold least often:
/// two characters of three bytes (or three of two), or five bytes of ASCII. A small table of bits says of nearly every
/// place of a text that no window stands there; the few that remain are compared. Literals without such a window, and
/// runs of classes, are found by the halves of up to four bytes (the «Teddy» of Hyperscan), with a vector shuffle where
/// the processor has one and with tables where not. All ways give the same answer.
///
/// Texts need not be UTF-8. A matcher does not change, and may be shared by all threads.
public struct LiteralMatcher: Sendable {
    /// What to look for.
    public struct Literal: Hashable, Sendable {
        /// UTF-8; where it is empty, the literal is never found.
        public var bytes: [UInt8]
        /// Whether the letters A to Z and a to z match each other. No other letters do.
        public var ignoresCase: Bool
        /// The caller's number; several literals may share one. It must fit 32 bits, and is clamped to them.
        public var id: Int

        public init(bytes: [UInt8], ignoresCase: Bool = false, id: Int) {
            self.bytes = bytes
            self.ignoresCase = ignoresCase
            self.id = id
        }
    }

    /// Bytes each in a class of its own, such as four digits, for expressions that have no literal.
    ///
    /// The first four classes are looked for, the others checked; fewer than two, or wide ones, cost speed.
    public struct ClassRun: Hashable, Sendable {
        /// One for each byte, in order; where there is none, the run is never found.
        public var classes: [ByteClass]
        /// The caller's number, as for literals.
        public var id: Int

        public init(classes: [ByteClass], id: Int) {
            self.classes = classes
            self.id = id
        }
    }

    /// An occurrence: half-open byte places in the buffer.
    public struct Hit: Hashable, Sendable {
        public var id: Int32
        public var start: Int32
        public var end: Int32

        public init(id: Int32, start: Int32, end: Int32) {
            self.id = id
            self.start = start
            self.end = end
        }
    }

    let tables: LiteralTables
    /// How many bytes the vector shuffle takes at a time; 0 to do without.
    let shuffleWidth: Int32
    /// Whether windows are looked up eight at a time.
    let useGather: Bool

    /// Takes time in the bytes of the literals: about 40 ms for ten thousand. ``init(decoding:)`` takes one. Answers
    /// `nil` where the tables would be larger than 2^30 bytes.
    public init?(literals: [Literal], runs: [ClassRun] = []) {
        self.init(literals: literals, runs: runs, shuffleWidth: nil)
    }

    package init?(literals: [Literal], runs: [ClassRun], shuffleWidth: Int32?) {
        guard let tables = LiteralTables(LiteralPlan(literals: literals, runs: runs)) else { return nil }
        self.tables = tables
        self.shuffleWidth = shuffleWidth ?? Self.widestShuffle
        // Whoever asks for no shuffle means none of this.
        useGather = shuffleWidth != 0 && Self.canGather
    }

    init(tables: LiteralTables) {
        self.tables = tables
        shuffleWidth = Self.widestShuffle
        useGather = Self.canGather
    }

    /// The bytes of the longest literal or run. Where a text goes on, one byte less than that must be seen again.
    public var longest: Int { tables.longest }

    /// Whether there is nothing to find.
    public var isEmpty: Bool { tables.longest == 0 }

    /// Appends all occurrences within a range of a text (by default all of it), each once, in order of their start,
    /// then of their end, then of their id. Overlapping ones are among them.
    ///
    /// Of a class run, every stretch of places at which it matches is one hit, as long as it can be: from the first of
    /// these places to the end of the occurrence at the last of them. So each place at which a run matches lies in one
    /// hit of it, and only such places do, but for the last `classes.count - 1` bytes.
    ///
    /// Bytes past the first 2³¹ − 1 of the text are not looked at.
    public func hits(in text: [UInt8], range: Range<Int>? = nil, into hits: inout [Hit]) {
        unsafe text.withUnsafeBufferPointer { unsafe self.hits(in: $0, range: range, into: &hits) }
    }

    /// The same for a buffer that the caller holds.
    public func hits(in text: UnsafeBufferPointer<UInt8>, range: Range<Int>? = nil, into hits: inout [Hit]) {
        let whole = 0..<min(text.count, Int(Int32.max))
        let range = (range ?? whole).clamped(to: whole)
        guard !isEmpty, !range.isEmpty, let base = text.baseAddress else { return }
        let first = hits.count
        unsafe tables.appendLong(base + range.lowerBound, range.count, Int32(range.lowerBound), useGather, &hits)
        unsafe tables.appendShort(
            base + range.lowerBound, range.count, Int32(range.lowerBound), shuffleWidth, &hits)
        Self.settle(&hits, from: first)
    }

    /// How many places of a text are compared in full; the fewer, the faster.
    package func candidates(in text: [UInt8]) -> Int {
        unsafe text.withUnsafeBufferPointer { text in
            guard let base = text.baseAddress else { return 0 }
            return unsafe tables.longCandidates(base, text.count, useGather)
        }
    }

    /// Brings what was appended in order, each once.
    private static func settle(_ hits: inout [Hit], from first: Int) {
        guard hits.count - first > 1 else { return }
        unsafe hits.withUnsafeMutableBufferPointer { all in
            unsafe all[first...].sort { ($0.start, $0.end, $0.id) < ($1.start, $1.end, $1.id) }
        }
        var kept = first
        for index in (first + 1)..<hits.count where hits[index] != hits[kept] {
            kept += 1
            hits[kept] = hits[index]
        }
        hits.removeLast(hits.count - kept - 1)
    }
}
