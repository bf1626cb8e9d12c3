import Primitives

extension ChatFrame.Choice {
    /// Whether the tokens in `logprobs` joined are the text that the frame itself has of the choice, and no other text
    /// stands there. Only then has all that they spell been judged: what else a model could have said has not.
    func isSpelt(bySame logprobs: Range<Int>, in data: [UInt8]) -> Bool {
        guard let node = node["logprobs"], node.range == logprobs, case .object(let members) = node.content else {
            return false
        }
        // Of two members of one name, readers differ on which counts.
        guard Set(members.map(\.key)).count == members.count else { return false }
        for member in members {
            switch member.key {
            case "content", "tokens":
                guard TokenProbabilities.joined(member.value, data) == text(.reply, data) else { return false }
            case "refusal":
                let isSame = TokenProbabilities.joined(member.value, data) == text(.refusal, data)
                guard isSame || member.value.isNull else { return false }
            case "token_logprobs", "text_offset": guard TokenProbabilities.isNumbers(member.value) else { return false }
            case "top_logprobs": guard TokenProbabilities.isNothing(member.value) else { return false }
            default: if !member.value.isNull { return false }
            }
        }
        return true
    }

    private func text(_ role: ChatFrame.Role, _ data: [UInt8]) -> [UInt8] {
        texts.filter { $0.role == role }.flatMap { JSONString.decode(data, in: $0.literal) }
    }
}

/// What lists of tokens with their probabilities spell.
enum TokenProbabilities {
    /// The tokens of a list, each a string or an object with one; `nil` where it is no such list.
    static func joined(_ node: JSONNode, _ data: [UInt8]) -> [UInt8]? {
        if node.isNull { return [] }
        guard case .array(let elements) = node.content else { return nil }
        var text: [UInt8] = []
        for element in elements {
            if element.isString {
                text += JSONString.decode(data, in: element.range)
                continue
            }
            guard let token = token(element, data) else { return nil }
            text += token
        }
        return text
    }

    /// The token of an object that says nothing else but numbers; `nil` for any other.
    private static func token(_ node: JSONNode, _ data: [UInt8]) -> [UInt8]? {
        guard case .object(let members) = node.content, Set(members.map(\.key)).count == members.count,
            let token = node["token"], token.isString
        else { return nil }
        let text = JSONString.decode(data, in: token.range)
        for member in members {
            switch member.key {
            case "token": break
            case "logprob", "id": guard isNumbers(member.value) else { return nil }
            case "bytes":
                guard isNothing(member.value) || spells(member.value, text, data) else { return nil }
            case "top_logprobs": guard isNothing(member.value) else { return nil }
            default: if !member.value.isNull { return nil }
            }
        }
        return text
    }

    /// Whether a list of numbers is these bytes.
    private static func spells(_ node: JSONNode, _ text: [UInt8], _ data: [UInt8]) -> Bool {
        guard case .array(let elements) = node.content, elements.count == text.count else { return false }
        return zip(elements, text).allSatisfy { element, byte in data[element.range].elementsEqual("\(byte)".utf8) }
    }

    /// A number, `null`, or a list of these.
    static func isNumbers(_ node: JSONNode) -> Bool {
        switch node.content {
        case .number, .null: true
        case .array(let elements): elements.allSatisfy(isNumbers)
        default: false
        }
    }

    /// `null`, an empty list or object, or a list of these.
    static func isNothing(_ node: JSONNode) -> Bool {
        switch node.content {
        case .null: true
        case .array(let elements): elements.allSatisfy(isNothing)
        case .object(let members): members.isEmpty
        default: false
        }
    }
}
