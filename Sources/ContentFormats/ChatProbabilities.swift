import Primitives

extension ChatFrame.Choice {
    /// Whether the tokens in `logprobs` joined are the text that the frame itself has of the choice. Only then has
    /// all that they spell been judged.
    func isSpelt(bySame logprobs: Range<Int>, in data: [UInt8]) -> Bool {
        guard let node = node["logprobs"], node.range == logprobs, case .object(let members) = node.content else {
            return false
        }
        // Of two members of one name, readers differ on which counts.
        guard Set(members.map(\.key)).count == members.count else { return false }
        for member in members {
            switch member.key {
            case "content", "tokens":
                guard Self.joined(member.value, data) == text(.reply, data) else { return false }
            case "refusal":
                guard Self.joined(member.value, data) == text(.refusal, data) || member.value.isNull else {
                    return false
                }
            case "token_logprobs", "top_logprobs", "text_offset": break
            default: if !member.value.isNull { return false }
            }
        }
        return true
    }

    private func text(_ role: ChatFrame.Role, _ data: [UInt8]) -> [UInt8] {
        texts.filter { $0.role == role }.flatMap { JSONString.decode(data, in: $0.literal) }
    }

    /// The tokens of a list, each a string or an object with one; `nil` where it is no such list.
    private static func joined(_ node: JSONNode, _ data: [UInt8]) -> [UInt8]? {
        if node.isNull { return [] }
        guard case .array(let elements) = node.content else { return nil }
        var text: [UInt8] = []
        for element in elements {
            let tokens = element.members.filter { $0.key == "token" }
            guard tokens.count <= 1 else { return nil }
            let token = tokens.first?.value ?? element
            guard token.isString else { return nil }
            text += JSONString.decode(data, in: token.range)
        }
        return text
    }
}
