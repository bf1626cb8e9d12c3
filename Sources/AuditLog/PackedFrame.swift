internal import Transparency
internal import Zstandard

/// The records of one frame as they go into a segment, and what is signed of them.
struct PackedFrame: Sendable {
    /// The leaf hash of each record.
    let hashes: [[UInt8]]
    /// The root over them.
    let root: [UInt8]
    /// The zstd frame.
    let bytes: [UInt8]
    let entry: SeekTable.Entry

    /// - Parameter lines: 1 to 256.
    init(_ lines: ArraySlice<[UInt8]>, level: Int32) throws(LogError) {
        let frame = LogFrame(first: 0, lines: lines)
        hashes = MerkleTree.leafHashes(frame.content, lines: frame.lines)
        root = MerkleTree.root(of: hashes)
        do throws(CompressionError) { bytes = try ZstdFrame.compress(frame.content, level: level) } catch {
            throw .badRecord(error.description)
        }
        entry = SeekTable.Entry(
            compressedSize: UInt32(clamping: bytes.count), decompressedSize: UInt32(clamping: frame.content.count),
            checksum: SegmentFile.checksum(bytes, bytes.count))
    }

    /// Whether what was read back of the disk holds the records whose hashes are signed. They are hashed again, so
    /// that a bit which flipped in memory shows before anybody signs for it.
    func agrees(onDisk bytes: [UInt8]) -> Bool {
        guard let frame = LogFrame(bytes, 0..<bytes.count, first: 0) else { return false }
        return MerkleTree.leafHashes(frame.content, lines: frame.lines) == hashes
    }
}
