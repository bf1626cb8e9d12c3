import Primitives

/// The text of one channel as it lies in JSON string literals, one or many, with the way back from each byte of the
/// text to the bytes that spell it.
///
/// A literal's carrier is what holds it: a frame, a record. An escape is an atom: it goes or stays as a whole. A
/// surrogate pair whose halves lie in two literals is one character, spelt by two atoms with the same text.
struct LiteralText {
    struct Piece: Equatable {
        let carrier: Int
        /// In bytes of the carrier.
        let raw: Range<Int>
        /// In bytes of the text.
        let text: Range<Int>
        let isAtom: Bool
    }

    /// A place in the bytes that came in, ordered as they came.
    struct Place: Comparable {
        let carrier: Int
        let raw: Int

        static func < (left: Place, right: Place) -> Bool {
            (left.carrier, left.raw) < (right.carrier, right.raw)
        }
    }

    private(set) var pieces: [Piece] = []
    private(set) var text: [UInt8] = []
    /// Just behind the quote that opens the first literal.
    private(set) var start: Place?
    /// Just before the quote that closes the last literal.
    private(set) var end: Place?
    /// The first half of a pair, at the end of a literal.
    private var half: (scalar: UInt32, carrier: Int, raw: Range<Int>)?

    /// Takes one more literal: `range` of `bytes`, quotes included, `shift` bytes further on in its carrier.
    /// - Returns: the text that is new. The first half of a pair at the end of the literal waits for what follows.
    mutating func append(_ bytes: [UInt8], literal range: Range<Int>, shift: Int = 0, carrier: Int = 0) -> [UInt8] {
        let before = text.count
        take(bytes, literal: range, shift: shift, carrier: carrier)
        return Array(text[before...])
    }

    /// The same, for who takes the text as a whole.
    mutating func take(_ bytes: [UInt8], literal range: Range<Int>, shift: Int = 0, carrier: Int = 0) {
        var position = range.lowerBound + 1
        let stop = range.upperBound - 1
        if start == nil { start = Place(carrier: carrier, raw: position + shift) }
        end = Place(carrier: carrier, raw: stop + shift)
        if position < stop, half != nil { join(bytes, &position, stop, shift, carrier) }
        while position < stop {
            guard bytes[position] == UInt8(ascii: "\\") else {
                let next = bytes[position..<stop].firstIndex(of: UInt8(ascii: "\\")) ?? stop
                add(bytes[position..<next], position + shift..<next + shift, carrier, isAtom: false)
                position = next
                continue
            }
            let (scalar, length) = JSONString.escape(bytes, at: position, end: stop)
            let raw = position + shift..<position + shift + length
            position += length
            if (0xd800..<0xdc00).contains(scalar), position == stop {
                half = (scalar, carrier, raw)
            } else {
                add(Self.encoded(scalar)[...], raw, carrier, isAtom: true)
            }
        }
    }

    /// No literal follows.
    /// - Returns: the half of a pair that was waited with, if there is one.
    mutating func finish() -> [UInt8] {
        guard let (scalar, carrier, raw) = half else { return [] }
        half = nil
        let bytes = Self.encoded(scalar)
        add(bytes[...], raw, carrier, isAtom: true)
        return bytes
    }

    private mutating func join(
        _ bytes: [UInt8], _ position: inout Int, _ stop: Int, _ shift: Int, _ carrier: Int
    ) {
        guard let (high, owner, raw) = half else { return }
        guard bytes[position] == UInt8(ascii: "\\") else {
            _ = finish()
            return
        }
        let (low, length) = JSONString.escape(bytes, at: position, end: stop)
        guard (0xdc00..<0xe000).contains(low) else {
            _ = finish()
            return
        }
        half = nil
        add(Self.encoded(0x10000 + (high - 0xd800) << 10 + (low - 0xdc00))[...], raw, owner, isAtom: true)
        guard let first = pieces.last else { return }
        let second = position + shift..<position + shift + length
        pieces.append(Piece(carrier: carrier, raw: second, text: first.text, isAtom: true))
        position += length
    }

    private static func encoded(_ scalar: UInt32) -> [UInt8] {
        var bytes: [UInt8] = []
        JSONString.append(scalar, to: &bytes)
        return bytes
    }

    private mutating func add(_ bytes: ArraySlice<UInt8>, _ raw: Range<Int>, _ carrier: Int, isAtom: Bool) {
        let place = text.count..<text.count + bytes.count
        text += bytes
        pieces.append(Piece(carrier: carrier, raw: raw, text: place, isAtom: isAtom))
    }

    /// The first piece that reaches past `offset` of the text; the number of pieces where none does.
    private func piece(past offset: Int) -> Int {
        var low = 0
        var high = pieces.count
        while low < high {
            let middle = (low + high) / 2
            if pieces[middle].text.upperBound > offset { high = middle } else { low = middle + 1 }
        }
        return low
    }

    private func atom(around offset: Int) -> Range<Int>? {
        let index = piece(past: offset)
        guard index < pieces.count, pieces[index].isAtom, pieces[index].text.lowerBound < offset else { return nil }
        return pieces[index].text
    }

