import Primitives

/// What one frame of a streamed reply says, whatever its protocol: where its text is, which groups and parts it
/// belongs to, and whether all of it was understood.
///
/// Every string that is not empty must be text or stand at a place that is known to hold none for a person; a frame
/// with any other is unknown.
struct FrameContent: Sendable {
    /// A text that may be spelt in many frames: a choice's reply, a content block, the arguments of a call.
    struct Part: Hashable, Sendable {
        /// Unique within its group, and added to the group's name with a slash; empty for the reply itself.
        let name: String
        /// Where it is spelt, for the dialect's own use; parts of one name and two fields are two texts.
        var field = ""
        /// With ``Channel/Kind/argument`` the text is JSON whose strings become channels of their own once it is
        /// whole: when it is closed, or its group ends.
        let kind: Channel.Kind
        /// One frame spells all of it: arguments that are no JSON inside JSON are one, a string each.
        var isWhole = false
        /// What a call is given is no JSON: source code, free text.
        var isPlain = false
        /// The block that it stands in, from the outermost.
        var block: [Int] = []
        /// From 1, for a text that says something else than the same part did before.
        var version = 0
    }

    /// How a string stands to the other frames.
    enum Telling: Sendable {
        /// It goes on where the part stopped.
        case piece
        /// It says again all that the part has said.
        case again
    }

    struct Text: Sendable {
        let part: Part
        /// The literal in the data, quotes included.
        let literal: Range<Int>
        var telling = Telling.piece
    }

    /// What the frame says of one group.
    struct Share: Sendable {
        /// The number of the choice; 0 where a reply has one group only.
        let key: Int
        /// In the order in which they are told; those that are empty strings may be left out.
        var texts: [Text] = []
        /// The names of parts that have said everything.
        var closes: [String] = []
        /// Values that spell the text a second time; `null` takes their place where it was changed.
        var probabilities: [Range<Int>] = []
        /// Values that may spell other text than the frame does: `null` always takes their place.
        var foreign: [Range<Int>] = []
        /// Blocks that begin with the frame, and that stop with it, where a reply is told in blocks; each by the
        /// numbers of the blocks that it stands in and its own.
        var starts: [[Int]] = []
        var stops: [[Int]] = []
        /// The block of which the frame says what it is, so that it is kept as it leaves. Where the block stops with
        /// it, it says all that is in it.
        var keeps: [Int]?
        /// Whether nothing of the group follows.
        var ends = false
        /// Whether the frame is a whole reply: labels and notices go into its text, and it leaves in one piece.
        var isWhole = false
        /// Whether it holds texts that no copy could go on with, so that it leaves in one piece.
        var isInOnePiece = false

        init(key: Int) { self.key = key }

        var hasText: Bool { texts.contains { $0.literal.count > 2 } }
    }

    /// Each key once. A frame with none follows everything that came before it.
    var shares: [Share] = []
    /// A text of no group, decided by itself: what an error says.
    var error: Range<Int>?
    var isUnknown = false
    /// It only says that the server lives, and overtakes what is held.
    var isHeartbeat = false
    /// Its number among the frames of the stream, where they have one: those that leave are counted anew.
    var number: Range<Int>?
    var model: String?
    var existingLabel: [UInt8]?
}

/// The blocks of a group that a reader of the output knows.
struct ReplyBlocks: Sendable {
    /// Begun and not stopped, in the order of their beginning.
    var open: [[Int]] = []
    /// The number of the next outermost one.
    var next = 0
    /// The data of the frames that say what each is, as they left.
    private(set) var kept: [[Int]: [UInt8]] = [:]
    /// JSON values that a filter added to the reply, for the frame that says all of it at its end.
    var added: [[UInt8]] = []

    mutating func take(starts: [[Int]], stops: [[Int]]) {
        for block in starts {
            if !open.contains(block) { open.append(block) }
        }
        for block in starts + stops { next = max(next, (block.first ?? -1) + 1) }
        if !stops.isEmpty { open.removeAll { block in stops.contains { block.starts(with: $0) } } }
    }

    /// - Parameter isAll: whether the frame says all that is in the block.
    /// - Returns: how many bytes more are kept.
    mutating func keep(_ data: [UInt8], of block: [Int], isAll: Bool) -> Int {
        var change = data.count - (kept[block]?.count ?? 0)
        kept[block] = data
        guard isAll else { return change }
        for inner in kept.keys where inner.count > block.count && inner.starts(with: block) {
            change -= kept.removeValue(forKey: inner)?.count ?? 0
        }
        return change
    }

    /// Nothing is kept any more but what is said of the reply as a whole.
    mutating func forget() { kept = kept.filter { $0.key.isEmpty } }
}

/// What ends a group for its reader before the protocol does.
struct ReplyEnding: Sendable {
    /// A part as it stands at the end.
    struct Shown: Sendable {
        let part: FrameContent.Part
        /// All that left of it: the inside of a literal.
        let text: [UInt8]
    }

