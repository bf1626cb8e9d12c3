import Primitives

/// One text of a group on its way out: how far it was released and with which changes. It holds what was told and
/// not released, and forgets what is out.
struct ReplyStrand {
    /// Changes that are remembered for frames that repeat the text.
    static let historyLimit = 1 << 16

    let group: Group.ID
    let part: FrameContent.Part
    var channel: Channel.ID?
    var kind: Channel.Kind
    /// Bytes of text that were told.
    private(set) var told = 0
    /// Up to where the text was released, at a character's edge.
    private(set) var through = 0
    /// What was told and not released.
    private var held: [UInt8] = []
    private var heldStart = 0
    /// Changes to released text that have not gone out.
    private var edits: [TextEdit] = []
    private var nextEdit = 0
    /// The text before this byte goes out no more.
    private var skip = 0
    private var isPairDropped = false
    /// Text in frames that do not go out.
    private var drops: [Range<Int>] = []
    /// Whether any of it was changed.
    private(set) var isChanged = false
    /// All changes, where frames repeat the text; `nil` after too many.
    private(set) var history: [TextEdit]? = []
    let keepsHistory: Bool
    /// Where text did not go out with its frame, for frames that repeat it.
    private var lost: [Range<Int>] = []
    /// The label that goes before the text.
    var label: [UInt8] = []
    /// The label that went before it.
    private var labelled: [UInt8] = []
    /// How many frames that have not left say all of it again.
    var repeats = 0
    var isClosed = false
    /// The frames with its text that have not left, in order, from `firstPending`.
    var pending: [Int] = []
    var firstPending = 0
    var arguments: ArgumentsRelease?

    init(group: Group.ID, part: FrameContent.Part, keepsHistory: Bool) {
        self.group = group
        self.part = part
        kind = part.kind
        self.keepsHistory = keepsHistory
    }

    var front: Int? { firstPending < pending.count ? pending[firstPending] : nil }
    var waiting: ArraySlice<Int> { pending[firstPending...] }

    mutating func left(_ number: Int) {
        guard front == number else { return }
        firstPending += 1
        if firstPending > 32, firstPending * 2 > pending.count {
            pending.removeFirst(firstPending)
            firstPending = 0
        }
    }

    mutating func tell(_ bytes: [UInt8]) {
        told += bytes.count
        held += bytes
    }

    /// Text that no more is released is not kept.
    mutating func forget() {
        held = []
        heldStart = 0
    }

    mutating func drop(_ range: Range<Int>) {
        guard !range.isEmpty else { return }
        drops.append(range)
        guard keepsHistory else { return }
        if lost.count < Self.historyLimit { lost.append(range) } else { history = nil }
    }

    /// The label goes out now.
    mutating func takeLabel() -> [UInt8] {
        defer { label = [] }
        labelled += label
        return JSONString.escaped(label)
    }

    // MARK: Release

    private func unit(_ offset: Int) -> UInt8? {
        let index = offset - through + heldStart
        return held.indices.contains(index) ? held[index] : nil
    }

    /// The edge of the character that `offset` lies in: its first byte.
    private func down(_ offset: Int) -> Int {
        let offset = min(max(through, offset), told)
        guard let here = unit(offset), here & 0xc0 == 0x80 else { return offset }
        for back in 1...3 {
            guard let lead = unit(offset - back) else { return offset }
            if lead & 0xc0 == 0x80 { continue }
            return UTF8End.length(lead) > back ? offset - back : offset
        }
        return offset
    }

    private func up(_ offset: Int) -> Int {
        let start = down(offset)
        guard start < offset, let lead = unit(start) else { return start }
        return min(told, start + UTF8End.length(lead))
    }

    /// Lets text go up to `limit`; a character goes as a whole.
    /// - Returns: what is delivered by it.
    mutating func release(_ limit: Int, _ changes: [TextEdit]) -> [UInt8] {
        var floor = through
        var stop = min(max(through, limit), told)
        var new: [TextEdit] = []
        for edit in changes {
            let lower = max(floor, down(edit.range.lowerBound))
            let upper = edit.range.isEmpty ? lower : max(lower, up(edit.range.upperBound))
            guard lower <= stop else { break }
            new.append(TextEdit(range: lower..<upper, replacement: edit.replacement))
            floor = upper
            stop = max(stop, upper)
        }
        stop = max(floor, down(stop))
        let delivered = deliver(stop, new)
        if !new.isEmpty { remember(new) }
        heldStart += stop - through
        if heldStart > 4096, heldStart * 2 > held.count {
            held.removeFirst(heldStart)
            heldStart = 0
        }
        through = stop
        drops.removeAll { $0.upperBound <= stop }
        return delivered
    }

