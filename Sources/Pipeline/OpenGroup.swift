internal import ContentFormats
internal import Cryptography
internal import Primitives
internal import Provenance

/// A group whose text is still coming.
final class OpenGroup {
    let group: Group
    /// The id of the open record, of the label, and of the first reply's record.
    let id: ContentID
    /// What its channels are judged by, to its end.
    let rules: RulesInForce
    var channels: [OpenChannel] = []
    /// Whether its reader has been told that it ended, because of a block.
    var isCut = false
    /// Whether one of its texts begins with the visible label: a reply that is told in several bears it once.
    var isLabelled = false
    /// Whether the visible label went out behind what was cut.
    var isClosed = false
    /// The machine-readable label that went out at its end.
    var label: AIGCLabel?

    init(group: Group, id: ContentID, rules: RulesInForce) {
        self.group = group
        self.id = id
        self.rules = rules
    }

    var reply: OpenChannel? { channels.first { $0.channel.kind == .reply } }

    /// The channel whose text the machine-readable label speaks of: the reply, and where there is none, arguments or
    /// reasoning, which make the group one of generated content too.
    var labelBearer: OpenChannel? {
        reply ?? channels.first { $0.channel.kind.isGenerated }
    }
}

extension Channel.Kind {
    /// Whether a model wrote it: a group with such a channel is labelled.
    var isGenerated: Bool { self == .reply || self == .reasoning || self == .argument }
}
