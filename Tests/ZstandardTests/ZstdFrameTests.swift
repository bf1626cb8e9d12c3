import TestSupport
import Testing

@testable import Zstandard

/// Contents of many shapes, small enough to cut at every byte where a test wants to.
let samples: [[UInt8]] = {
    var generator = SeededGenerator(seed: 7)
    var samples: [[UInt8]] = [[], [0], Array("密码".utf8), Array(repeating: 0x61, count: 100_000)]
    samples.append(generator.bytes(1000))
    samples.append(generator.bytes(300_000))
    samples.append((0..<5000).flatMap { Array("{\"seq\":\($0),\"verdict\":\"clean\"}\n".utf8) })
    return samples
}()

@Suite struct ZstdFrameTests {
    @Test(arguments: samples)
    func `what is packed unpacks to itself`(content: [UInt8]) throws {
        for level: Int32 in [-5, 1, 3, 19] where level < 19 || content.count < 10_000 {
            let frame = try ZstdFrame.compress(content, level: level)
            #expect(try ZstdFrame.compressedSize(frame) == frame.count)
            #expect(try ZstdFrame.decompress(frame, range: 0..<frame.count, limit: content.count) == content)
            #expect(!ZstdFrame.isSkippable(frame))
        }
    }

    @Test(.enabled(if: Peer.isInstalled("zstd")), arguments: samples)
    func `the zstd command reads our frames and we read its`(content: [UInt8]) throws {
        let frame = try ZstdFrame.compress(content, level: 3)
        let unpacked = try Peer.run("zstd", ["-dcq"], input: frame)
        #expect(unpacked.status == 0)
        #expect(unpacked.output == content)
        // From a pipe the command does not know the size, so its frame does not tell it.
        let packed = try Peer.run("zstd", ["-cq"], input: content).output
        #expect(try ZstdFrame.decompress(packed, range: 0..<packed.count, limit: content.count) == content)
    }

    @Test(.enabled(if: Peer.isInstalled("zstd"))) func `the zstd command lists frames, sizes and checksums`() throws {
        let folder = try TemporaryFolder()
        let contents = [samples[6], samples[2], samples[3]]
        let bytes = try contents.flatMap { try ZstdFrame.compress($0) } + SeekTable().encoded()
        let path = try folder.write(bytes, to: "frames.zst")
        let listing = String(decoding: try Peer.run("zstd", ["-lv", path]).output, as: UTF8.self)
        #expect(listing.contains("# Zstandard Frames: 3"))
        #expect(listing.contains("# Skippable Frames: 1") || listing.contains("Skippable Frames: 1"))
        #expect(listing.contains("(\(contents.map(\.count).reduce(0, +)) B)"))
        #expect(listing.contains("Check: XXH64"))
    }

    @Test func `frames are found one after the other, skippable ones too`() throws {
        let skippable: [UInt8] = [0x57, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 1, 2, 3]
        let first = try ZstdFrame.compress(samples[6])
        let bytes = first + skippable + first
        #expect(try ZstdFrame.compressedSize(bytes) == first.count)
        #expect(ZstdFrame.isSkippable(bytes, at: first.count))
        #expect(try ZstdFrame.compressedSize(bytes, at: first.count) == 11)
        let last = first.count + 11
        #expect(try ZstdFrame.decompress(bytes, range: last..<bytes.count, limit: .max) == samples[6])
        for range in [0..<last, 0..<bytes.count, 1..<first.count, first.count..<last, 0..<0, 0..<(first.count - 1)] {
            #expect(throws: CompressionError.self) { try ZstdFrame.decompress(bytes, range: range, limit: .max) }
        }
        for offset in [-1, bytes.count, bytes.count - 3, .max, .min, last + 1] {
            #expect(throws: CompressionError.self) { try ZstdFrame.compressedSize(bytes, at: offset) }
            #expect(!ZstdFrame.isSkippable(bytes, at: offset))
        }
    }

    @Test func `a frame that claims or turns out to be too long is refused`() throws {
        let bomb = try ZstdFrame.compress([UInt8](repeating: 0, count: 5_000_000))
        #expect(throws: CompressionError.tooLong(4_999_999)) {
            try ZstdFrame.decompress(bomb, range: 0..<bomb.count, limit: 4_999_999)
        }
        #expect(throws: CompressionError.tooLong(-1)) {
            try ZstdFrame.decompress(bomb, range: 0..<bomb.count, limit: -1)
        }
        // A header that claims 2^62 bytes: single segment, eight bytes of size.
        let liar: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0xE0, 0, 0, 0, 0, 0, 0, 0, 0x40, 0x01, 0, 0]
        #expect(throws: CompressionError.self) { try ZstdFrame.decompress(liar, range: 0..<liar.count, limit: 1 << 30) }
    }

    @Test func `every cut and every flipped bit of a frame is noticed`() throws {
        let content = Array("all of this is checked, 一字不差, all of this is checked".utf8)
        let frame = try ZstdFrame.compress(content)
        for count in 0..<frame.count {
            let cut = Array(frame.prefix(count))
            #expect(throws: CompressionError.self) { try ZstdFrame.decompress(cut, range: 0..<count, limit: 1000) }
        }
        for bit in 0..<(frame.count * 8) {
            var flipped = frame
            flipped[bit / 8] ^= 1 << (bit % 8)
            let result = try? ZstdFrame.decompress(flipped, range: 0..<flipped.count, limit: 1000)
            // One bit of the header has no meaning (RFC 8878, 3.1.1.1.1.3): it may change, the content may not.
            #expect(result == nil || result == content, "bit \(bit)")
        }
    }

    @Test func `XXH64 has its known values and is what frames end with`() throws {
        #expect(XXH64.checksum([]) == 0x51D8_E999)
        #expect(XXH64.hash([]) == 0xEF46_DB37_51D8_E999)
        #expect(XXH64.hash(Array("a".utf8)) == 0xD24E_C4F1_A98C_6E5B)
        #expect(XXH64.hash(Array("abc".utf8)) == 0x44BC_2CF5_AD77_0999)
        var generator = SeededGenerator(seed: 3)
        for count in Array(0...100) + [1023, 4096, 100_001] {
            let content = generator.bytes(count)
            let frame = try ZstdFrame.compress(content)
            #expect(LittleEndian.read32(frame, at: frame.count - 4) == XXH64.checksum(content), "\(count) bytes")
        }
    }
}
