/// The table at the end of a file of zstd frames that says where each begins: zstd's seekable format 0.1.0.
///
/// A table is a claim by whoever wrote the file. Its checksums find accidents only.
public struct SeekTable: Equatable, Sendable {
    /// One frame, skippable frames before the table among them.
    public struct Entry: Equatable, Sendable {
        /// The bytes that the frame takes in the file.
        public var compressedSize: UInt32
        /// The bytes that it unpacks to: 0 for a skippable frame, at most 1 GiB.
        public var decompressedSize: UInt32
        /// The low 32 bits of the ``XXH64`` of what it unpacks to.
        public var checksum: UInt32?

        public init(compressedSize: UInt32, decompressedSize: UInt32, checksum: UInt32?) {
            self.compressedSize = compressedSize
            self.decompressedSize = decompressedSize
            self.checksum = checksum
        }
    }

    /// The frames in the order of the file.
    public var entries: [Entry]

    public init(entries: [Entry] = []) {
        self.entries = entries
    }

    /// The bytes at the very end of a file that tell how long its table is.
    public static let footerSize = 9

    /// The table as a skippable frame. Checksums are written where every entry has one.
    public func encoded() -> [UInt8] {
        let checked = entries.allSatisfy { $0.checksum != nil }
        let content = entries.count * (checked ? 12 : 8) + Self.footerSize
        var bytes: [UInt8] = []
        bytes.reserveCapacity(content + 8)
        LittleEndian.append32(Self.magic, to: &bytes)
        LittleEndian.append32(UInt32(clamping: content), to: &bytes)
        for entry in entries {
            LittleEndian.append32(entry.compressedSize, to: &bytes)
            LittleEndian.append32(entry.decompressedSize, to: &bytes)
            if checked, let checksum = entry.checksum { LittleEndian.append32(checksum, to: &bytes) }
        }
        LittleEndian.append32(UInt32(clamping: entries.count), to: &bytes)
        bytes.append(checked ? Self.checksumFlag : 0)
        LittleEndian.append32(Self.footerMagic, to: &bytes)
        return bytes
    }

    /// How many bytes the whole table takes, by the last bytes of a file; `nil` where they are no table's end.
    public static func encodedSize(tail: [UInt8]) -> Int? {
        footer(tail).map { $0.count * $0.entrySize + footerSize + 8 }
    }

    /// The table at the end of a file of `fileSize` bytes, of which `tail` are the last ones, and the bytes of the
    /// file that it takes.
    ///
    /// The frames that it lists must fill the file up to the table exactly.
    /// - Returns: `nil` where there is no table, or a bad one, or `tail` is too short to hold it.
    public static func parse(tail: [UInt8], fileSize: Int) -> (table: SeekTable, range: Range<Int>)? {
        guard let footer = footer(tail), let size = encodedSize(tail: tail), size <= tail.count,
            tail.count <= fileSize
        else { return nil }
        let start = tail.count - size
        guard LittleEndian.read32(tail, at: start) == magic,
            LittleEndian.read32(tail, at: start + 4).map({ Int($0) }) == size - 8
        else { return nil }
        var entries: [Entry] = []
        entries.reserveCapacity(footer.count)
        var total = 0
        for index in 0..<footer.count {
            let offset = start + 8 + index * footer.entrySize
            guard let compressed = LittleEndian.read32(tail, at: offset),
                let decompressed = LittleEndian.read32(tail, at: offset + 4), decompressed <= largestFrame
            else { return nil }
            let checksum = footer.checked ? LittleEndian.read32(tail, at: offset + 8) : nil
            entries.append(Entry(compressedSize: compressed, decompressedSize: decompressed, checksum: checksum))
            total += Int(compressed)
        }
        guard total == fileSize - size else { return nil }
        return (SeekTable(entries: entries), total..<fileSize)
    }

    private static let magic: UInt32 = 0x184D_2A5E
    private static let footerMagic: UInt32 = 0x8F92_EAB1
    private static let checksumFlag: UInt8 = 0x80
    private static let largestCount: UInt32 = 0x800_0000
    private static let largestFrame: UInt32 = 0x4000_0000

    private struct Footer {
        let count: Int
        let checked: Bool
        var entrySize: Int { checked ? 12 : 8 }
    }

    /// Descriptor bits other than the checksum's must be 0: the format reserves five and gives two no meaning.
    private static func footer(_ tail: [UInt8]) -> Footer? {
        let start = tail.count - footerSize
        guard start >= 0, LittleEndian.read32(tail, at: start + 5) == footerMagic,
            let count = LittleEndian.read32(tail, at: start), count <= largestCount,
            tail[start + 4] & ~checksumFlag == 0
        else { return nil }
        return Footer(count: Int(count), checked: tail[start + 4] == checksumFlag)
    }
}
