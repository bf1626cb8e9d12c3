import Foundation
import Primitives
import Provenance
import Testing

/// What `docs/labels.md` shows is what the code does.
@Suite struct ManualTests {
    static func page() throws -> String {
        let root = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return try String(contentsOf: root.appendingPathComponent("docs/labels.md"), encoding: .utf8)
    }

    @Test func `the label on the page is one of ours, byte for byte`() throws {
        let line = try #require(try Self.page().split(separator: "\n").first { $0.hasPrefix("{\"AIGC\"") })
        let reading = AIGCLabel.read(Array(line.utf8))
        #expect(reading.problems.isEmpty)
        let id = try #require(ContentID(reading.label?.produceID ?? ""))
        let label = AIGCLabel(
            producer: try Producer(name: "example.org"), id: id,
            reservedCode: ReservedCode(of: Array("你好，世界".utf8)))
        #expect(String(decoding: label.wrappedJSON, as: UTF8.self) == line)
    }

    @Test func `the wordings on the page are judged as the page says`() throws {
        let rows = try Self.page().split(separator: "\n").filter { $0.hasPrefix("| `") }
        var judged = 0
        for row in rows {
            let cells = row.split(separator: "|").map(String.init)
            guard cells.count == 2, cells[1].contains("accepted") || cells[1].contains("refused: no") else { continue }
            for (index, wording) in cells[0].split(separator: "`").enumerated() where index % 2 == 1 {
                let accepted = (try? VisibleLabel(String(wording), position: .start)) != nil
                #expect(accepted == cells[1].contains("accepted"), "\(wording)")
                judged += 1
            }
        }
        #expect(judged == 7)
        #expect(try Self.page().contains("Default wording: `\(VisibleLabel.standardText)`"))
    }
}
