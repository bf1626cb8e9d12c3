/// Bytes that are known to be UTF-8, so that no search has to look again.
///
/// libonig must never see anything else: an ill-formed byte swallows the characters behind it, and what hides there.
public struct ValidText: Sendable, Hashable {
    /// The bytes of the text.
    public let bytes: [UInt8]

    /// `nil` where `bytes` are no well-formed UTF-8 (Unicode, table 3-7). Costs one pass.
    public init?(_ bytes: [UInt8]) {
        guard (try? UTF8Span(validating: bytes.span)) != nil else { return nil }
        self.bytes = bytes
    }

    /// The text of a string, which is well-formed by itself.
    public init(_ text: String) {
        bytes = Array(text.utf8)
    }

    /// The length in bytes.
    public var count: Int { bytes.count }

    /// Whether a character begins at byte `offset`, or the text ends there.
    public func isBoundary(_ offset: Int) -> Bool {
        guard offset >= 0, offset <= bytes.count else { return false }
        return offset == bytes.count || bytes[offset] & 0xC0 != 0x80
    }

    /// Where the character after the one at `offset` begins; the end of the text at the latest.
    func boundary(after offset: Int) -> Int {
        var next = offset + 1
        while next < bytes.count, bytes[next] & 0xC0 == 0x80 { next += 1 }
        return min(next, bytes.count)
    }
}

/// What stands at the two ends of the bytes of a search.
public struct TextEdges: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// More text precedes: `\A` and `^` do not match at the first byte.
    public static let openStart = TextEdges(rawValue: 1)
    /// More text may follow: `\z`, `\Z` and `$` do not match at the last byte. (`\b` does not know about it.)
    public static let openEnd = TextEdges(rawValue: 2)
}
