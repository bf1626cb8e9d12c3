internal import CZstd

/// Unpacks a stream of Zstandard frames piece by piece.
///
///     var decompressor = try ZstdDecompressor(limit: 1 << 30)
///     while let piece = nextPiece() { consume(try decompressor.feed(piece)) }
///     try decompressor.finish()
///
/// A small piece of a hostile stream can unpack to thousands of times its size. ``feed(_:)`` returns all of it at
/// once; ``push(_:)`` and ``pull()`` hand it out in pieces of at most 128 KiB. After an error every further call
/// throws it again.
@safe public struct ZstdDecompressor: ~Copyable, @unchecked Sendable {
    // Unchecked: the stream has one owner, who may hand it to another thread as a whole.
    private let stream: OpaquePointer
    private var input = PendingInput()
    private var allowance: Allowance
    private var failure: CompressionError?
    /// Between two frames, where the next four bytes must be a magic number.
    private var betweenFrames = true
    private var sawFrame = false

    /// - Parameters:
    ///   - limit: how many bytes the whole stream may unpack to.
    ///   - windowLog: the largest window that is kept, as a power of two: 27 is 128 MiB, the most that the `zstd`
    ///     command takes unasked.
    public init(limit: Int, windowLog: Int32 = 27) throws(CompressionError) {
        guard let stream = unsafe ZSTD_createDStream() else { throw .memory }
        let result = unsafe ZSTD_DCtx_setParameter(stream, ZSTD_d_windowLogMax, windowLog)
        do throws(CompressionError) { _ = try ZstdFrame.checked(result) } catch {
            unsafe ZSTD_freeDStream(stream)
            throw error
        }
        unsafe self.stream = stream
        allowance = Allowance(limit: limit)
    }

    deinit { unsafe ZSTD_freeDStream(stream) }

    /// What `bytes`, which follow those fed before, unpack to as far as they go.
    public mutating func feed(_ bytes: [UInt8]) throws(CompressionError) -> [UInt8] {
        push(bytes)
        var output: [UInt8] = []
        while let piece = try pull() { output += piece }
        return output
    }

    /// Takes the next bytes of the stream, for ``pull()`` to unpack.
    public mutating func push(_ bytes: [UInt8]) {
        input.append(bytes)
    }

    /// The next bytes that are unpacked, at most 128 KiB; `nil` when more of the stream is needed.
    public mutating func pull() throws(CompressionError) -> [UInt8]? {
        if let failure { throw failure }
        do throws(CompressionError) { return try step() } catch {
            failure = error
            throw error
        }
    }

    /// To be called at the end of the stream.
    /// - Throws: where it ended inside a frame, or before the first.
    public mutating func finish() throws(CompressionError) {
        if let failure { throw failure }
        guard betweenFrames, sawFrame, input.isEmpty else {
            failure = .cut
            throw .cut
        }
    }

    private mutating func step() throws(CompressionError) -> [UInt8]? {
        while true {
            if betweenFrames {
                // The library may know formats older than RFC 8878: only the standard's frames are let in.
                guard let magic = LittleEndian.read32(input.bytes, at: input.offset) else { return nil }
                guard magic == ZstdFrame.magic || ZstdFrame.isSkippable(magic) else { throw ZstdFrame.notAFrame }
                betweenFrames = false
                sawFrame = true
            }
            let before = input.offset
            let piece = try unpack()
            try allowance.take(piece.count)
            if !piece.isEmpty { return piece }
            guard !betweenFrames else { continue }
            if input.isEmpty { return nil }
            guard input.offset > before else { throw CompressionError(message: "the stream does not move on") }
        }
    }

    private mutating func unpack() throws(CompressionError) -> [UInt8] {
        var result = 0
        var consumed = 0
        let stream = unsafe stream
        let offset = input.offset
        let capacity = allowance.capacity
        let piece = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { [input] piece, count in
            unsafe input.bytes.withUnsafeBytes { bytes in
                var source = unsafe ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: offset)
                var target = unsafe ZSTD_outBuffer(dst: piece.baseAddress, size: capacity, pos: 0)
                result = unsafe ZSTD_decompressStream(stream, &target, &source)
                unsafe consumed = source.pos - offset
                unsafe count = target.pos
            }
        }
        input.drop(consumed)
        betweenFrames = try ZstdFrame.checked(result) == 0
        return piece
    }
}
