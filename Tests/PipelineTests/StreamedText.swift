import ContentFormats

/// Plain text that leaves while it comes, in as few lines as that takes.
struct StreamedText: ContentCodec {
    let format = "text"
    let faults: [InputFault] = []
    private let group = Group(id: Group.ID(number: 0), name: "text", streamed: true, offset: 0)
    private let channel = Channel(id: Channel.ID(number: 0), group: Group.ID(number: 0), kind: .reply, name: "text")
    private var hasBegun = false
    private var isCut = false
    private var held: [UInt8] = []
    private var start = 0
    private var output: [UInt8] = []

    mutating func feed(_ bytes: [UInt8]) -> [ContentEvent] {
        guard !bytes.isEmpty else { return [] }
        defer { hasBegun = true }
        if !isCut { held += bytes }
        return (hasBegun ? [] : [.began(group), .opened(channel)]) + [.text(channel.id, bytes)]
    }

    mutating func finish() -> [ContentEvent] { hasBegun ? [.ended(group.id, .complete)] : [] }
    mutating func begin(_ group: Group.ID, envelope: [UInt8]?) {}
    mutating func open(_ channel: Channel.ID, label: String) { output += Array(label.utf8) }
    mutating func giveUp(_ group: Group.ID, releasing: Bool) {}

    mutating func release(_ channel: Channel.ID, through: Int, edits: [TextEdit]) -> [UInt8] {
        var released: [UInt8] = []
        for edit in edits {
            released += held[..<(edit.range.lowerBound - start)] + edit.replacement
            held.removeFirst(edit.range.upperBound - start)
            start = edit.range.upperBound
        }
        released += held[..<(through - start)]
        held.removeFirst(through - start)
        start = through
        output += released
        return released
    }

    mutating func cut(
        _ channel: Channel.ID, notice: String, envelope: ([Channel.ID: [UInt8]]) -> [UInt8]?
    ) -> [Channel.ID: [UInt8]] {
        isCut = true
        held = []
        output += Array(notice.utf8)
        _ = envelope([channel: Array(notice.utf8)])
        return [channel: Array(notice.utf8)]
    }

    mutating func settle(
        _ group: Group.ID, _ settlements: [Channel.ID: ChannelSettlement],
        envelope: ([Channel.ID: [UInt8]]) -> [UInt8]?
    ) -> [Channel.ID: [UInt8]] {
        let settlement = settlements[channel.id] ?? ChannelSettlement()
        var delivered: [UInt8] = []
        if !isCut {
            output += Array(settlement.opening.utf8)
            delivered = release(channel.id, through: settlement.cut ?? start + held.count, edits: settlement.edits)
            if settlement.cut != nil {
                delivered += Array(settlement.notice.utf8)
                output += Array(settlement.notice.utf8)
            }
        }
        _ = envelope([channel.id: delivered])
        output += Array(settlement.closing.utf8)
        return [channel.id: delivered]
    }

    mutating func takeOutput() -> [UInt8] {
        defer { output = [] }
        return output
    }
}
