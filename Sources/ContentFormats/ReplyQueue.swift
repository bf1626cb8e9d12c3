import Primitives

/// The frames of a streamed reply between their arrival and their leaving.
///
/// A frame follows what its scope says and leaves when all that it follows is gone and its text is decided. Each
/// frame is linked once to those that it follows, so a step costs what it moves and not what is held.
struct ReplyQueue {
    /// A group of channels on its way out.
    struct Out {
        let key: Int
        var hasBegun = false
        /// The value of `AIGC` for the first frame that leaves.
        var envelope: [UInt8]?
        /// Of the frame that ends it.
        var end: Int?
        var strands: [Int] = []
        /// Its frames that have not left.
        var pending: Set<Int> = []
        /// A frame to make copies of: the last with text that left, or the first.
        var template: SSEFrame?
        var hasSpoken = false
        /// As those frames have it that left.
        var blocks = ReplyBlocks()
        /// Bytes of what left that are kept for the frames that end a reply by a block.
        var kept = 0
        /// More left than may be kept.
        var isForgetful = false
        /// The input says that all of it is there.
        var hasEnded = false
        /// It has ended for its reader.
        var isCut = false
        /// More of it came than may be held: its text is dropped from there on.
        var isOverrun = false
    }

    enum Target {
        case strand(Int)
        case value(Int, Int)
        case keys(Int)
        case single
    }

    let dialect: any ReplyDialect
    let limit: Int
    var items: [Int: FrameItem] = [:]
    var strands: [Int: ReplyStrand] = [:]
    var groups: [Group.ID: Out] = [:]
    var targets: [Channel.ID: Target] = [:]
    var singles: [Group.ID: (item: Int?, single: FrameItem.Single)] = [:]
    /// What of each text left, as the inside of a literal, where that is kept.
    var texts: [Int: [UInt8]] = [:]
    /// The keys of groups that were cut: nothing more of them goes out.
    var blocked: Set<Int> = []
    var output: [UInt8] = []
    /// Where groups were given up because too much was held.
    private(set) var overruns: [Int] = []
    /// The frame whose events are being answered: no part of it leaves before all are, for it may leave whole.
    var fresh: Int?
    var weight = 0
    private var next = 0
    /// The number of the next frame that leaves, where they have any.
    var nextNumber: Int?
    private var oldest = 0
    /// The last frames that others follow.
    var allTail: Int?
    var groupTails: [Int: Int] = [:]
    var strandTails: [Int: [Int: Int]] = [:]

    init(_ dialect: any ReplyDialect, limit: Int) {
        self.dialect = dialect
        self.limit = limit
    }

    // MARK: Arrival

    /// All events of the last arrival are answered.
    mutating func answered() {
        guard let number = fresh else { return }
        fresh = nil
        attempt(number)
    }

    mutating func take(_ arrival: Arrival) {
        answered()
        for note in arrival.notes {
            switch note {
            case .began(let id, let key): groups[id] = Out(key: key)
            case .strand(let number, let group, let part):
                strands[number] = ReplyStrand(group: group, part: part, keepsHistory: dialect.repeats)
                groups[group]?.strands.append(number)
            case .channel(let number, let channel, let kind):
                strands[number]?.channel = channel
                strands[number]?.kind = kind
                targets[channel] = .strand(number)
            case .text(let number, let bytes): tell(number, bytes)
            case .tail(let number, let tail): resolve(number, tail)
            case .arguments(let number, let arguments, let values, let keys):
                let release = ArgumentsRelease(arguments, values: values, keys: keys)
                strands[number]?.arguments = release
                for (index, channel) in values.enumerated() { targets[channel] = .value(number, index) }
                if let keys { targets[keys] = .keys(number) }
                // With no string inside there is nothing to decide.
                if release.isComplete { releaseArguments(number) }
            case .closed(let number): strands[number]?.isClosed = true
            case .item(let item): enqueue(item)
            case .ended(let id): ended(id)
            }
        }
    }

    private mutating func tell(_ number: Int, _ bytes: [UInt8]) {
        strands[number]?.tell(bytes)
        if let group = strands[number]?.group, groups[group].map({ $0.isCut || $0.isOverrun }) ?? true {
            strands[number]?.forget()
        }
    }

    private mutating func resolve(_ number: Int, _ tail: TextSpan.Tail) {
        guard let last = strands[number]?.pending.last, strands[number]?.front != nil,
            let shares = items[last]?.shares
        else { return }
        let size = tail == .pair ? 4 : 3
        for share in shares.indices {
            for span in shares[share].spans.indices.reversed()
            where shares[share].spans[span].strand == number && shares[share].spans[span].tail == .pending {
                items[last]?.shares[share].spans[span].tail = tail
                items[last]?.shares[share].spans[span].count += size
                if items[last]?.isDropped == true {
                    let end = shares[share].spans[span].end
                    strands[number]?.drop(end..<end + size)
                }
                return
            }
        }
    }

