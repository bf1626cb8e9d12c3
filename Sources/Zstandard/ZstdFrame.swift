internal import CZstd
internal import Synchronization

/// One frame of Zstandard (RFC 8878) at a time.
public enum ZstdFrame {
    /// `bytes` as one frame that tells its content's size and ends with its checksum.
    /// - Parameter level: from 1, fast, to 22, small; what is outside counts as the nearest, negative levels as
    ///   faster still.
    public static func compress(_ bytes: [UInt8], level: Int32 = 1) throws(CompressionError) -> [UInt8] {
        guard let context = unsafe ZSTD_createCCtx() else { throw .memory }
        defer { unsafe ZSTD_freeCCtx(context) }
        let level = min(max(level, ZSTD_minCLevel()), ZSTD_maxCLevel())
        _ = try checked(unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level))
        _ = try checked(unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1))
        _ = try checked(unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, 1))
        var result = 0
        let frame = unsafe [UInt8](unsafeUninitializedCapacity: ZSTD_compressBound(bytes.count)) { frame, count in
            result = unsafe bytes.withUnsafeBytes { bytes in
                unsafe ZSTD_compress2(context, frame.baseAddress, frame.count, bytes.baseAddress, bytes.count)
            }
            count = ZSTD_isError(result) == 0 ? result : 0
        }
        _ = try checked(result)
        return frame
    }

    /// The bytes that the frame takes, skippable or not, that begins at `offset`.
    /// - Throws: where none begins there, or it is cut.
    public static func compressedSize(_ bytes: [UInt8], at offset: Int = 0) throws(CompressionError) -> Int {
        guard let magic = LittleEndian.read32(bytes, at: offset) else { throw .cut }
        if isSkippable(magic) {
            guard let size = LittleEndian.read32(bytes, at: offset + 4), Int(size) <= bytes.count - offset - 8 else {
                throw .cut
            }
            return Int(size) + 8
        }
        guard magic == Self.magic else { throw notAFrame }
        let size = unsafe bytes.withUnsafeBytes { bytes in
            unsafe ZSTD_findFrameCompressedSize(bytes.baseAddress?.advanced(by: offset), bytes.count - offset)
        }
        return try checked(size)
    }

    /// Whether the frame that begins at `offset` is skippable: one that holds no content.
    public static func isSkippable(_ bytes: [UInt8], at offset: Int = 0) -> Bool {
        LittleEndian.read32(bytes, at: offset).map(isSkippable) ?? false
    }

    /// How many bytes the frame that begins at `offset` says it unpacks to; `nil` where it does not say, or none with
    /// content begins there.
    public static func contentSize(_ bytes: [UInt8], at offset: Int = 0) -> Int? {
        guard LittleEndian.read32(bytes, at: offset) == magic else { return nil }
        let claimed = claimedSize(bytes, offset..<bytes.count)
        return claimed < badSize ? Int(exactly: claimed) : nil
    }

    /// The content of the one frame that takes exactly `range` of `bytes`.
    ///
    /// A frame that claims more than `limit` bytes is refused before any memory is taken for it; one that does not
    /// say is unpacked until there are more.
    /// - Throws: where `range` is not exactly one frame with content, or its checksum is wrong, or it is too long.
    public static func decompress(
        _ bytes: [UInt8], range: Range<Int>, limit: Int
    ) throws(CompressionError) -> [UInt8] {
        var content: [UInt8] = []
        try decompress(bytes, range: range, limit: limit, into: &content)
        return content
    }

    /// As ``decompress(_:range:limit:)``; `content` becomes the frame's content. Whoever unpacks many frames one after
    /// the other into the same array takes memory once.
    public static func decompress(
        _ bytes: [UInt8], range: Range<Int>, limit: Int, into content: inout [UInt8]
    ) throws(CompressionError) {
        guard range.lowerBound >= 0, range.upperBound <= bytes.count else { throw .cut }
        guard LittleEndian.read32(bytes, at: range.lowerBound) == magic else { throw notAFrame }
        let size = try compressedSize(bytes, at: range.lowerBound)
        guard size == range.count else {
            throw size > range.count ? .cut : CompressionError(message: "more than one frame")
        }
        let claimed = claimedSize(bytes, range)
        switch claimed {
        case unknownSize: content = try unpackUnsized(Array(bytes[range]), limit: limit)
        case badSize: throw notAFrame
        default:
            guard limit >= 0, claimed <= UInt64(limit) else { throw .tooLong(limit) }
            try unpack(bytes, range: range, size: Int(claimed), into: &content)
        }
    }

    static let magic: UInt32 = 0xFD2F_B528
    static let notAFrame = CompressionError(message: "no zstd frame begins here")

    static func isSkippable(_ magic: UInt32) -> Bool { magic & 0xFFFF_FFF0 == 0x184D_2A50 }

    /// The answer of one of zstd's functions, or the error that it stands for.
    static func checked(_ result: Int) throws(CompressionError) -> Int {
        guard ZSTD_isError(result) != 0 else { return result }
        throw CompressionError(message: unsafe String(cString: ZSTD_getErrorName(result)).lowercased())
    }

    // ZSTD_CONTENTSIZE_UNKNOWN and ZSTD_CONTENTSIZE_ERROR are macros that Swift cannot read.
    private static let unknownSize = UInt64.max
    private static let badSize = UInt64.max - 1

    private static func claimedSize(_ bytes: [UInt8], _ range: Range<Int>) -> UInt64 {
        unsafe bytes.withUnsafeBytes { bytes in
            unsafe ZSTD_getFrameContentSize(bytes.baseAddress?.advanced(by: range.lowerBound), range.count)
        }
    }

    private static func unpack(
        _ bytes: [UInt8], range: Range<Int>, size: Int, into content: inout [UInt8]
    ) throws(CompressionError) {
        guard let context = DecompressionContext.take() else { throw .memory }
        defer { context.give() }
        var result = 0
        func fill(_ content: UnsafeMutableRawPointer?) {
            result = unsafe bytes.withUnsafeBytes { bytes in
                unsafe ZSTD_decompressDCtx(
                    context.pointer, content, size, bytes.baseAddress?.advanced(by: range.lowerBound), range.count)
            }
        }
        if content.capacity < size {
            content = unsafe [UInt8](unsafeUninitializedCapacity: size) { content, count in
                unsafe fill(content.baseAddress)
                count = ZSTD_isError(result) == 0 ? result : 0
            }
        } else {
            if content.count > size { content.removeLast(content.count - size) }
            if content.count < size { content.append(contentsOf: repeatElement(0, count: size - content.count)) }
            unsafe content.withUnsafeMutableBytes { unsafe fill($0.baseAddress) }
        }
        guard try checked(result) == size else { throw CompressionError(message: "the frame's size is not as it says") }
    }

    private static func unpackUnsized(_ frame: [UInt8], limit: Int) throws(CompressionError) -> [UInt8] {
        var decompressor = try ZstdDecompressor(limit: limit)
        let content = try decompressor.feed(frame)
        try decompressor.finish()
        return content
    }
}

/// What zstd needs to unpack. Making one costs a tenth of what unpacking a frame of the log does, so they are kept.
@safe private struct DecompressionContext: @unchecked Sendable {
    // Unchecked: whoever took it is the only one who uses it.
    let pointer: OpaquePointer

    private static let kept = Mutex<[DecompressionContext]>([])
    private static let most = 16

    static func take() -> DecompressionContext? {
        if let context = kept.withLock({ $0.popLast() }) { return context }
        return unsafe ZSTD_createDCtx().map { unsafe DecompressionContext(pointer: $0) }
    }

    func give() {
        let isKept = Self.kept.withLock { kept in
            guard kept.count < Self.most else { return false }
            kept.append(self)
            return true
        }
        if !isKept { unsafe ZSTD_freeDCtx(pointer) }
    }
}