    private mutating func remember(_ new: [TextEdit]) {
        edits += new
        isChanged = true
        guard keepsHistory, let count = history?.count else { return }
        if count + new.count > Self.historyLimit { history = nil } else { history? += new }
    }

    private func deliver(_ stop: Int, _ edits: [TextEdit]) -> [UInt8] {
        Self.delivered(through..<stop, edits, without: drops) { text($0) }
    }

    private static func delivered(
        _ range: Range<Int>, _ edits: [TextEdit], without drops: [Range<Int>], _ text: (Range<Int>) -> ArraySlice<UInt8>
    ) -> [UInt8] {
        var output: [UInt8] = []
        var position = range.lowerBound
        func add(_ end: Int) {
            for drop in drops where drop.lowerBound < end && drop.upperBound > position {
                if drop.lowerBound > position { output += text(position..<drop.lowerBound) }
                position = max(position, min(end, drop.upperBound))
            }
            if position < end { output += text(position..<end) }
        }
        for edit in edits where edit.range.lowerBound <= range.upperBound {
            add(edit.range.lowerBound)
            if !drops.contains(where: { $0.contains(edit.range.lowerBound) }) { output += edit.replacement }
            position = max(position, edit.range.upperBound)
        }
        add(range.upperBound)
        return output
    }

    private func text(_ range: Range<Int>) -> ArraySlice<UInt8> {
        let start = range.lowerBound - through + heldStart
        return held[min(start, held.count)..<min(start + range.count, held.count)]
    }

    // MARK: The way out

    /// Whether all of the span's text is decided.
    func isComplete(_ span: TextSpan) -> Bool {
        span.isTrimmed || (through >= span.end && span.tail != .pending)
    }

    /// Whether a complete span goes out as it came.
    func isUntouched(_ span: TextSpan) -> Bool {
        span.raw == span.literal.lowerBound + 1 && skip <= span.place && !(span.hasSecondHalf && isPairDropped)
            && !(nextEdit < edits.count && edits[nextEdit].range.lowerBound < span.end)
    }

    /// The span goes out as it came.
    mutating func pass(_ span: inout TextSpan) {
        span.raw = span.literal.upperBound - 1
        span.place = span.end
        if span.tail == .pair { isPairDropped = false }
    }

    /// The next of a span's literal that may go out, with the changes made.
    mutating func walk(_ span: inout TextSpan, _ data: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        if span.hasSecondHalf, span.raw == span.literal.lowerBound + 1 {
            if !isPairDropped, through >= span.start { output += data[span.raw..<span.raw + 6] }
            span.raw += 6
        }
        while span.place < min(span.end, max(through, skip)) {
            if nextEdit < edits.count, edits[nextEdit].range.lowerBound <= span.place {
                output += JSONString.escaped(edits[nextEdit].replacement)
                skip = max(skip, edits[nextEdit].range.upperBound)
                nextEdit += 1
                if nextEdit == edits.count {
                    edits = []
                    nextEdit = 0
                }
                continue
            }
            let isSkipping = skip > span.place
            var target = isSkipping ? min(span.end, skip) : min(span.end, through)
            if nextEdit < edits.count { target = min(target, edits[nextEdit].range.lowerBound) }
            guard step(&span, data, to: target, isSkipping, &output) else { break }
        }
        return output
    }

    private mutating func step(
        _ span: inout TextSpan, _ data: [UInt8], to target: Int, _ isSkipping: Bool, _ output: inout [UInt8]
    ) -> Bool {
        let stop = span.literal.upperBound - 1
        guard span.raw < stop else { return false }
        if data[span.raw] == UInt8(ascii: "\\") {
            let (scalar, length) = JSONString.escape(data, at: span.raw, end: stop)
            let isPair = span.tail == .pair && span.raw + length == stop && (0xd800..<0xdc00).contains(scalar)
            let size = isPair ? 4 : Self.length(scalar)
            guard isSkipping || span.place + size <= target else { return false }
            if !isSkipping { output += data[span.raw..<span.raw + length] }
            if isPair { isPairDropped = isSkipping }
            span.raw += length
            span.place += size
            return true
        }
        let most = min(stop, span.raw + target - span.place)
        let end = data[span.raw..<most].firstIndex(of: UInt8(ascii: "\\")) ?? most
        guard end > span.raw else { return false }
        if !isSkipping { output += data[span.raw..<end] }
        span.place += end - span.raw
        span.raw = end
        return true
    }

