internal import AuditLog
internal import ContentFormats
internal import Monitor
internal import Primitives
internal import Provenance

// MARK: Records

extension FilterEngine {
    /// Counts findings and writes the parts that are due.
    func file(_ findings: [Finding], of channel: OpenChannel, in group: OpenGroup) throws(LogError) {
        tally.add(findings)
        try append(channel.file(findings), of: channel, in: group)
    }

    func append(
        _ parts: [(number: Int, findings: [Finding])], of channel: OpenChannel, in group: OpenGroup
    ) throws(LogError) {
        for part in parts {
            try ledger.append(
                ContentRecord.part(
                    part.number, of: group.group.streamed ? group.id : channel.id, channel: channel.id,
                    time: environment.now(), findings: part.findings))
        }
    }

    /// How a channel went whose group was settled.
    func record(_ channel: OpenChannel, in group: OpenGroup, _ ending: Ending) -> ContentRecord {
        var record = base(channel, in: group, ending)
        if !channel.isWhole {
            record.output = (channel.delivered.bytes, channel.delivered.digest)
            // Text can be kept back although nothing was found in it: a block elsewhere ended the choice.
            record.action = channel.cut != nil || !channel.hasEdits ? "block" : "mask"
            if channel.cut == nil, !channel.hasEdits { record.reason = "withheld" }
        }
        if channel.channel.kind == .reply {
            let isCut = group.isCut && !group.isClosed
            let isOpened = channel.isOpened || group.isLabelled
            let visible = labels.placed(channel.opening?.answer, isOpened: isOpened, isCut: isCut)
            record.label = labels.record(visible: visible, aigc: group.label != nil)
        }
        return record
    }

    private func base(_ channel: OpenChannel, in group: OpenGroup, _ ending: Ending) -> ContentRecord {
        ContentRecord(
            mode: .filter, id: channel.id, time: environment.now(), source: source, format: codec.format,
            channel: channel.channel, channelName: RecordName.channel(channel.channel, group.rules.monitor),
            group: group.group, producer: labels.producerName, packs: group.rules.packs, bytes: channel.bytes,
            chars: channel.chars, digest: channel.digest, output: nil, outcome: channel.outcome, action: nil,
            reason: nil, ended: ending, open: group.group.streamed ? group.id : nil,
            held: group.group.streamed ? channel.held : nil, label: nil)
    }

    /// A streamed group in which no channel ever opened still closes its open record.
    func emptyRecord(_ group: OpenGroup, _ ending: Ending) -> ContentRecord {
        let channel = Channel(id: Channel.ID(number: -1), group: group.group.id, kind: .reply, name: group.group.name)
        let empty = OpenChannel(
            channel: channel, id: group.id, opening: nil, mayBeOpened: false, closing: nil,
            digest: ledger.digest(), code: nil, monitor: nil, excerpts: nil)
        return base(empty, in: group, ending)
    }

    /// A group that will not be settled: what is held of it is judged for the books, and dropped.
    func close(interrupted group: OpenGroup) throws(LogError) {
        if group.channels.isEmpty, group.group.streamed {
            try ledger.append(emptyRecord(group, .interrupted).members)
        }
        for channel in group.channels {
            let wasCut = channel.cut != nil
            try file(channel.end(group.rules), of: channel, in: group)
            try append(channel.lastPart(), of: channel, in: group)
            var record = base(channel, in: group, .interrupted)
            if channel.isOpened || group.label != nil {
                record.label = labels.record(
                    visible: channel.isOpened ? labels.placed(nil, isOpened: true, isCut: true) : nil,
                    aigc: labels.writesAIGC)
            }
            if !channel.isWhole {
                record.output = (channel.delivered.bytes, channel.delivered.digest)
                record.action = wasCut ? "block" : channel.isHolding ? "drop" : "mask"
            }
            tally.add(record)
            try append(record, channel.excerpts)
        }
    }
}
