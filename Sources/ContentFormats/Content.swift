/// One independent text stream inside a source. Channels never join.
public struct Channel: Hashable, Sendable {
    public struct ID: Hashable, Sendable {
        public let number: Int
        public init(number: Int) { self.number = number }
    }

    public enum Kind: Hashable, Sendable {
        /// What a person is meant to read; takes the visible label and a block's notice.
        case reply
        /// A model's thinking aloud: watched, never labelled visibly.
        case reasoning
        /// A string inside the arguments of a tool call: watched, no label and no notice goes in.
        case argument
        /// The names of members in the arguments of a tool call: watched, and what must not leave can only be cut.
        case names
        /// Other text for a person (an error message, a refusal): watched, not labelled.
        case other
        /// Bytes whose meaning is not known. `text` is the frame or line as it came.
        case unknown(UnknownReason)
    }

    public let id: ID
    public let group: Group.ID
    public let kind: Kind
    /// `text`, `choice 0`, `choice 0/reasoning`, `choice 0/tool 1/$.path`, `$.response`.
    public let name: String
    /// The path of the field in a JSON record, `nil` elsewhere.
    public let field: String?

    public init(id: ID, group: Group.ID, kind: Kind, name: String, field: String? = nil) {
        self.id = id
        self.group = group
        self.kind = kind
        self.name = name
        self.field = field
    }
}

/// Why a frame or line has no known meaning.
public enum UnknownReason: String, Hashable, Sendable {
    /// It is no JSON.
    case notJSON = "not-json"
    /// It holds text at a place that is neither known text nor known metadata.
    case unknownFrame = "unknown-frame"
    /// A record in which no field with text was found.
    case noTextField = "no-text-field"
    /// Arguments of a tool call that are no JSON.
    case malformedArguments = "malformed-arguments"
    /// Longer than the limit for one record.
    case recordLimit = "record-limit"
}

/// The channels that end together and are decided together: a whole text, a JSONL record, a choice of a reply.
public struct Group: Hashable, Sendable {
    public struct ID: Hashable, Sendable {
        public let number: Int
        public init(number: Int) { self.number = number }
    }

    public let id: ID
    /// `text`, `choice 0`, `line 12`, `frame 3`.
    public let name: String
    /// Whether its text comes in pieces, so that its channels are opened in the log before they are closed.
    public let streamed: Bool
    /// The model named by the record or frame, where one is.
    public let model: String?
    /// From 1, for a line of JSONL.
    public let line: Int?
    /// Of its first byte in the source.
    public let offset: Int
    /// The value of a member `AIGC` that is there already, as JSON.
    public let existingLabel: [UInt8]?

    public init(
        id: ID, name: String = "", streamed: Bool, model: String? = nil, line: Int? = nil, offset: Int,
        existingLabel: [UInt8]? = nil
    ) {
        self.id = id
        self.name = name
        self.streamed = streamed
        self.model = model
        self.line = line
        self.offset = offset
        self.existingLabel = existingLabel
    }
}

/// How a group came to its end.
public enum Ending: String, Hashable, Sendable {
    /// As the format has it.
    case complete
    /// The input ended between frames, before the group's end.
    case truncated
    /// The input ended inside a frame or a character.
    case interrupted
}

/// What a codec tells of its input, in order.
public enum ContentEvent: Hashable, Sendable {
    /// A group begins. None of its bytes leave before ``ContentCodec/begin(_:envelope:)``.
    case began(Group)
    /// A channel begins.
    case opened(Channel)
    /// More text of a channel: its decoded bytes, which need not be UTF-8.
    case text(Channel.ID, [UInt8])
    /// All of a channel's text is there, though its group goes on. It can be decided and released to its end; for
    /// streamed groups only, and not told of channels that end with their group.
    case closed(Channel.ID)
    /// All of a group's text is there. None of it leaves before ``ContentCodec/settle(_:_:envelope:)``.
    case ended(Group.ID, Ending)
}

/// A change to a channel's text.
public struct TextEdit: Hashable, Sendable {
    /// In bytes of the channel's text.
    public var range: Range<Int>
    public var replacement: [UInt8]

    public init(range: Range<Int>, replacement: [UInt8]) {
        self.range = range
        self.replacement = replacement
    }
}

/// What becomes of one channel.
public struct ChannelSettlement: Hashable, Sendable {
    /// In order, not overlapping, none past `cut`.
    public var edits: [TextEdit]
    /// The first byte that is not released; `nil` where all is.
    public var cut: Int?
    /// Goes out in place of what was cut, where the format and the kind of channel allow it.
    public var notice: String
    /// The visible label before the text, where it was not put out before; empty for none.
    public var opening: String
    /// The visible label after the text; empty for none.
    public var closing: String

    public init(
        edits: [TextEdit] = [], cut: Int? = nil, notice: String = "", opening: String = "", closing: String = ""
    ) {
        self.edits = edits
        self.cut = cut
        self.notice = notice
        self.opening = opening
        self.closing = closing
    }

    /// Whether the text goes out as it came.
    public var isUnchanged: Bool { edits.isEmpty && cut == nil && opening.isEmpty && closing.isEmpty }
}

/// Input that was malformed or cut, for the exit code and one line on standard error.
public struct InputFault: Hashable, Sendable {
    /// Of the byte at fault in the source.
    public let offset: Int
    /// From 1, where the format has lines.
    public let line: Int?
    /// One line, lower case, no full stop.
    public let message: String