    private static func length(_ scalar: UInt32) -> Int {
        switch scalar {
        case 0..<0x80: 1
        case 0x80..<0x800: 2
        case 0x800..<0x10000: 3
        default: 4
        }
    }

    /// The changes that no span took: put in at the very end of the text.
    mutating func takeLeftovers() -> [UInt8] {
        let rest = edits[nextEdit...].filter { $0.range.lowerBound >= told }
        edits.removeAll { $0.range.lowerBound >= told }
        nextEdit = min(nextEdit, edits.count)
        return rest.flatMap(\.replacement)
    }

    /// Whether all of it up to `end` left as it came, so that it may stand so once more.
    func isRepeatedAsTold(to end: Int) -> Bool {
        !isChanged && through >= end && labelled.isEmpty && label.isEmpty && lost.isEmpty
    }

    /// `text`, all that the strand had told, as it was delivered, the label before it included; nothing where too
    /// many changes were made to be remembered.
    func repeated(_ text: [UInt8]) -> [UInt8] {
        guard let history else { return [] }
        let whole = 0..<max(0, min(through, text.count))
        // One that reaches past the text takes its place there too: half of what is masked is not said.
        let edits = history.filter {
            $0.range.lowerBound < text.count || ($0.range.isEmpty && $0.range.lowerBound == text.count)
        }
        let lost = lost.sorted { $0.lowerBound < $1.lowerBound }
        return labelled + Self.delivered(whole, edits, without: lost) { text[$0] }
    }
}

/// The string values and names inside the arguments of a call, each released by itself.
struct ArgumentsRelease {
    let arguments: ToolArguments
    let values: [Channel.ID]
    let keys: Channel.ID?
    private var through: [Int]
    private var edits: [[TextEdit]]
    private var keysThrough = 0

    init(_ arguments: ToolArguments, values: [Channel.ID], keys: Channel.ID?) {
        self.arguments = arguments
        self.values = values
        self.keys = keys
        through = values.map { _ in 0 }
        edits = values.map { _ in [] }
    }

    /// How much of a value was told.
    func count(_ index: Int) -> Int { arguments.values[index].text.text.count }

    mutating func release(_ index: Int, _ limit: Int, _ changes: [TextEdit]) -> [UInt8] {
        let text = arguments.values[index].text.text
        let stop = min(max(through[index], limit), text.count)
        let start = through[index]
        edits[index] += changes
        through[index] = stop
        var output: [UInt8] = []
        var position = start
        for edit in changes where edit.range.lowerBound >= position && edit.range.lowerBound <= stop {
            output += text[position..<edit.range.lowerBound] + edit.replacement
            position = min(stop, edit.range.upperBound)
        }
        return output + text[position..<max(position, stop)]
    }

    mutating func releaseKeys(_ limit: Int) -> [UInt8] {
        let start = keysThrough
        keysThrough = min(max(start, limit), arguments.keys.count)
        return Array(arguments.keys[start..<keysThrough])
    }

    var isComplete: Bool {
        keysThrough == arguments.keys.count && through.indices.allSatisfy { through[$0] == count($0) }
    }

    /// The first byte of the joined arguments that is not released; `nil` where all are.
    private var limit: Int? {
        var places = through.indices.filter { through[$0] < count($0) }
            .map { arguments.place(ofValue: $0, through[$0]) }
        if keysThrough < arguments.keys.count { places.append(arguments.place(ofKey: keysThrough)) }
        return places.min()
    }

    /// What was released, in bytes of the joined arguments.
    var release: (through: Int, edits: [TextEdit]) {
        let stop = limit ?? arguments.text.count
        let operations = through.indices.map { arguments.values[$0].text.operations(edits[$0]) }
        let changes = arguments.edits(operations).filter { $0.range.lowerBound < stop }
        return (stop, changes)
    }
}
