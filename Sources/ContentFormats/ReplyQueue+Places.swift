import Primitives

/// A place in the frames that are held, ordered as they came.
struct ReplyPlace: Comparable {
    let item: Int
    let raw: Int

    static func < (left: ReplyPlace, right: ReplyPlace) -> Bool { (left.item, left.raw) < (right.item, right.raw) }
}

// MARK: Places

extension ReplyQueue {
    struct Cut {
        let place: ReplyPlace
        let channel: Channel.ID
        let strand: Int
        let notice: String
    }

    /// The first cut in the order of the stream; all channels of the group end there.
    func firstCut(_ group: Out, _ settlements: [Channel.ID: ChannelSettlement]) -> Cut? {
        var cuts: [Cut] = []
        func add(_ channel: Channel.ID?, _ number: Int, _ offset: (Int) -> Int) {
            guard let channel, let settlement = settlements[channel], let cut = settlement.cut else { return }
            let place = place(of: offset(cut), in: number)
            cuts.append(Cut(place: place, channel: channel, strand: number, notice: settlement.notice))
        }
        for number in group.strands {
            guard let arguments = strands[number]?.arguments else {
                add(strands[number]?.channel, number) { $0 }
                continue
            }
            for (index, channel) in arguments.values.enumerated() {
                add(channel, number) { arguments.arguments.place(ofValue: index, $0) }
            }
            add(arguments.keys, number) { arguments.arguments.place(ofKey: $0) }
        }
        return cuts.min { $0.place < $1.place }
    }

    private func spans(of strand: Int) -> [(item: Int, span: TextSpan, data: [UInt8])] {
        (strands[strand]?.waiting ?? []).flatMap { number in
            (items[number]?.shares ?? []).flatMap(\.spans).filter { $0.strand == strand }
                .map { (number, $0, items[number]?.frame.data ?? []) }
        }
    }

    /// Where the character at `offset` of a strand is spelt.
    private func place(of offset: Int, in strand: Int) -> ReplyPlace {
        let spans = spans(of: strand)
        guard let (item, span, data) = spans.first(where: { $0.span.end > offset }) else {
            return ReplyPlace(item: spans.last?.item ?? -1, raw: Int.max)
        }
        return ReplyPlace(item: item, raw: span.walked(data) { place, _ in place < offset }.raw)
    }

    /// How much of a strand is spelt before `place`.
    func length(of strand: Int, before place: ReplyPlace) -> Int {
        var length = strands[strand]?.through ?? 0
        for (item, span, data) in spans(of: strand) {
            if item > place.item { break }
            if item < place.item || place.raw == Int.max {
                length = max(length, span.end)
                continue
            }
            length = max(length, span.walked(data) { _, raw in raw < place.raw }.place)
        }
        return length
    }
}

extension TextSpan {
    /// The first place of what is left at which `goesOn` no longer holds.
    fileprivate func walked(_ data: [UInt8], _ goesOn: (_ place: Int, _ raw: Int) -> Bool) -> (place: Int, raw: Int) {
        var place = place
        var raw = hasSecondHalf && raw == literal.lowerBound + 1 ? raw + 6 : raw
        let stop = literal.upperBound - 1
        while place < end, raw < stop, goesOn(place, raw) {
            guard data[raw] == UInt8(ascii: "\\") else {
                raw += 1
                place += 1
                continue
            }
            let (scalar, length) = JSONString.escape(data, at: raw, end: stop)
            var bytes: [UInt8] = []
            JSONString.append(scalar, to: &bytes)
            raw += length
            place = raw >= stop && tail != .none ? end : place + bytes.count
        }
        return (place, raw)
    }
}