    private mutating func enqueue(_ item: FrameItem) {
        var item = item
        guard item.scope != .none else { return output += item.frame.bytes }
        if nextNumber == nil, let range = item.number {
            nextNumber = Int(String(decoding: item.frame.data[range], as: UTF8.self))
        }
        withdraw(&item)
        let isGone = !item.shares.isEmpty && item.shares.allSatisfy(\.isWithdrawn)
        if !blocked.isEmpty {
            // The beginning of a frame may belong to a group that was cut; where there is one group, so may anything.
            item.isDropped = item.singles.contains {
                if case .rest = $0.meaning { true } else { !dialect.endsInOneFrame }
            }
        }
        let number = next
        next += 1
        for single in item.singles {
            singles[single.group] = (isGone ? nil : number, single)
            targets[single.channel] = .single
            item.needs.insert(single.group)
            if case .overLong = single.meaning { item.isDropped = true }
        }
        if isGone { return }
        for share in item.shares.indices where !item.shares[share].isWithdrawn {
            link(&item.shares[share], item.frame, number, &item.needs)
        }
        let first = follow(&item, number)
        items[number] = item
        weight += item.weight
        fresh = number
        for predecessor in first { items[predecessor]?.followers.append(number) }
        attempt(number)
        // One that says a whole reply again may be large by itself.
        let newest = items[number]?.weight ?? 0
        while weight - newest > limit, shed() {}
    }

    /// Takes out of a frame what belongs to groups that go out no more.
    private mutating func withdraw(_ item: inout FrameItem) {
        for index in item.shares.indices {
            let share = item.shares[index]
            let isOverrun = share.group.flatMap { groups[$0]?.isOverrun } ?? false
            guard blocked.contains(share.key) || isOverrun else { continue }
            item.shares[index].spans = []
            item.shares[index].repeats = []
            item.shares[index].isStripped = true
            let isEnd = share.ends && !blocked.contains(share.key)
            item.shares[index].isWithdrawn = !isEnd
            if let id = share.group, blocked.contains(share.key), groups[id] != nil { groups[id]?.isCut = true }
        }
    }

    private mutating func link(
        _ share: inout FrameItem.Share, _ frame: SSEFrame, _ number: Int, _ needs: inout Set<Group.ID>
    ) {
        guard let id = share.group, groups[id] != nil else { return }
        groups[id]?.pending.insert(number)
        if groups[id]?.template == nil { groups[id]?.template = frame }
        if share.ends {
            groups[id]?.end = number
            needs.insert(id)
        }
        for span in share.spans where strands[span.strand]?.pending.last != number {
            strands[span.strand]?.pending.append(number)
        }
        for again in share.repeats { strands[again.strand]?.repeats += 1 }
    }

    /// Counts what the frame waits for.
    private mutating func follow(_ item: inout FrameItem, _ number: Int) -> Set<Int> {
        var first: Set<Int> = []
        if let allTail { first.insert(allTail) }
        if item.scope == .all {
            first.formUnion(groupTails.values)
            for tails in strandTails.values { first.formUnion(tails.values) }
            groupTails = [:]
            strandTails = [:]
            allTail = number
        }
        for share in item.shares where !share.isWithdrawn {
            if let tail = groupTails[share.key] { first.insert(tail) }
            let isText =
                !share.spans.isEmpty && !share.ends && !share.closes && share.starts.isEmpty && share.repeats.isEmpty
                && share.spans.allSatisfy { strands[$0.strand]?.kind != .argument }
            if isText {
                for span in share.spans {
                    if let tail = strandTails[share.key]?[span.strand] { first.insert(tail) }
                    strandTails[share.key, default: [:]][span.strand] = number
                }
            } else {
                first.formUnion(strandTails.removeValue(forKey: share.key)?.values ?? [:].values)
                groupTails[share.key] = number
            }
        }
        first.remove(number)
        item.waits = first.count
        return first
    }

    /// The input says that the group has ended.
    private mutating func ended(_ id: Group.ID) {
        groups[id]?.hasEnded = true
        guard let group = groups[id], group.end == nil, !group.isCut else { return }
        addEnd(id, group)
    }

    /// A place for what is put out at a group's end, where no frame ends it.
    private mutating func addEnd(_ id: Group.ID, _ group: Out) {
        var share = FrameItem.Share(key: group.key, group: id)
        share.ends = true
        var item = FrameItem(frame: SSEFrame(bytes: [], offset: 0, lines: []), scope: .groups)
        item.shares = [share]
        enqueue(item)
    }

    /// Makes room by giving up the group that waits longest.
    /// - Returns: whether there was one.
    private mutating func shed() -> Bool {
        while oldest < next, items[oldest] == nil { oldest += 1 }
        var number = oldest
        while number < next {
            if let item = items[number] {
                for share in item.shares {
                    guard let id = share.group, let group = groups[id], !group.isCut, !group.isOverrun else { continue }
                    groups[id]?.isOverrun = true
                    overruns.append(item.frame.offset)
                    for strand in group.strands { strands[strand]?.forget() }
                    trim(id)
                    attemptAll(id)
                    return true
                }
            }
            number += 1
        }
        return false
    }

    /// Whether all of a channel up to `through` has arrived.
    func holds(_ channel: Channel.ID, _ through: Int) -> Bool {
        switch targets[channel] {
        case .strand(let number): (strands[number]?.told ?? through) >= through
        case nil: false
        default: true
        }
    }

    /// Whether the end of a group has arrived, or the group is not waited for any more.
    func hasEnded(_ id: Group.ID) -> Bool {
        singles[id] != nil || groups[id].map { $0.hasEnded } ?? false
    }

    var size: Int {
        let tails = groupTails.count + strandTails.values.reduce(0) { $0 + $1.count }
        let waiting = strands.values.reduce(0) { $0 + $1.waiting.count }
        return items.count + strands.count + groups.count + targets.count + singles.count + tails + waiting
    }

    mutating func takeOverruns() -> [Int] {
        defer { overruns = [] }
        return overruns
    }
}