    /// Where the character at `offset` of the text is spelt; the end of the last literal for the end of the text.
    func place(of offset: Int) -> Place? {
        let index = piece(past: offset)
        guard index < pieces.count else { return end }
        let piece = pieces[index]
        let within = piece.isAtom ? 0 : max(0, offset - piece.text.lowerBound)
        return Place(carrier: piece.carrier, raw: piece.raw.lowerBound + within)
    }

    /// How much of the text is spelt before `place`.
    func length(before place: Place) -> Int {
        for piece in pieces where Place(carrier: piece.carrier, raw: piece.raw.upperBound) > place {
            guard piece.carrier == place.carrier, !piece.isAtom else { return piece.text.lowerBound }
            return piece.text.lowerBound + max(0, place.raw - piece.raw.lowerBound)
        }
        return text.count
    }
}

extension LiteralText {
    /// What happens to one piece.
    struct Operation: Equatable {
        /// The piece; -1 where the text has none.
        let piece: Int
        /// In bytes of the text.
        let range: Range<Int>
        let replacement: [UInt8]
    }

    /// `edits` and a cut, brought to whole atoms and laid on the pieces. A replacement goes where its span begins;
    /// what is left of the span is taken out of the pieces that follow.
    /// - Parameter limit: the first byte of the text that stays out; `notice` takes its place.
    func operations(_ edits: [TextEdit], limit: Int? = nil, notice: [UInt8] = []) -> [Operation] {
        var operations: [Operation] = []
        if edits.isEmpty, limit == nil { return operations }
        let stop = limit.map { down($0) } ?? text.count
        var floor = 0
        for edit in edits {
            let lower = max(floor, down(edit.range.lowerBound))
            let upper = edit.range.isEmpty ? lower : min(stop, max(lower, up(edit.range.upperBound)))
            guard lower < stop || limit == nil, lower <= upper else { break }
            add(lower..<upper, edit.replacement, to: &operations)
            floor = upper
        }
        if limit != nil { add(max(floor, stop)..<text.count, notice, to: &operations) }
        return operations
    }

    private func down(_ offset: Int) -> Int {
        let offset = min(max(0, offset), text.count)
        return atom(around: offset)?.lowerBound ?? offset
    }

    private func up(_ offset: Int) -> Int {
        let offset = min(max(0, offset), text.count)
        return atom(around: offset)?.upperBound ?? offset
    }

    private func add(_ range: Range<Int>, _ replacement: [UInt8], to operations: inout [Operation]) {
        var index = piece(past: range.lowerBound)
        guard index < pieces.count, !range.isEmpty else {
            guard !replacement.isEmpty else { return }
            let place = min(index, pieces.count - 1)
            operations.append(Operation(piece: place, range: range, replacement: replacement))
            return
        }
        var replacement = replacement
        while index < pieces.count, pieces[index].text.lowerBound < range.upperBound {
            let part = range.clamped(to: pieces[index].text)
            operations.append(Operation(piece: index, range: part, replacement: replacement))
            replacement = []
            index += 1
        }
    }

    /// The same, in bytes of the carriers, replacements escaped.
    func splices(_ operations: [Operation]) -> [(carrier: Int, splice: Splice)] {
        operations.compactMap { operation in
            let bytes = JSONString.escaped(operation.replacement)
            guard operation.piece >= 0 else {
                return start.map { ($0.carrier, Splice(range: $0.raw..<$0.raw, bytes: bytes)) }
            }
            let piece = pieces[operation.piece]
            return (piece.carrier, Splice(range: raw(operation.range, in: piece), bytes: bytes))
        }
    }

    private func raw(_ range: Range<Int>, in piece: Piece) -> Range<Int> {
        guard piece.isAtom else {
            let start = piece.raw.lowerBound - piece.text.lowerBound
            return range.lowerBound + start..<range.upperBound + start
        }
        guard range.isEmpty else { return piece.raw }
        let edge = range.lowerBound >= piece.text.upperBound ? piece.raw.upperBound : piece.raw.lowerBound
        return edge..<edge
    }

    /// The text after `operations`, without what lies in carriers that do not go out.
    func delivered(_ operations: [Operation], dropping dropped: Set<Int> = []) -> [UInt8] {
        if pieces.isEmpty { return operations.flatMap(\.replacement) }
        if operations.isEmpty, dropped.isEmpty { return text }
        var output: [UInt8] = []
        var next = 0
        for (index, piece) in pieces.enumerated() {
            let isKept = !dropped.contains(piece.carrier)
            let isSecondHalf = index > 0 && pieces[index - 1].text == piece.text
            var position = piece.text.lowerBound
            while next < operations.count, operations[next].piece == index {
                let operation = operations[next]
                if isKept, !isSecondHalf { output += text[position..<operation.range.lowerBound] }
                if isKept { output += operation.replacement }
                position = operation.range.upperBound
                next += 1
            }
            if isKept, !isSecondHalf { output += text[position..<piece.text.upperBound] }
        }
        return output
    }
}
