internal import Cryptography

/// A file of named sections that says itself whether it is whole.
///
/// | bytes | what |
/// |---|---|
/// | 8 | `HMCACHE` and the version of this layout |
/// | 4 | the number of sections |
/// | … | for each section: length of the name, name, length of the content, content; lengths of 8 bytes |
/// | 32 | SHA-256 over all that precedes |
///
/// Numbers are little-endian. Sections stand in the order of their names, so that one content has one form.
struct CacheFile: Equatable {
    static let magic: [UInt8] = Array("HMCACHE".utf8) + [1]

    var sections: [String: [UInt8]] = [:]

    init(_ sections: [String: [UInt8]] = [:]) {
        self.sections = sections
    }

    /// Reads a file; `nil` where it is not whole or of another layout.
    init?(_ bytes: [UInt8]) {
        let size = bytes.count - 32
        guard size >= Self.magic.count, bytes.starts(with: Self.magic),
            SHA256Hasher.hash(Array(bytes[..<size])) == Array(bytes[size...])
        else { return nil }
        var reader = PackedReader(bytes[Self.magic.count..<size])
        do throws(PackedReader.Malformed) {
            for _ in 0..<(try reader.number()) { sections[try reader.text()] = try reader.bytes() }
        } catch {
            return nil
        }
        guard reader.isAtEnd else { return nil }
    }

    /// The file.
    var bytes: [UInt8] {
        var writer = PackedWriter()
        writer.bytes = Self.magic
        writer.number(sections.count)
        for (name, content) in sections.sorted(by: { $0.key < $1.key }) {
            writer.text(name)
            writer.put(content)
        }
        return writer.bytes + SHA256Hasher.hash(writer.bytes)
    }
}

/// Writes values one behind the other.
struct PackedWriter {
    var bytes: [UInt8] = []

    mutating func number(_ value: Int) {
        // LEB128 of the bit pattern: small numbers take one byte.
        var rest = UInt64(bitPattern: Int64(value))
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    mutating func put(_ content: [UInt8]) {
        number(content.count)
        bytes += content
    }

    mutating func text(_ text: String) {
        number(text.utf8.count)
        bytes += text.utf8
    }

    mutating func list<Element>(_ elements: [Element], _ body: (inout PackedWriter, Element) -> Void) {
        number(elements.count)
        for element in elements { body(&self, element) }
    }

    mutating func optional<Value>(_ value: Value?, _ body: (inout PackedWriter, Value) -> Void) {
        number(value == nil ? 0 : 1)
        if let value { body(&self, value) }
    }

    mutating func word<Word: RawRepresentable>(_ word: Word) where Word.RawValue == String { text(word.rawValue) }
}

/// Reads what ``PackedWriter`` wrote; whatever the bytes are, it reads within them.
struct PackedReader {
    struct Malformed: Error {}

    private let content: ArraySlice<UInt8>
    private var position: Int

    init(_ content: ArraySlice<UInt8>) {
        self.content = content
        position = content.startIndex
    }

    var isAtEnd: Bool { position == content.endIndex }

    mutating func number() throws(Malformed) -> Int {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while position < content.endIndex, shift < 64 {
            let byte = content[position]
            position += 1
            value |= UInt64(byte & 0x7f) << shift
            shift += 7
            if byte < 0x80 { return Int(Int64(bitPattern: value)) }
        }
        throw Malformed()
    }

    private mutating func slice() throws(Malformed) -> ArraySlice<UInt8> {
        let count = try number()
        guard count >= 0, count <= content.endIndex - position else { throw Malformed() }
        defer { position += count }
        return content[position..<position + count]
    }

    mutating func bytes() throws(Malformed) -> [UInt8] { Array(try slice()) }

    mutating func text() throws(Malformed) -> String { String(decoding: try slice(), as: UTF8.self) }

    mutating func list<Element>(
        _ body: (inout PackedReader) throws(Malformed) -> Element
    ) throws(Malformed) -> [Element] {
        let count = try number()
        // Each element takes a byte at least, so a number that lies reserves no memory.
        guard count >= 0, count <= content.endIndex - position else { throw Malformed() }
        var elements: [Element] = []
        elements.reserveCapacity(count)
        for _ in 0..<count { elements.append(try body(&self)) }
        return elements
    }

    mutating func optional<Value>(
        _ body: (inout PackedReader) throws(Malformed) -> Value
    ) throws(Malformed) -> Value? {
        switch try number() {
        case 0: return nil
        case 1: return try body(&self)
        default: throw Malformed()
        }
    }

    mutating func word<Word: RawRepresentable>(_: Word.Type = Word.self) throws(Malformed) -> Word
    where Word.RawValue == String {
        guard let word = Word(rawValue: try text()) else { throw Malformed() }
        return word
    }
}
