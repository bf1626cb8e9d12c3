import Primitives

/// A frame on its way through: what it waits for and what is to be changed in it.
struct FrameItem {
    /// What it follows, and what follows it.
    enum Scope {
        /// Nothing: a comment overtakes what is held.
        case none
        /// The frames of its groups; one with nothing but text only those of the same text.
        case groups
        /// All frames.
        case all
    }

    /// The frame, or a part of it, as a text of no group, decided by itself.
    struct Single {
        enum Meaning {
            case unknown
            /// A beginning of a frame, at the end of the input.
            case rest
            case overLong
            case error(LiteralText)
        }

        let group: Group.ID
        let channel: Channel.ID
        let meaning: Meaning
    }

    /// A literal that says again what a text said.
    struct Repeat {
        let strand: Int
        let literal: Range<Int>
        /// How much of the text was told when the frame came.
        let end: Int
        /// The group was cut: it says again what was released.
        var isTrimmed = false
    }

    /// What the frame says of one group.
    struct Share {
        let key: Int
        var group: Group.ID?
        var spans: [TextSpan] = []
        var repeats: [Repeat] = []
        var probabilities: [Range<Int>] = []
        var foreign: [Range<Int>] = []
        var ends = false
        var isWhole = false
        var isInOnePiece = false
        /// The group was cut inside the arguments of a call that it spells.
        var isCallCut = false
        var closes = false
        var starts: [[Int]] = []
        var stops: [[Int]] = []
        var keeps: [Int]?
        /// Nothing of the share goes out.
        var isWithdrawn = false
        /// Nor is it known any more what texts it has.
        var isStripped = false
        /// The group was cut and ends with this frame.
        var isFiltered = false
        /// Text of its group was changed, so it is not to be spelt a second time.
        var isChanged = false
        /// The value of `AIGC` of a frame that ends its group.
        var envelope: [UInt8]?
        /// Put behind the reply's text in its own literal.
        var suffix: [UInt8] = []
        /// What was added to the reply, for the frame that says all of it.
        var added: [[UInt8]] = []

        init(key: Int, group: Group.ID?) {
            self.key = key
            self.group = group
        }
    }

    let frame: SSEFrame
    let scope: Scope
    var model: String?
    /// Where its number among the frames stands.
    var number: Range<Int>?
    var shares: [Share] = []
    var singles: [Single] = []

    /// How many frames must leave before it.
    var waits = 0
    /// The frames that wait for it.
    var followers: [Int] = []
    /// The groups that must be settled before it leaves.
    var needs: Set<Group.ID> = []
    var before: [UInt8] = []
    /// The end of a group that was cut while released text of it was still here.
    var after: [UInt8] = []
    /// Changes in the text of an error, in bytes of the frame.
    var texts: [Splice] = []
    var isDropped = false
    /// The frame itself is out with a part of its text; what is left goes out in copies.
    var isSent = false

    init(frame: SSEFrame, scope: Scope) {
        self.frame = frame
        self.scope = scope
    }

    /// What it counts for in the hold.
    var weight: Int { frame.bytes.count + frame.data.count + 256 }
}
