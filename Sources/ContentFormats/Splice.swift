import Primitives

/// A change to the bytes that carry text: those at `range` give way to `bytes`.
struct Splice: Equatable {
    var range: Range<Int>
    var bytes: [UInt8]
}

extension [Splice] {
    /// By where they begin; those at the same place as they were named.
    fileprivate var inOrder: [Splice] {
        if zip(self, dropFirst()).allSatisfy({ $0.range.lowerBound <= $1.range.lowerBound }) { return self }
        return enumerated().sorted {
            ($0.element.range.lowerBound, $0.offset) < ($1.element.range.lowerBound, $1.offset)
        }.map(\.element)
    }
}

extension [UInt8] {
    /// The bytes with `splices` made. Of two at the same place the one named first comes first; one that begins
    /// inside another is left out, the outer one having replaced its ground.
    func applying(_ splices: [Splice]) -> [UInt8] {
        if splices.isEmpty { return self }
        var output: [UInt8] = []
        output.reserveCapacity(splices.reduce(count) { $0 + $1.bytes.count })
        apply(splices, to: &output)
        return output
    }

    /// The same, appended to `output`.
    func apply(_ splices: [Splice], to output: inout [UInt8]) {
        var position = 0
        for splice in splices.inOrder
        where splice.range.lowerBound >= position && splice.range.upperBound <= count {
            output += self[position..<splice.range.lowerBound]
            output += splice.bytes
            position = splice.range.upperBound
        }
        output += self[position...]
    }

    /// JSON on one line: a line end can stand only between its tokens, where a space means the same.
    var onOneLine: [UInt8] { map { $0 == 0x0a || $0 == 0x0d ? 0x20 : $0 } }

    /// Whether nothing but JSON's white space stands here.
    var isBlank: Bool { allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0d || $0 == 0x0a } }

    /// Halves of surrogate pairs, which no UTF-8 has, as escapes again.
    var withEscapedHalves: [UInt8] {
        var output: [UInt8] = []
        var position = 0
        while position < count {
            if self[position] == 0xed, position + 2 < count, (0xa0...0xbf).contains(self[position + 1]) {
                let half = 0xd000 | Int(self[position + 1] & 0x3f) << 6 | Int(self[position + 2] & 0x3f)
                output += Array("\\u\(String(half, radix: 16))".utf8)
                position += 3
            } else {
                output.append(self[position])
                position += 1
            }
        }
        return output
    }

    static let byteOrderMark: [UInt8] = [0xef, 0xbb, 0xbf]

    /// `self` as a JSON string literal, quotes included.
    var quoted: [UInt8] { [UInt8(ascii: "\"")] + JSONString.escaped(self) + [UInt8(ascii: "\"")] }
}

extension JSONNode {
    /// The change that gives this object a member `AIGC` with `value`.
    func labelled(with value: [UInt8], in bytes: [UInt8]) -> Splice {
        var place = LabelPlace(objectAt: range)
        for member in members {
            place.take(nameAt: member.keyRange, valueAt: member.value.range)
            if place.existing == nil, member.key == "AIGC" { place.existing = member.value.range }
        }
        return place.splice(value, in: bytes)
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

/// Where an object takes a member `AIGC`: in place where it has one, otherwise as its last, spaced as its other
/// members are.
struct LabelPlace {
    /// The value that is there already.
    var existing: Range<Int>?
    private var count = 0
    private var firstValue = 0
    private var secondName = 0
    /// Behind the last value, or behind the brace where there is none.
    private var end: Int

    init(objectAt range: Range<Int>) { end = range.lowerBound + 1 }

    /// Takes the next member.
    mutating func take(nameAt name: Range<Int>, valueAt value: Range<Int>) {
        count += 1
        if count == 1 { firstValue = value.lowerBound }
        if count == 2 { secondName = name.lowerBound }
        end = value.upperBound
    }

    func splice(_ value: [UInt8], in bytes: [UInt8]) -> Splice {
        if let existing { return Splice(range: existing, bytes: value.onOneLine) }
        guard count > 0 else {
            return Splice(range: end..<end, bytes: Array("\"AIGC\":".utf8) + value.onOneLine)
        }
        let afterColon = bytes[firstValue - 1] == 0x20
        let afterComma = count > 1 ? bytes[secondName - 1] == 0x20 : afterColon
        let name = (afterComma ? ", " : ",") + (afterColon ? "\"AIGC\": " : "\"AIGC\":")
        return Splice(range: end..<end, bytes: Array(name.utf8) + value.onOneLine)
    }
}
