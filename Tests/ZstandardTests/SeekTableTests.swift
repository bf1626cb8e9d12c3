import TestSupport
import Testing

@testable import Zstandard

@Suite struct SeekTableTests {
    /// Three frames and one skippable, and the table over them.
    func file() throws -> (bytes: [UInt8], table: SeekTable, contents: [[UInt8]]) {
        let contents = (0..<3).map { Array(repeating: UInt8(0x61 + $0), count: 50 + $0) }
        let skippable: [UInt8] = [0x50, 0x2A, 0x4D, 0x18, 1, 0, 0, 0, 9]
        var bytes = skippable
        var table = SeekTable(entries: [
            SeekTable.Entry(compressedSize: 9, decompressedSize: 0, checksum: XXH64.checksum([]))
        ])
        for content in contents {
            let frame = try ZstdFrame.compress(content)
            bytes += frame
            table.entries.append(
                SeekTable.Entry(
                    compressedSize: UInt32(frame.count), decompressedSize: UInt32(content.count),
                    checksum: XXH64.checksum(content)))
        }
        return (bytes + table.encoded(), table, contents)
    }

    @Test func `a table is read back, with only as much of the file as it takes`() throws {
        let (bytes, table, _) = try file()
        let encoded = table.encoded()
        #expect(encoded.count == 8 + 4 * 12 + 9)
        #expect(SeekTable.encodedSize(tail: Array(bytes.suffix(SeekTable.footerSize))) == encoded.count)
        for kept in [encoded.count, encoded.count + 1, bytes.count] {
            let parsed = try #require(SeekTable.parse(tail: Array(bytes.suffix(kept)), fileSize: bytes.count))
            #expect(parsed.table == table)
            #expect(parsed.range == (bytes.count - encoded.count)..<bytes.count)
        }
        for kept in 0..<encoded.count {
            #expect(SeekTable.parse(tail: Array(bytes.suffix(kept)), fileSize: bytes.count) == nil)
        }
        #expect(SeekTable.parse(tail: SeekTable().encoded(), fileSize: 17)?.table == SeekTable())
        #expect(SeekTable.parse(tail: bytes, fileSize: bytes.count - 1) == nil)
        #expect(SeekTable.parse(tail: bytes, fileSize: bytes.count + 1) == nil)
    }

    @Test func `a table without checksums is read and written`() throws {
        let table = SeekTable(entries: [
            SeekTable.Entry(compressedSize: 5, decompressedSize: 7, checksum: nil),
            SeekTable.Entry(compressedSize: 6, decompressedSize: 8, checksum: nil),
        ])
        let bytes = [UInt8](repeating: 0, count: 11) + table.encoded()
        #expect(SeekTable.parse(tail: bytes, fileSize: bytes.count)?.table == table)
        #expect(table.encoded().count == 8 + 2 * 8 + 9)
    }

    @Test func `every cut is refused`() throws {
        let (bytes, _, _) = try file()
        for count in 0..<bytes.count {
            #expect(SeekTable.parse(tail: Array(bytes.prefix(count)), fileSize: count) == nil)
        }
    }

    @Test func `a flipped bit is refused, or the frame itself speaks against it`() throws {
        let (bytes, table, contents) = try file()
        let start = bytes.count - table.encoded().count
        for bit in (start * 8)..<(bytes.count * 8) {
            var flipped = bytes
            flipped[bit / 8] ^= 1 << (bit % 8)
            guard let parsed = SeekTable.parse(tail: flipped, fileSize: flipped.count)?.table, parsed != table else {
                continue
            }
            // The sizes in the file must add up, so what got through is a claim about one frame's content.
            let different = zip(parsed.entries, table.entries).enumerated().filter { $1.0 != $1.1 }.map(\.offset)
            #expect(different.count == 1, "bit \(bit)")
            let index = try #require(different.first)
            let content = index == 0 ? [] : contents[index - 1]
            let entry = parsed.entries[index]
            #expect(entry.compressedSize == table.entries[index].compressedSize)
            #expect(
                Int(entry.decompressedSize) != content.count || entry.checksum != XXH64.checksum(content), "bit \(bit)")
        }
    }

    @Test func `hostile footers neither trap nor allocate`() {
        func footer(_ count: UInt32, _ descriptor: UInt8) -> [UInt8] {
            var bytes: [UInt8] = []
            LittleEndian.append32(count, to: &bytes)
            bytes.append(descriptor)
            LittleEndian.append32(0x8F92_EAB1, to: &bytes)
            return bytes
        }
        for (count, descriptor) in [(UInt32.max, 0x80), (0x800_0000, 0x80), (0x800_0001, 0), (0, 4), (1, 1)] {
            let tail = footer(count, UInt8(descriptor))
            #expect(SeekTable.parse(tail: tail, fileSize: .max) == nil)
        }
        #expect(SeekTable.encodedSize(tail: footer(2, 0x80)) == 41)
        #expect(SeekTable.encodedSize(tail: footer(2, 0x40)) == nil)
        var generator = SeededGenerator(seed: 5)
        let table = SeekTable(entries: [SeekTable.Entry(compressedSize: 0, decompressedSize: 0, checksum: 0)])
        for _ in 0..<5000 {
            let bytes = generator.mutate(table.encoded(), alphabet: [0, 0xFF, 0x80])
            _ = SeekTable.parse(tail: bytes, fileSize: bytes.count)
        }
    }

    @Test(.enabled(if: Peer.isInstalled("zstd"))) func `the zstd command reads a file with a table as one stream`()
        throws
    {
        let (bytes, _, contents) = try file()
        let unpacked = try Peer.run("zstd", ["-dcq"], input: bytes)
        #expect(unpacked.status == 0)
        #expect(unpacked.output == Array(contents.joined()))
    }
}
