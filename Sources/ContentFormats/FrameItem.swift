import Primitives

/// A frame on its way through: what it waits for and what is to be changed in it.
///
/// The order of output is a function of the input alone. A frame's turn is the position in the input at which the
/// last thing that it waits for was known, and frames leave by turn, then by position.
struct FrameItem {
    /// Its place in the input, counting frames.
    let position: Int
    let frame: SSEFrame
    let chat: ChatFrame?
    /// The groups that must be settled before it leaves.
    var needs: Set<Group.ID> = []
    /// The groups that must have begun before it leaves.
    var begins: Set<Group.ID> = []
    /// The choices whose earlier frames go first.
    var choices: Set<Int> = []
    /// Labels that leave as soon as the frame is reached.
    var early: [UInt8] = []
    var before: [UInt8] = []
    var after: [UInt8] = []
    /// Changes in bytes of the data.
    var splices: [Splice] = []
    /// Changes to text, in bytes of the frame.
    var texts: [Splice] = []
    /// Values of `AIGC`, by where in the data their object begins.
    var envelopes: [Int: (object: JSONNode, value: [UInt8])] = [:]
    /// The choices of which nothing goes out.
    var withdrawn: Set<Int> = []
    var isDropped = false
    /// Whether it holds nothing but text of a choice that was given up and dropped.
    var isForgotten = false

    init(position: Int, frame: SSEFrame, chat: ChatFrame? = nil) {
        self.position = position
        self.frame = frame
        self.chat = chat
    }

    func choice(_ index: Int) -> ChatFrame.Choice? { chat?.choices.first { $0.index == index } }

    /// What leaves in the frame's turn.
    var output: [UInt8] {
        let choices = chat?.choices ?? []
        let gone = choices.filter { withdrawn.contains($0.index) }
        guard !isDropped, gone.isEmpty || gone.count < choices.count else { return before + after }
        var changes = (splices + gone.flatMap(Self.emptied)).map { frame.placed($0) } + texts
        for (object, value) in envelopes.sorted(by: { $0.key < $1.key }).map(\.value) {
            changes.append(frame.placed(object.labelled(with: value, in: frame.data)))
        }
        return before + frame.bytes.applying(changes) + after
    }

    /// Puts a value of `AIGC` into the frame, or into the choice where the frame has several.
    mutating func label(_ index: Int, with value: [UInt8]) {
        guard let chat, let choice = choice(index) else { return }
        let object = chat.choices.count > 1 ? choice.node : chat.root
        envelopes[object.range.lowerBound] = (object, value)
    }

    /// Takes that value out again.
    mutating func withdrawLabel(_ index: Int) -> [UInt8]? {
        guard let chat, let choice = choice(index) else { return nil }
        let object = chat.choices.count > 1 ? choice.node : chat.root
        return envelopes.removeValue(forKey: object.range.lowerBound)?.value
    }

    /// The changes that take everything that a choice says out of its frame.
    static func emptied(_ choice: ChatFrame.Choice) -> [Splice] {
        var changes: [Splice] = []
        if let body = choice.body {
            changes.append(Splice(range: body.range, bytes: Array((choice.shape == .text ? "\"\"" : "{}").utf8)))
        }
        if let logprobs = choice.logprobs { changes.append(Splice(range: logprobs, bytes: Array("null".utf8))) }
        return changes
    }

    /// A frame like this one with nothing but `content` for one choice.
    /// - Parameters:
    ///   - content: `nil` for a frame that says nothing.
    ///   - finish: the literal of a finish reason; the choice goes on where there is none.
    func copy(_ index: Int, content: String?, finish: [UInt8]? = nil, envelope: [UInt8]? = nil) -> [UInt8] {
        let choice = choice(index)
        var body: [UInt8] = Array("{\"index\":\(index),".utf8)
        if choice?.shape == .text {
            body += Array("\"text\":".utf8) + Array((content ?? "").utf8).quoted
        } else {
            // Never the role: clients that join the strings of all frames would read it twice.
            let text = content.map { Array("\"content\":".utf8) + Array($0.utf8).quoted } ?? []
            body += Array("\"delta\":{".utf8) + text + [UInt8(ascii: "}")]
        }
        body += Array(",\"finish_reason\":".utf8) + (finish ?? Array("null".utf8)) + [UInt8(ascii: "}")]
        let list = [UInt8(ascii: "[")] + body + [UInt8(ascii: "]")]
        guard let chat, !chat.isUnknown, chat.errorMessage == nil, let old = chat.choiceList else {
            let label = envelope.map { Array(",\"AIGC\":".utf8) + $0.onOneLine } ?? []
            let start = Array("data: {\"object\":\"chat.completion.chunk\",\"choices\":".utf8)
            return start + list + label + Array("}\n\n".utf8)
        }
        var changes = [Splice(range: old.range, bytes: list)]
        if let usage = chat.root["usage"], usage.isObject {
            changes.append(Splice(range: usage.range, bytes: Array("null".utf8)))
        }
        if let envelope { changes.append(chat.root.labelled(with: envelope, in: frame.data)) }
        return frame.bytes.applying(changes.map { frame.placed($0) })
    }
}