    /// Of the group.
    let key: Int
    /// The part that was cut.
    let part: FrameContent.Part?
    let blocks: ReplyBlocks
    /// Of protocols that repeat texts, in the order of their beginning; none where they are too long to be kept.
    let shown: [Shown]
    /// The data of the frame with which the protocol ends the group, with no more of its texts than what is released;
    /// `nil` where it is not there, and in protocols that do not repeat texts.
    var last: [UInt8]?
    /// Ordinary text in place of what was cut; empty for none.
    let notice: [UInt8]
    /// The JSON value of the member `AIGC`.
    let envelope: [UInt8]?
}

/// The language of one protocol for streamed replies: reads a frame into what it says, and writes the few frames
/// that a filter adds. All of it is a function of the frames alone; ``ReplyCodec`` keeps the state.
protocol ReplyDialect: Sendable {
    /// `openai-sse`, `anthropic-sse`.
    var format: String { get }
    /// Whether a frame is a line of JSON instead of a server-sent event.
    var isLines: Bool { get }
    /// `choice 0`; what the reply's own channel is called.
    func name(ofGroup key: Int) -> String

    /// `nil` where the data is no JSON object.
    func read(_ data: [UInt8], depth: Int) -> FrameContent?

    /// Whether the frame ends the stream: every group that is still open ends with it.
    func endsStream(_ frame: SSEFrame) -> Bool

    /// A frame like `frame` with nothing but `text` for one part: a flush, a label.
    /// - Parameters:
    ///   - text: the inside of a JSON string literal, escaped.
    ///   - envelope: the JSON value of the member `AIGC`, where the frame is the group's first to leave.
    func copy(_ frame: SSEFrame, key: Int, part: FrameContent.Part, text: [UInt8], envelope: [UInt8]?) -> [UInt8]

    /// The frames that end a group after a block, in the protocol's own words: the notice as ordinary text, what
    /// closes the open parts, and the end. `frame` is the group's last one that left, or its first.
    func ending(_ frame: SSEFrame, _ ending: ReplyEnding) -> [UInt8]

    /// The frames with what is added at the end of a group: a text behind `part`, or behind the whole reply, or
    /// nothing but a value of `AIGC`.
    func closing(
        _ frame: SSEFrame, key: Int, part: FrameContent.Part?, text: [UInt8], envelope: [UInt8]?,
        _ blocks: inout ReplyBlocks
    ) -> [UInt8]

    /// A copy of a frame that ends a group with nothing but that end in it: for one that must not leave itself.
    func bareEnd(_ frame: SSEFrame, _ ending: ReplyEnding) -> [UInt8]

    /// The changes, in bytes of the data, by which a frame that ends a group says that it was filtered.
    /// - Parameter emptied: whether it says nothing else of the group any more.
    func filtered(_ frame: SSEFrame, key: Int, emptied: Bool) -> [Splice]

    /// The changes, in bytes of the data, that take all that a frame says of one group out of it.
    func emptied(_ frame: SSEFrame, key: Int) -> [Splice]

    /// The changes, in bytes of the data, that take the calls of tools out of a frame in whose arguments a group
    /// was cut: half a call must not be made.
    func withheld(_ frame: SSEFrame, key: Int) -> [Splice]

    /// The change, in bytes of the data, that puts a value of `AIGC` into the frame for one group.
    func labelled(_ frame: SSEFrame, key: Int, with value: [UInt8]) -> Splice?

    /// The changes, in bytes of the data, by which the frame that ends a group names what was added to it.
    func naming(_ added: [[UInt8]], in frame: SSEFrame) -> [Splice]

    /// Whether frames repeat what others told, so that the changes to a text are to be remembered. In such a protocol
    /// a frame speaks of one call at most, and one in whose call the group was cut does not go out.
    var repeats: Bool { get }

    /// The member that numbers frames. What the dialect writes has it as its second, with any number.
    var numbering: String? { get }

    /// What stands in place of token probabilities that are taken out.
    var noProbabilities: String { get }

    /// Whether the end of a group is one frame, which ``filtered(_:key:emptied:)`` rewrites; otherwise
    /// ``ending(_:_:)`` takes the place of all frames of the end.
    var endsInOneFrame: Bool { get }

    /// Where a visible label is put that closes the reply: the part that speaks to a person.
    var reply: FrameContent.Part { get }
}

extension ReplyDialect {
    var isLines: Bool { false }
    var repeats: Bool { false }
    var numbering: String? { nil }
    var noProbabilities: String { "null" }
    var endsInOneFrame: Bool { true }
    var reply: FrameContent.Part { FrameContent.Part(name: "", field: "", kind: .reply) }
    func endsStream(_ frame: SSEFrame) -> Bool { frame.isDone }
    func withheld(_ frame: SSEFrame, key: Int) -> [Splice] { [] }
    func naming(_ added: [[UInt8]], in frame: SSEFrame) -> [Splice] { [] }

    func closing(
        _ frame: SSEFrame, key: Int, part: FrameContent.Part?, text: [UInt8], envelope: [UInt8]?,
        _ blocks: inout ReplyBlocks
    ) -> [UInt8] {
        copy(frame, key: key, part: part ?? reply, text: text, envelope: envelope)
    }

    /// Keeps a reader waiting while text is held: a comment, where the protocol has any.
    var heartbeat: [UInt8] { isLines ? [] : Array(": \n\n".utf8) }
}
