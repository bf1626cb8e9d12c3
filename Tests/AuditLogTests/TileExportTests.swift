import AuditLog
import Foundation
import Primitives
import TestSupport
import Testing
import Transparency

/// An exported log as others read it.
@Suite struct TileExportTests {
    /// A log that ends with just `size` records, closed unless that is too few for it.
    private func log(_ size: Int) throws -> (log: TestLog, lines: [[UInt8]]) {
        let log = try TestLog()
        if size > 1 {
            var options = LogOptions(durability: .async, checkpointSeconds: 86_400, level: 1)
            options.segmentBytes = 1 << 20
            let writer = try log.open(options)
            while writer.size < size - 1 {
                try writer.append(log.record(writer.size))
                if writer.size % 256 == 0 { try writer.commit() }
            }
            try writer.close(reason: "end-of-input")
        }
        var lines: [[UInt8]] = []
        try LogReader(directory: log.directory).forEach { _, line in
            lines.append(line)
            return true
        }
        #expect(lines.count == size)
        return (log, lines)
    }

    /// The files that C2SP tlog-tiles asks for, from the lines alone and level by level.
    private func expected(_ lines: [[UInt8]]) -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        func name(_ index: Int, _ width: Int) -> String {
            let digits = String(format: "%09d", index)
            let groups = [digits.prefix(3), digits.dropFirst(3).prefix(3), digits.dropFirst(6)].drop { $0 == "000" }
            let path = (groups.dropLast().map { "x\($0)" } + [String(groups.last ?? "000")]).joined(separator: "/")
            return path + (width < 256 ? ".p/\(width)" : "")
        }
        func pieces<Element>(_ all: [Element]) -> [(Int, [Element])] {
            stride(from: 0, to: all.count, by: 256).map { ($0 / 256, Array(all[$0..<min(all.count, $0 + 256)])) }
        }
        for (index, bundle) in pieces(lines) {
            files["tile/entries/" + name(index, bundle.count)] = bundle.flatMap {
                [UInt8($0.count / 256), UInt8($0.count % 256)] + $0
            }
        }
        var hashes = lines.map { MerkleTree.leafHash($0) }
        var level = 0
        while !hashes.isEmpty {
            for (index, tile) in pieces(hashes) { files["tile/\(level)/" + name(index, tile.count)] = tile.flatMap { $0 } }
            hashes = pieces(hashes).filter { $0.1.count == 256 }.map { MerkleTree.root(of: $0.1) }
            level += 1
        }
        return files
    }

    private func files(_ folder: String) throws -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: folder) {
            let path = folder + "/" + name
            guard let data = try? Data(contentsOf: URL(fileURLWithPath: path)) else { continue }
            files[name] = Array(data)
        }
        return files
    }

    @Test(arguments: [1, 5, 255, 256, 257, 1_000, 65_536, 65_800])
    func `an exported log is what C2SP tlog-tiles asks for, and Go reads it`(size: Int) throws {
        let (log, lines) = try log(size)
        let output = log.folder.file("tiles")
        let outcome = try TileExport.write(log: log.directory, to: output)
        var found = try files(output)
        #expect(found.removeValue(forKey: "checkpoint") == (try log.folder.read("audit/checkpoint")))
        let expected = expected(lines)
        #expect(Set(found.keys) == Set(expected.keys))
        #expect(found == expected)
        #expect(outcome.checkpoint.size == size && outcome.minimumIndex == 0 && outcome.written == expected.count + 1)
        guard let go = try GoProgram.ifThere("Tests/AuditLogTests/read_tiles.go") else { return }
        let key = try #require(try log.keys.verifier(TestLog.origin)).vkey
        let read = try go.run(["tiles", output, key])
        #expect(read.status == 0 && read.text == "\(size) entries\n", "\(read.text)\(read.error)")
    }

    @Test func `Go refuses every kind of changed export`() throws {
        guard let go = try GoProgram.ifThere("Tests/AuditLogTests/read_tiles.go") else { return }
        let (log, _) = try log(600)
        let output = log.folder.file("tiles")
        _ = try TileExport.write(log: log.directory, to: output)
        let key = try #require(try log.keys.verifier(TestLog.origin)).vkey
        for (name, bytes) in try files(output) {
            for place in [0, bytes.count / 2, bytes.count - 2] {
                var changed = bytes
                changed[place] ^= 4
                try log.folder.write(changed, to: "tiles/" + name)
                #expect(try go.run(["tiles", output, key]).status == 1, "\(name) \(place)")
            }
            try FileManager.default.removeItem(atPath: output + "/" + name)
            #expect(try go.run(["tiles", output, key]).status == 1, "\(name) missing")
            try log.folder.write(bytes, to: "tiles/" + name)
        }
        #expect(try go.run(["tiles", output, key]).status == 0)
        #expect(try go.run(["tiles", output, "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"]).status == 1)
    }

    @Test func `Go accepts the proofs and refuses changed ones`() throws {
        guard let go = try GoProgram.ifThere("Tests/AuditLogTests/read_tiles.go") else { return }
        let (log, lines) = try log(600)
        let prover = try LogProver(directory: log.directory)
        let key = try #require(try log.keys.verifier(TestLog.origin)).vkey
        for index in [0, 1, 255, 256, 511, 512, 598, 599] {
            let proof = try prover.proof(of: index, extra: true)
            let path = try log.folder.write(proof.bytes, to: "p")
            let read = try go.run(["proof", path, key])
            #expect(read.status == 0 && read.text == "record \(index) of 600\n", "\(read.text)")
            let other = try #require(
                TransparencyProof(index: index, hashes: proof.hashes, extra: lines[(index + 1) % 600], note: proof.note))
            #expect(try go.run(["proof", try log.folder.write(other.bytes, to: "p"), key]).status == 1)
        }
        for old in [1, 2, 255, 256, 300, 512, 599, 600] {
            let request = try #require(
                AddCheckpointRequest(
                    oldSize: old, hashes: try prover.consistencyProof(from: old, to: 600), note: try prover.note()))
            let path = try log.folder.write(request.bytes, to: "c")
            let root = try prover.root(old)
            #expect(try go.run(["consistency", path, Base64.encode(root)]).text == "\(old) before 600\n")
            #expect(try go.run(["consistency", path, Base64.encode(MerkleTree.leafHash(root))]).status == 1)
        }
    }

    @Test func `an export that was cut short is run again, and one of last week grows`() throws {
        let (log, _) = try log(700)
        let output = log.folder.file("tiles")
        let early = try LogProver(directory: log.directory).notes.compactMap { Checkpoint(parsing: $0.text)?.size }
        let first = try TileExport.write(log: log.directory, to: output, size: early[0])
        #expect(first.checkpoint.size == early[0] && first.written == 3)
        let full = try TileExport.write(log: log.directory, to: output)
        #expect(full.checkpoint.size == 700)
        // As if it had been killed: the last files are missing, and a temporary one stands there.
        let whole = try files(output)
        for name in ["tile/1/000.p/2", "tile/entries/002.p/188", "checkpoint"] {
            try FileManager.default.removeItem(atPath: output + "/" + name)
        }
        try log.folder.write("half", to: "tiles/tile/1/000.p/2.1-1.tmp")
        let again = try TileExport.write(log: log.directory, to: output)
        #expect(again.written == 3)
        try FileManager.default.removeItem(atPath: output + "/tile/1/000.p/2.1-1.tmp")
        #expect(try files(output) == whole)
        #expect(try TileExport.write(log: log.directory, to: output).written == 1)
        #expect(performing: { try TileExport.write(log: log.directory, to: output, size: early[0]) }, throws: Self.isExisting)
    }

    @Test func `a folder with something else in it is left alone`() throws {
        let (log, _) = try log(300)
        let output = log.folder.file("tiles")
        _ = try TileExport.write(log: log.directory, to: output)
        let whole = try files(output)
        for name in ["tile/0/000", "tile/entries/000", "checkpoint"] {
            var bytes = try #require(whole[name])
            bytes[1] ^= 1
            try log.folder.write(bytes, to: "tiles/" + name)
            #expect(performing: { try TileExport.write(log: log.directory, to: output) }, throws: Self.isExisting)
            try log.folder.write(try #require(whole[name]), to: "tiles/" + name)
        }
        let other = try TestLog(seed: 9)
        #expect(performing: { try TileExport.write(log: other.directory, to: output) }, throws: Self.isExisting)
    }

    private static func isExisting(_ error: any Error) -> Bool {
        if case .exists? = error as? LogError { true } else { false }
    }
}
