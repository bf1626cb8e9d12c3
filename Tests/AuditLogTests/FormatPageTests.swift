import Primitives
import SystemIO
import TestSupport
import Testing
import Transparency

@testable import AuditLog

/// `docs/auditlog.md` says of the example in `docs/example` what is there.
@Suite struct FormatPageTests {
    private static let docs = Command.package + "/docs/"

    /// The fenced blocks of the page: the words behind the fence, and the lines.
    private func blocks() throws -> [(info: [Substring], lines: [Substring])] {
        let page = String(decoding: try FileTree.read(Self.docs + "auditlog.md"), as: UTF8.self)
        var blocks: [(info: [Substring], lines: [Substring])] = []
        var isOpen = false
        for line in page.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```") {
                isOpen.toggle()
                if isOpen { blocks.append((line.dropFirst(3).split(separator: " "), [])) }
            } else if isOpen {
                blocks[blocks.count - 1].lines.append(line)
            }
        }
        #expect(!isOpen)
        return blocks
    }

    private func lines() throws -> [[UInt8]] {
        var lines: [[UInt8]] = []
        try LogReader(directory: Self.docs + "example/audit").forEach { _, line in
            lines.append(line)
            return true
        }
        return lines
    }

    @Test func `the example verifies with its key`() throws {
        let vkey = String(decoding: try FileTree.read(Self.docs + "example/audit.vkey").dropLast(), as: UTF8.self)
        let key = try #require(NoteVerifier(vkey: vkey))
        let report = LogVerifier.verify(directory: Self.docs + "example/audit", trust: .keys([key]))
        #expect(report.verdict == .verified && report.records == 6 && report.firstBad == nil)
        #expect(report.unknownFiles.isEmpty)
        let script = FileTree.join(FileTree.parent(of: #filePath), "verify_log.py")
        if Peer.isInstalled("zstd"), Peer.isInstalled("python3") {
            let peer = try Peer.run("python3", [script, Self.docs + "example/audit"])
            #expect(peer.status == 0)
            #expect(try JSONValue(parsing: peer.output)["root"]?.string == report.root)
        }
    }

    @Test func `every byte that the page shows stands there`() throws {
        var shown = 0
        for block in try blocks() where block.info.first == "hex" {
            let name = String(try #require(block.info.last))
            let bytes = try FileTree.read(Self.docs + "example/" + name)
            for line in block.lines {
                // The bytes end where more than one space stands.
                let columns = line.dropFirst(10).split(separator: "  ").first ?? ""
                let offset = try #require(Int(line.prefix(8), radix: 16))
                let expected = try #require(Hex.decode(columns.filter { $0 != " " }), "\(line)")
                #expect(bytes.count >= offset + expected.count && bytes[offset...].starts(with: expected), "\(name): \(line)")
                shown += expected.count
            }
        }
        #expect(shown > 90)
    }

    @Test func `the texts that the page shows are the files`() throws {
        var shown = 0
        for block in try blocks() where block.info.first == "text" {
            let bytes = try FileTree.read(Self.docs + "example/" + String(try #require(block.info.last)))
            #expect(String(decoding: bytes, as: UTF8.self) == block.lines.joined(separator: "\n") + "\n")
            shown += 1
        }
        #expect(shown == 2)
    }

    @Test func `the hashes that the page shows are those of the records`() throws {
        let leaves = try lines().map { MerkleTree.leafHash($0) }
        let hashes = try #require(try blocks().first { $0.info == ["hashes"] }).lines
        #expect(hashes.count == 11)
        for line in hashes {
            let words = line.split(separator: " ", omittingEmptySubsequences: true)
            let range = words[1].split(separator: "-").compactMap { Int($0) }
            let expected =
                switch words[0] {
                case "leaf": leaves[range[0]]
                case "root": MerkleTree.root(of: leaves[..<range[0]])
                default: MerkleTree.root(of: leaves[range[0]...range[1]])
                }
            #expect(words[2] == Hex.encode(expected), "\(line)")
        }
    }
}
