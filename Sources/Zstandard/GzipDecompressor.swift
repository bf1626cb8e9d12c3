internal import CZlib

/// Unpacks a stream of gzip members (RFC 1952) piece by piece, as ``ZstdDecompressor`` does for Zstandard.
///
/// What follows the last member must be another one: neither padding nor anything else is let through.
@safe public struct GzipDecompressor: ~Copyable, @unchecked Sendable {
    // Unchecked: the stream has one owner, who may hand it to another thread as a whole.
    /// On the heap, since zlib's state points back to it.
    private let stream: UnsafeMutablePointer<z_stream>
    private var input = PendingInput()
    private var allowance: Allowance
    private var failure: CompressionError?
    private var betweenMembers = true
    private var sawMember = false

    /// - Parameter limit: how many bytes the whole stream may unpack to.
    public init(limit: Int) throws(CompressionError) {
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        // 15 is the largest window, 16 more asks for gzip's header and trailer.
        let code = unsafe inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard code == Z_OK else {
            unsafe stream.deallocate()
            throw .memory
        }
        unsafe self.stream = stream
        allowance = Allowance(limit: limit)
    }

    deinit {
        unsafe inflateEnd(stream)
        unsafe stream.deallocate()
    }

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
    /// - Throws: where it ended inside a member, or before the first.
    public mutating func finish() throws(CompressionError) {
        if let failure { throw failure }
        guard betweenMembers, sawMember, input.isEmpty else {
            failure = .cut
            throw .cut
        }
    }

    private mutating func step() throws(CompressionError) -> [UInt8]? {
        while true {
            if betweenMembers {
                guard !input.isEmpty else { return nil }
                guard unsafe inflateReset(stream) == Z_OK else { throw .memory }
                betweenMembers = false
                sawMember = true
            }
            let before = input.offset
            let piece = try unpack()
            try allowance.take(piece.count)
            if !piece.isEmpty { return piece }
            guard !betweenMembers else { continue }
            if input.isEmpty { return nil }
            guard input.offset > before else { throw CompressionError(message: "the stream does not move on") }
        }
    }

    private mutating func unpack() throws(CompressionError) -> [UInt8] {
        var code: Int32 = Z_OK
        var consumed = 0
        let stream = unsafe stream
        let capacity = allowance.capacity
        // zlib counts in 32 bits, and does not write to what it reads although its type would let it.
        let available = min(input.bytes.count - input.offset, 1 << 30)
        let piece = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { [input] piece, count in
            unsafe input.bytes.withUnsafeBufferPointer { bytes in
                let start = unsafe bytes.baseAddress?.advanced(by: input.offset)
                unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: start)
                unsafe stream.pointee.avail_in = UInt32(available)
                unsafe stream.pointee.next_out = piece.baseAddress
                unsafe stream.pointee.avail_out = UInt32(capacity)
                code = unsafe inflate(stream, Z_NO_FLUSH)
                unsafe consumed = available - Int(stream.pointee.avail_in)
                unsafe count = capacity - Int(stream.pointee.avail_out)
            }
        }
        input.drop(consumed)
        switch code {
        case Z_OK, Z_BUF_ERROR: betweenMembers = false
        case Z_STREAM_END: betweenMembers = true
        case Z_MEM_ERROR: throw .memory
        default: throw CompressionError(message: unsafe message(stream))
        }
        return piece
    }

    private func message(_ stream: UnsafeMutablePointer<z_stream>) -> String {
        guard let text = unsafe stream.pointee.msg else { return "not gzip" }
        return unsafe String(cString: text)
    }
}
