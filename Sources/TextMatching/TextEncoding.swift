import CVectors

/// What bytes are as UTF-8 (RFC 3629).
public enum TextEncoding {
    /// Whether bytes are nothing but UTF-8: whole characters, no surrogates, none longer than it has to be.
    public static func isUTF8(_ bytes: [UInt8]) -> Bool {
        canUseVectors ? isUTF8ByVectors(bytes) : isUTF8ByLibrary(bytes)
    }

    private static let canUseVectors = hallmark_has_utf8() != 0

    /// Where the processor has AVX2.
    private static func isUTF8ByVectors(_ bytes: [UInt8]) -> Bool {
        unsafe bytes.withUnsafeBufferPointer { unsafe hallmark_is_utf8($0.baseAddress, $0.count) != 0 }
    }

    /// The same by the standard library.
    static func isUTF8ByLibrary(_ bytes: [UInt8]) -> Bool { (try? UTF8Span(validating: bytes.span)) != nil }
}
