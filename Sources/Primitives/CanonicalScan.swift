/// Whether bytes are one JSON object as RFC 8785 writes it, integers only, without building it: what a verifier asks of
/// each of millions of lines.
///
/// The bytes must be UTF-8; that is cheaper to check for many lines at once.
public struct CanonicalScan {
    public enum Answer: Sendable, Equatable {
        case canonical
        case other
        /// A name is spelt with an escape or with characters whose order in UTF-16 is not that of their bytes:
        /// `JSONValue(parsing:)` and ``JSONValue/canonical`` have to say.
        case unsure
    }

    private var position: Int
    private let end: Int
    private var isUnsure = false

    /// Scans `range` of `bytes`, and hands each member of the outermost object to `member`: where its name stands,
    /// without quotes, and where its value does.
    /// - Parameter depth: how deep values may nest.
    public static func scan(
        _ bytes: [UInt8], in range: Range<Int>, depth: Int = 64, member: (_ name: Range<Int>, _ value: Range<Int>) -> Void
    ) -> Answer {
        guard range.lowerBound >= 0, range.upperBound <= bytes.count else { return .other }
        // A span, so that no step of the scan counts the array's owners.
        let bytes = bytes.span
        var scan = CanonicalScan(position: range.lowerBound, end: range.upperBound)
        guard scan.next(bytes) == UInt8(ascii: "{"), scan.object(bytes, depth: depth, member: member),
            scan.position == scan.end
        else { return .other }
        return scan.isUnsure ? .unsure : .canonical
    }

    private init(position: Int, end: Int) {
        self.position = position
        self.end = end
    }

    private mutating func next(_ bytes: Span<UInt8>) -> UInt8 {
        guard position < end else { return 0 }
        defer { position += 1 }
        return bytes[position]
    }

    private func peek(_ bytes: Span<UInt8>) -> UInt8 { position < end ? bytes[position] : 0 }

    private mutating func value(_ bytes: Span<UInt8>, depth: Int) -> Bool {
        guard depth > 0 else { return false }
        switch next(bytes) {
        case UInt8(ascii: "{"): return object(bytes, depth: depth, member: { _, _ in })
        case UInt8(ascii: "["): return array(bytes, depth: depth)
        case UInt8(ascii: "\""): return string(bytes) != nil
        case UInt8(ascii: "t"): return word(bytes, [0x72, 0x75, 0x65])
        case UInt8(ascii: "f"): return word(bytes, [0x61, 0x6c, 0x73, 0x65])
        case UInt8(ascii: "n"): return word(bytes, [0x75, 0x6c, 0x6c])
        case let byte where byte == UInt8(ascii: "-") || Self.isDigit(byte):
            position -= 1
            return integer(bytes)
        default: return false
        }
    }

    private mutating func word(_ bytes: Span<UInt8>, _ rest: [UInt8]) -> Bool {
        for byte in rest where next(bytes) != byte { return false }
        return true
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

    /// An integer within ±(2^53 − 1); neither `-0` nor a leading zero.
    private mutating func integer(_ bytes: Span<UInt8>) -> Bool {
        let isNegative = peek(bytes) == UInt8(ascii: "-")
        if isNegative { position += 1 }
        let start = position
        var value: Int64 = 0
        while Self.isDigit(peek(bytes)) {
            guard position - start < 16 else { return false }
            value = value * 10 + Int64(peek(bytes) - 0x30)
            position += 1
        }
        guard position > start, value <= JSONValue.largestInteger else { return false }
        let isZero = bytes[start] == UInt8(ascii: "0")
        return !isZero || (position == start + 1 && !isNegative)
    }

    private mutating func array(_ bytes: Span<UInt8>, depth: Int) -> Bool {
        if peek(bytes) == UInt8(ascii: "]") {
            position += 1
            return true
        }
        while value(bytes, depth: depth - 1) {
            switch next(bytes) {
            case UInt8(ascii: ","): continue
            case UInt8(ascii: "]"): return true
            default: return false
            }
        }
        return false
    }

    private mutating func object(
        _ bytes: Span<UInt8>, depth: Int, member: (Range<Int>, Range<Int>) -> Void
    ) -> Bool {
        if peek(bytes) == UInt8(ascii: "}") {
            position += 1
            return true
        }
        var last: Range<Int>?
        while true {
            guard next(bytes) == UInt8(ascii: "\""), let name = string(bytes), next(bytes) == UInt8(ascii: ":") else { return false }
            if let last, !isUnsure, !precedes(bytes, last, name) { return false }
            last = name
            let start = position
            guard value(bytes, depth: depth - 1) else { return false }
            member(name, start..<position)
            switch next(bytes) {
            case UInt8(ascii: ","): continue
            case UInt8(ascii: "}"): return true
            default: return false
            }
        }
    }

    /// The names are compared by their bytes. Where that is not the order of UTF-16, or a name is spelt with an
    /// escape, the scan is unsure from there on.
    private mutating func precedes(_ bytes: Span<UInt8>, _ one: Range<Int>, _ other: Range<Int>) -> Bool {
        var left = one.lowerBound
        var right = other.lowerBound
        while left < one.upperBound, right < other.upperBound {
            let (a, b) = (bytes[left], bytes[right])
            if a >= 0xee || b >= 0xee || a == UInt8(ascii: "\\") || b == UInt8(ascii: "\\") {
                isUnsure = true
                return true
            }
            if a != b { return a < b }
            left += 1
            right += 1
        }
        return right < other.upperBound
    }

    /// The text up to the closing quote, which is passed; `nil` where an escape is not the one that RFC 8785 takes.
    private mutating func string(_ bytes: Span<UInt8>) -> Range<Int>? {
        let start = position
        while position < end {
            let byte = bytes[position]
            position += 1
            if byte == UInt8(ascii: "\"") { return start..<(position - 1) }
            if byte < 0x20 { return nil }
            if byte == UInt8(ascii: "\\"), !escape(bytes) { return nil }
        }
        return nil
    }

    private mutating func escape(_ bytes: Span<UInt8>) -> Bool {
        switch next(bytes) {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "b"), UInt8(ascii: "f"), UInt8(ascii: "n"),
            UInt8(ascii: "r"), UInt8(ascii: "t"):
            return true
        case UInt8(ascii: "u"):
            // Control characters without a short form, in lower-case digits.
            guard next(bytes) == 0x30, next(bytes) == 0x30, case let high = next(bytes), high == 0x30 || high == 0x31 else { return false }
            let digit = next(bytes)
            guard Self.isDigit(digit) || (0x61...0x66).contains(digit) else { return false }
            let value = (high - 0x30) * 16 + (Self.isDigit(digit) ? digit - 0x30 : digit - 0x61 + 10)
            return ![0x08, 0x09, 0x0a, 0x0c, 0x0d].contains(value)
        default: return false
        }
    }
}
