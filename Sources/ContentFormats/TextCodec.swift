/// Plain text: the whole input is one channel, and its bytes go through as they are.
///
/// A label or notice is put before, after, or in place of text; the `AIGC` value has no place here.
public struct TextCodec: ContentCodec {
    public let format = "text"
    public private(set) var faults: [InputFault] = []

    private static let group = Group.ID(number: 0)
    private static let channel = Channel.ID(number: 0)

    /// What was told and not released.
    private var held: [UInt8] = []
    private var heldStart = 0
    /// Up to where the text was released.
    private var through = 0
    /// The last bytes of the input, to see whether it ends inside a character.
    private var tail: [UInt8] = []
    private var length = 0
    private var hasBegun = false
    private var isCut = false
    private var output: [UInt8] = []

    public init() {}

    public mutating func feed(_ bytes: [UInt8]) -> [ContentEvent] {
        guard !bytes.isEmpty else { return [] }
        var events: [ContentEvent] = []
        if !hasBegun {
            hasBegun = true
            events.append(.began(Group(id: Self.group, name: "text", streamed: true, offset: 0)))
            events.append(.opened(Channel(id: Self.channel, group: Self.group, kind: .reply, name: "text")))
        }
        length += bytes.count
        tail = Array((tail + bytes).suffix(4))
        if !isCut { held += bytes }
        events.append(.text(Self.channel, bytes))
        return events
    }

    public mutating func finish() -> [ContentEvent] {
        guard hasBegun else { return [] }
        guard let cut = UTF8End.cut(tail) else { return [.ended(Self.group, .complete)] }
        let place = length - tail.count + cut
        faults.append(InputFault(offset: place, line: nil, message: "the input ends inside a character"))
        return [.ended(Self.group, .interrupted)]
    }

    public mutating func begin(_ group: Group.ID, envelope: [UInt8]?) {}

    public mutating func open(_ channel: Channel.ID, label: String) {
        output += Array(label.utf8)
    }

    public mutating func release(_ channel: Channel.ID, through limit: Int, edits: [TextEdit]) -> [UInt8] {
        guard channel == Self.channel, !isCut else { return [] }
        let delivered = take(ChannelSettlement(edits: edits), upTo: limit)
        output += delivered
        return delivered
    }

    public mutating func cut(
        _ channel: Channel.ID, notice: String, envelope: ([Channel.ID: [UInt8]]) -> [UInt8]?
    ) -> [Channel.ID: [UInt8]] {
        guard channel == Self.channel, !isCut else { return [:] }
        isCut = true
        held = []
        heldStart = 0
        let delivered = Array(notice.utf8)
        output += delivered
        _ = envelope([Self.channel: delivered])
        return [Self.channel: delivered]
    }

    /// The held text up to `limit` with changes that are counted from the text's beginning.
    private mutating func take(_ settlement: ChannelSettlement, upTo limit: Int) -> [UInt8] {
        let stop = max(through, min(limit, through + held.count - heldStart))
        let end = heldStart + stop - through
        var moved = settlement
        for index in moved.edits.indices {
            let range = moved.edits[index].range
            moved.edits[index].range = max(0, range.lowerBound - through)..<max(0, range.upperBound - through)
        }
        moved.cut = settlement.cut.map { max(0, $0 - through) }
        let delivered = moved.applied(to: Array(held[heldStart..<end]))
        heldStart = end
        if heldStart == held.count || (heldStart > 65_536 && heldStart * 2 > held.count) {
            held.removeFirst(heldStart)
            heldStart = 0
        }
        through = stop
        return delivered
    }

    public mutating func settle(
        _ group: Group.ID, _ settlements: [Channel.ID: ChannelSettlement],
        envelope: ([Channel.ID: [UInt8]]) -> [UInt8]?
    ) -> [Channel.ID: [UInt8]] {
        guard group == Self.group, !isCut else { return [:] }
        let settlement = settlements[Self.channel] ?? ChannelSettlement()
        let delivered = take(settlement, upTo: .max)
        output += Array(settlement.opening.utf8) + delivered + Array(settlement.closing.utf8)
        _ = envelope([Self.channel: delivered])
        return [Self.channel: delivered]
    }

    public mutating func takeOutput() -> [UInt8] {
        defer { output = [] }
        return output
    }
}

extension ChannelSettlement {
    /// The text with edits and cut made and the notice in place, labels left out.
    func applied(to text: [UInt8]) -> [UInt8] {
        let stop = min(max(0, cut ?? text.count), text.count)
        var output: [UInt8] = []
        var position = 0
        for edit in edits where edit.range.lowerBound >= position && edit.range.lowerBound <= stop {
            if cut != nil, edit.range.lowerBound == stop { break }
            output += text[position..<edit.range.lowerBound]
            output += edit.replacement
            position = min(stop, edit.range.upperBound)
        }
        output += text[position..<max(position, stop)]
        return cut == nil ? output : output + Array(notice.utf8)
    }
}

/// Whether bytes end inside a character.
enum UTF8End {
    /// How long the sequence is that `unit` begins.
    static func length(_ unit: UInt8) -> Int {
        switch unit {
        case 0xc2...0xdf: 2
        case 0xe0...0xef: 3
        case 0xf0...0xf4: 4
        default: 1
        }
    }

    /// Where the sequence begins that the end of `bytes` cuts; `nil` where none is cut.
    static func cut(_ bytes: [UInt8]) -> Int? {
        for back in 1...3 where bytes.count >= back {
            let unit = bytes[bytes.count - back]
            if unit & 0xc0 == 0x80 { continue }
            return length(unit) > back ? bytes.count - back : nil
        }
        return nil
    }
}
