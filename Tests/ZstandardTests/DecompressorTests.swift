import TestSupport
import Testing

@testable import Zstandard

@Suite struct DecompressorTests {
    enum Format: CaseIterable, Sendable { case zstd, gzip }

    /// Feeds `bytes` in pieces of `size` and finishes.
    func unpack(_ format: Format, _ bytes: [UInt8], pieces size: Int, limit: Int = 1 << 24) throws -> [UInt8] {
        var output: [UInt8] = []
        let pieces = stride(from: 0, to: bytes.count, by: size).map { Array(bytes[$0..<min($0 + size, bytes.count)]) }
        switch format {
        case .zstd:
            var decompressor = try ZstdDecompressor(limit: limit)
            for piece in pieces { output += try decompressor.feed(piece) }
            try decompressor.finish()
        case .gzip:
            var decompressor = try GzipDecompressor(limit: limit)
            for piece in pieces { output += try decompressor.feed(piece) }
            try decompressor.finish()
        }
        return output
    }

    func pack(_ format: Format, _ bytes: [UInt8]) throws -> [UInt8] {
        switch format {
        case .zstd: try ZstdFrame.compress(bytes)
        case .gzip: try Peer.run("gzip", ["-cn"], input: bytes).output
        }
    }

    @Test(arguments: Format.allCases, samples)
    func `a stream unpacks the same however it is cut`(format: Format, content: [UInt8]) throws {
        let packed = try pack(format, content)
        for size in [1, 7, 4096, .max / 2] where size > 1 || packed.count < 5000 {
            #expect(try unpack(format, packed, pieces: size) == content)
        }
    }

    @Test(arguments: Format.allCases)
    func `frames and members follow each other`(format: Format) throws {
        let parts = [samples[2], samples[0], samples[6]]
        let packed = try parts.flatMap { try pack(format, $0) }
        for size in [1, 3, 1000] {
            #expect(try unpack(format, packed, pieces: size) == Array(parts.joined()))
        }
        let two = try pack(format, samples[2]) + pack(format, samples[2])
        for size in 1...two.count { #expect(try unpack(format, two, pieces: size) == samples[2] + samples[2]) }
    }

    @Test(arguments: Format.allCases)
    func `every cut is an error`(format: Format) throws {
        let packed = try pack(format, Array("a small file, 一个小文件".utf8))
        for count in 0..<packed.count {
            #expect(throws: CompressionError.self) { try unpack(format, Array(packed.prefix(count)), pieces: 5) }
        }
        for tail: [UInt8] in [[0], [0x1F], Array("garbage".utf8)] {
            #expect(throws: CompressionError.self) { try unpack(format, packed + tail, pieces: 1000) }
        }
    }

    @Test(arguments: Format.allCases)
    func `a flipped bit never passes for another content`(format: Format) throws {
        let content = Array("every byte of this is checked, 一字不差".utf8)
        let packed = try pack(format, content)
        for bit in 0..<(packed.count * 8) {
            var flipped = packed
            flipped[bit / 8] ^= 1 << (bit % 8)
            let result = try? unpack(format, flipped, pieces: 9)
            #expect(result == nil || result == content, "bit \(bit)")
        }
    }

    @Test(arguments: Format.allCases)
    func `a bomb is refused at the limit, and the refusal stays`(format: Format) throws {
        let bomb = try pack(format, [UInt8](repeating: 0, count: 3_000_000))
        #expect(throws: CompressionError.tooLong(2_999_999)) {
            try unpack(format, bomb, pieces: 100, limit: 2_999_999)
        }
        #expect(try unpack(format, bomb, pieces: 100, limit: 3_000_000).count == 3_000_000)
        #expect(throws: CompressionError.tooLong(0)) { try unpack(format, bomb, pieces: 100, limit: 0) }
        var decompressor = try ZstdDecompressor(limit: 10)
        decompressor.push(try ZstdFrame.compress(samples[6]))
        #expect(throws: CompressionError.tooLong(10)) { try decompressor.pull() }
        decompressor.push([])
        #expect(throws: CompressionError.tooLong(10)) { try decompressor.pull() }
        #expect(throws: CompressionError.tooLong(10)) { try decompressor.finish() }
    }

    @Test func `what a small piece unpacks to is handed out in bounded pieces`() throws {
        let bomb = try ZstdFrame.compress([UInt8](repeating: 0, count: 3_000_000))
        var decompressor = try ZstdDecompressor(limit: .max)
        decompressor.push(bomb)
        var total = 0
        while let piece = try decompressor.pull() {
            #expect(piece.count <= 1 << 17)
            total += piece.count
        }
        #expect(total == 3_000_000)
        try decompressor.finish()
    }

    @Test(.enabled(if: Peer.isInstalled("zstd"))) func `a window beyond the limit is refused`() throws {
        let packed = try Peer.run("zstd", ["-cq", "--long=24", "--no-check"], input: samples[5] + samples[6]).output
        var narrow = try ZstdDecompressor(limit: .max, windowLog: 20)
        #expect(throws: CompressionError.self) { try narrow.feed(packed) }
        #expect(throws: CompressionError.self) { _ = try ZstdDecompressor(limit: 1, windowLog: 99) }
    }

    @Test(arguments: Format.allCases)
    func `mutated streams never trap and stay within the limit`(format: Format) throws {
        var generator = SeededGenerator(seed: 11)
        let packed = try pack(format, samples[6])
        for _ in 0..<300 {
            let bytes = generator.mutate(packed, alphabet: [0, 0xFF, 0x28, 0x1F])
            let result = try? unpack(format, bytes, pieces: 2000, limit: 500_000)
            #expect((result?.count ?? 0) <= 500_000)
        }
    }
}
