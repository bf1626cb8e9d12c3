/// The views of one text while it comes in: decoded once, folded for each of them.
public struct TextViews: Sendable {
    private var decoder = TextDecoder()
    private var views: [ViewBuilder]
    /// What was decoded last.
    private var run = DecodedRun()
    /// The first byte that is not part of a scalar; `nil` while all is UTF-8.
    public private(set) var firstInvalid: Int?

    /// The views that are made; the others stay empty.
    private var made: [Int]

    /// Begins a text that is looked at through these views.
    public init(_ views: [Foldings]) {
        self.views = views.map { ViewBuilder(Folding($0)) }
        made = Array(views.indices)
    }

    /// Begins a new text, of which only some views are made. What was set aside for the last one stays, so that many
    /// short texts cost no memory.
    /// - Parameter first: the byte with which what is fed begins, if not the text's first: the start of a character.
    public mutating func restart(only needed: ViewChoice, from first: Int = 0) {
        decoder = TextDecoder(after: first)
        firstInvalid = nil
        for index in made { views[index].restart(isTextStart: first == 0) }
        made.removeAll(keepingCapacity: true)
        for index in views.indices where needed.contains(index) {
            made.append(index)
            views[index].restart(isTextStart: first == 0)
        }
    }

    /// Takes the text's next bytes, cut anywhere.
    public mutating func feed(_ bytes: some Collection<UInt8>) {
        if bytes.withContiguousStorageIfAvailable({ unsafe feed($0) }) == nil {
            feed(Array(bytes))
        }
    }

    private mutating func feed(_ bytes: UnsafeBufferPointer<UInt8>) {
        var start = 0
        while start < bytes.count, !decoder.isBetweenCharacters {
            unsafe decode(bytes, start..<start + 1)
            start += 1
        }
        // Most pieces hold nothing but UTF-8: all that is whole in them is decoded in one go.
        let end = unsafe bytes.count - bytes.begunAtEnd(from: start)
        if start < end, unsafe !decodeAll(UnsafeBufferPointer(rebasing: bytes[start..<end])) {
            unsafe decode(bytes, start..<end)
        }
        unsafe decode(bytes, end..<bytes.count)
    }

    /// Decodes any bytes.
    private mutating func decode(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
        guard !range.isEmpty else { return }
        // The decoder is out of the way while its scalars change the rest.
        var decoder = decoder
        unsafe decoder.feed(UnsafeBufferPointer(rebasing: bytes[range])) { add($0, $1, $2, $3) }
        self.decoder = decoder
    }

    /// Decodes bytes that are characters and nothing else.
    /// - Returns: `false` where they are not; then nothing was taken.
    private mutating func decodeAll(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard unsafe run.decode(bytes, from: decoder.count) else { return false }
        decoder.skip(bytes.count)
        for index in made { views[index].add(run) }
        return true
    }

    /// Says that the text is over.
    public mutating func finish() {
        var decoder = decoder
        decoder.finish { add($0, $1, $2, $3) }
        self.decoder = decoder
    }

    /// One of the views, numbered as they were asked for.
    public subscript(index: Int) -> ViewText { views[index].text }

    /// How many bytes came in.
    public var count: Int { decoder.count }

    /// How many bytes are decoded: all but those of a character that has only begun.
    public var decoded: Int { decoder.decoded }

    /// Drops scalars that end at or before an original byte.
    ///
    /// A view may keep some of them until there are as many to drop as to keep.
    public mutating func forget(before byte: Int) {
        for index in views.indices { views[index].forget(before: byte) }
    }

    private mutating func add(_ scalar: UInt32, _ start: Int, _ end: Int, _ isValid: Bool) {
        if !isValid, firstInvalid == nil { firstInvalid = start }
        for index in made { views[index].add(scalar, from: start, to: end) }
    }
}

/// Some of a text's views, by their numbers. Those past the 63rd are chosen together.
public struct ViewChoice: Sendable {
    private var bits: UInt64

    /// A choice of one view.
    public init(_ view: Int) {
        bits = 1 << UInt64(min(max(view, 0), 63))
    }

    /// Whether a view is among them.
    public func contains(_ view: Int) -> Bool { bits & ViewChoice(view).bits != 0 }

    /// Adds others.
    public mutating func formUnion(_ other: ViewChoice) { bits |= other.bits }
}

extension UnsafeBufferPointer<UInt8> {
    /// How many bytes at the end, if any, are the beginning of a character whose rest is missing.
    fileprivate func begunAtEnd(from start: Int) -> Int {
        for back in 1...3 where back <= count - start {
            let byte = unsafe self[count - back]
            if byte & 0xC0 == 0x80 { continue }
            let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1
            return length > back ? back : 0
        }
        return 0
    }
}
