package import Zstandard

/// Takes the packing off a file piece by piece.
package struct Unpacker: ~Copyable {
    private var gzip: GzipDecompressor?
    private var zstd: ZstdDecompressor?

    /// More than any archive of text unpacks to; a bound for bombs.
    private static let outputLimit = 1 << 40

    private let packing: AuditedFile.Packing
    /// What was pushed of a file that is not packed.
    private var plain: [UInt8]?

    package init(_ packing: AuditedFile.Packing) {
        self.packing = packing
    }

    /// Takes the next bytes of the file, for ``pull()`` to unpack.
    package mutating func push(_ bytes: [UInt8]) throws(CompressionError) {
        switch packing {
        case .none: plain = bytes
        case .gzip:
            if gzip == nil { gzip = try GzipDecompressor(limit: Self.outputLimit) }
            gzip?.push(bytes)
        case .zstd:
            if zstd == nil { zstd = try ZstdDecompressor(limit: Self.outputLimit) }
            zstd?.push(bytes)
        }
    }

    /// The next unpacked bytes, never more than a small piece however well they were packed; `nil` when more of the
    /// file is needed.
    package mutating func pull() throws(CompressionError) -> [UInt8]? {
        if gzip != nil { return try gzip?.pull() }
        if zstd != nil { return try zstd?.pull() }
        defer { plain = nil }
        return plain
    }

    package mutating func finish() throws(CompressionError) {
        if var gzip = gzip.take() { try gzip.finish() }
        if var zstd = zstd.take() { try zstd.finish() }
    }
}
