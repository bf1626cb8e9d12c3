import Primitives

/// A change to the bytes that carry text: those at `range` give way to `bytes`.
struct Splice: Equatable {
    var range: Range<Int>
    var bytes: [UInt8]
}

extension [UInt8] {
    /// The bytes with `splices` made. Of two at the same place the one named first comes first; one that begins
    /// inside another is left out, the outer one having replaced its ground.
    func applying(_ splices: [Splice]) -> [UInt8] {
        if splices.isEmpty { return self }
        let sorted = splices.enumerated().sorted {
            ($0.element.range.lowerBound, $0.offset) < ($1.element.range.lowerBound, $1.offset)
        }
        var output: [UInt8] = []
        output.reserveCapacity(count)
        var position = 0
        for (_, splice) in sorted where splice.range.lowerBound >= position && splice.range.upperBound <= count {
            output += self[position..<splice.range.lowerBound]
            output += splice.bytes
            position = splice.range.upperBound
        }
        return output + self[position...]
    }

    /// JSON on one line: a line end can stand only between its tokens, where a space means the same.
    var onOneLine: [UInt8] { map { $0 == 0x0a || $0 == 0x0d ? 0x20 : $0 } }

    /// Whether nothing but JSON's white space stands here.
    var isBlank: Bool { allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0d || $0 == 0x0a } }

    static let byteOrderMark: [UInt8] = [0xef, 0xbb, 0xbf]

    /// `self` as a JSON string literal, quotes included.
    var quoted: [UInt8] { [UInt8(ascii: "\"")] + JSONString.escaped(self) + [UInt8(ascii: "\"")] }
}

extension JSONNode {
    /// The change that gives this object a member `AIGC` with `value`: in place where it has one, otherwise as its
    /// last, spaced as its other members are.
    func labelled(with value: [UInt8], in bytes: [UInt8]) -> Splice {
        if let existing = self["AIGC"] { return Splice(range: existing.range, bytes: value.onOneLine) }
        guard let first = members.first, let last = members.last else {
            let start = range.lowerBound + 1
            return Splice(range: start..<start, bytes: Array("\"AIGC\":".utf8) + value.onOneLine)
        }
        let afterColon = bytes[first.value.range.lowerBound - 1] == 0x20
        let afterComma = members.count > 1 ? bytes[members[1].keyRange.lowerBound - 1] == 0x20 : afterColon
        let name = (afterComma ? ", " : ",") + (afterColon ? "\"AIGC\": " : "\"AIGC\":")
        let end = last.value.range.upperBound
        return Splice(range: end..<end, bytes: Array(name.utf8) + value.onOneLine)
    }

    /// The bytes of member `AIGC`, where there is one.
    func existingLabel(in bytes: [UInt8]) -> [UInt8]? { self["AIGC"].map { Array(bytes[$0.range]) } }

    /// The text of member `key`, where that is a string.
    func string(_ key: String, in bytes: [UInt8]) -> String? {
        guard let node = self[key], node.isString else { return nil }
        return String(decoding: JSONString.decode(bytes, in: node.range), as: UTF8.self)
    }

    /// Whether this is a string with at least one character.
    var hasText: Bool { isString && range.count > 2 }
}
