import Primitives

// MARK: Answers to events

extension ReplyQueue {
    mutating func begin(_ id: Group.ID, _ envelope: [UInt8]?) {
        guard groups[id] != nil else { return }
        groups[id]?.hasBegun = true
        groups[id]?.envelope = envelope
        attemptAll(id)
    }

    mutating func open(_ channel: Channel.ID, _ label: String) {
        guard !label.isEmpty, case .strand(let number)? = targets[channel], let strand = strands[number],
            groups[strand.group].map({ !$0.isCut && !$0.isOverrun }) ?? false
        else { return }
        strands[number]?.label += Array(label.utf8)
        if let front = strand.front { attempt(front) }
    }

    mutating func release(_ channel: Channel.ID, _ through: Int, _ edits: [TextEdit]) -> [UInt8] {
        guard let target = targets[channel] else { return [] }
        switch target {
        case .strand(let number):
            guard isLive(number) else { return [] }
            let delivered = strands[number]?.release(through, edits) ?? []
            attemptFront(number)
            return delivered
        case .value(let number, let index):
            guard isLive(number) else { return [] }
            let delivered = strands[number]?.arguments?.release(index, through, edits) ?? []
            completeArguments(number)
            return delivered
        case .keys(let number):
            guard isLive(number) else { return [] }
            let delivered = strands[number]?.arguments?.releaseKeys(through) ?? []
            completeArguments(number)
            return delivered
        case .single: return []
        }
    }

    private func isLive(_ number: Int) -> Bool {
        guard let id = strands[number]?.group, let group = groups[id] else { return false }
        return !group.isCut && !group.isOverrun
    }

    /// The first frame of a strand, and with it those that follow.
    private mutating func attemptFront(_ number: Int) {
        while let front = strands[number]?.front {
            attempt(front)
            guard strands[number]?.front != front else { return }
        }
    }

    private mutating func completeArguments(_ number: Int) {
        guard strands[number]?.arguments?.isComplete ?? false else { return }
        releaseArguments(number)
        attemptFront(number)
    }

    /// What is released of a call's strings and names is released of its arguments.
    mutating func releaseArguments(_ number: Int) {
        guard let strand = strands[number], let release = strand.arguments?.release else { return }
        // Those before were made already.
        let edits = release.edits.filter { $0.range.lowerBound >= strand.through }
        _ = strands[number]?.release(release.through, edits)
    }

    mutating func cut(
        _ channel: Channel.ID, _ notice: String, _ closing: String, _ envelope: ([Channel.ID: [UInt8]]) -> [UInt8]?
    ) -> [Channel.ID: [UInt8]] {
        guard let number = strand(of: channel), let strand = strands[number], let group = groups[strand.group],
            !group.isCut
        else { return [:] }
        for other in group.strands where strands[other]?.arguments != nil { releaseArguments(other) }
        var delivered: [Channel.ID: [UInt8]] = [:]
        let text = speak(notice, for: channel, number, in: group, &delivered)
        stop(strand.group, part: strand.part, text + closing.utf8, envelope(delivered))
        return delivered
    }

    func strand(of channel: Channel.ID) -> Int? {
        switch targets[channel] {
        case .strand(let number), .value(let number, _), .keys(let number): number
        case .single, nil: nil
        }
    }

    /// The notice, where the channel takes one; it counts as the reply's text, or the channel's own.
    func speak(
        _ notice: String, for channel: Channel.ID, _ number: Int, in group: Out,
        _ delivered: inout [Channel.ID: [UInt8]]
    ) -> [UInt8] {
        guard let strand = strands[number], strand.channel == channel, !strand.kind.takesNoNotice, !notice.isEmpty
        else { return [] }
        let reply = group.strands.first { strands[$0]?.kind == .reply }.flatMap { strands[$0]?.channel }
        delivered[reply ?? channel, default: []] += Array(notice.utf8)
        return Array(notice.utf8)
    }
}

extension Channel.Kind {
    /// Whether a cut leaves nothing in its place.
    var takesNoNotice: Bool {
        switch self {
        case .argument, .names, .unknown: true
        case .reply, .reasoning, .other: false
        }
    }
}