    public init(offset: Int, line: Int?, message: String) {
        self.offset = offset
        self.line = line
        self.message = message
    }
}

/// A format, both ways: bytes in → channels of text → bytes out. What is not text goes through byte for byte; a
/// changed string is spliced into its record.
///
/// A codec never looks at a clock and never decides: its output depends on its input and on what it was told, and
/// not on how the input was cut.
public protocol ContentCodec: Sendable {
    /// `text`, `jsonl`, `openai-sse`.
    var format: String { get }

    /// Takes the next bytes of the source.
    mutating func feed(_ bytes: [UInt8]) -> [ContentEvent]

    /// All that the next event of the last ``feed(_:)`` or ``finish()`` makes possible has been called. To be called
    /// after each event: what needs no answer (a comment, a frame without text) leaves in its place between the
    /// answers, and the order of output does not depend on how the input was cut.
    mutating func answered()

    /// The source has ended: what is open ends now.
    mutating func finish() -> [ContentEvent]

    /// Lets the group's first frame go, with `envelope` (the JSON value of a member `AIGC`) in it where the format
    /// has a place for it at the group's start.
    mutating func begin(_ group: Group.ID, envelope: [UInt8]?)

    /// Puts the visible label out before any of the channel's text, at once where the format can.
    mutating func open(_ channel: Channel.ID, label: String)

    /// Lets more of a channel's text leave while its group is still open; for streamed groups only.
    ///
    /// Called right after the event with which it became possible, before the next event of the same ``feed(_:)`` is
    /// answered. Text that stays behind in a frame of which a part leaves goes out later in a copy of that frame.
    /// - Parameters:
    ///   - through: the channel's bytes up to here may leave; never less than before.
    ///   - edits: in order, all of them between the last `through` and this one.
    /// - Returns: what this step delivers of the channel.
    mutating func release(_ channel: Channel.ID, through: Int, edits: [TextEdit]) -> [UInt8]

    /// Ends a channel's group for its reader at once: what was released before is out, the notice follows where the
    /// format and the kind of channel allow it, and the group ends as its protocol ends one that was filtered. What
    /// still comes is told, and dropped. For streamed groups only; ``settle(_:_:envelope:)`` still follows.
    /// - Parameters:
    ///   - notice: goes out in place of what was cut; empty for none.
    ///   - envelope: as for ``settle(_:_:envelope:)``.
    /// - Returns: what this step delivers of each channel of the group, the notice included.
    mutating func cut(
        _ channel: Channel.ID, notice: String, envelope: ([Channel.ID: [UInt8]]) -> [UInt8]?
    ) -> [Channel.ID: [UInt8]]

    /// The same, with the visible label that closes the reply behind what is left of it.
    /// - Parameter closing: is put out only where ``labelsCuts`` says so; empty for none.
    mutating func cut(
        _ channel: Channel.ID, notice: String, closing: String, envelope: ([Channel.ID: [UInt8]]) -> [UInt8]?
    ) -> [Channel.ID: [UInt8]]

    /// Whether a group that is cut takes a label that closes it.
    var labelsCuts: Bool { get }

    /// Decides a group that has ended. A channel that is not named goes out unchanged.
    /// - Parameter envelope: makes, from what is delivered of each channel, the JSON value of the member `AIGC` of
    ///   the record, or of the group's last frame; `nil` for none. Called once.
    /// - Returns: what this step delivers of each channel of the group, labels left out, notices included: all of it
    ///   but what ``release(_:through:edits:)`` and ``cut(_:notice:envelope:)`` have delivered before.
    mutating func settle(
        _ group: Group.ID, _ settlements: [Channel.ID: ChannelSettlement],
        envelope: ([Channel.ID: [UInt8]]) -> [UInt8]?
    ) -> [Channel.ID: [UInt8]]

    /// The bytes that may leave now; each is handed out once.
    mutating func takeOutput() -> [UInt8]

    /// Everything that was wrong with the input so far.
    var faults: [InputFault] { get }
}

extension ContentCodec {
    /// For formats in which nothing leaves without an answer.
    public mutating func answered() {}

    /// For formats whose groups come whole.
    public mutating func release(_ channel: Channel.ID, through: Int, edits: [TextEdit]) -> [UInt8] { [] }

    /// For formats whose groups come whole.
    public mutating func cut(
        _ channel: Channel.ID, notice: String, envelope: ([Channel.ID: [UInt8]]) -> [UInt8]?
    ) -> [Channel.ID: [UInt8]] { [:] }

    /// For formats in which nothing follows the notice.
    public mutating func cut(
        _ channel: Channel.ID, notice: String, closing: String, envelope: ([Channel.ID: [UInt8]]) -> [UInt8]?
    ) -> [Channel.ID: [UInt8]] {
        cut(channel, notice: notice, envelope: envelope)
    }

    /// For formats in which nothing follows the notice.
    public var labelsCuts: Bool { false }

    /// Decides a group whose `AIGC` value does not depend on what is delivered.
    public mutating func settle(
        _ group: Group.ID, _ settlements: [Channel.ID: ChannelSettlement], envelope: [UInt8]?
    ) -> [Channel.ID: [UInt8]] {
        settle(group, settlements) { _ in envelope }
    }
}
