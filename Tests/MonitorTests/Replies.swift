import Foundation
import Primitives

/// Replies of the kind that models give: those of `Samples/replies`, or those of the file that `HALLMARK_REPLIES`
/// names, JSON Lines with the text in `response`.
enum Replies {
    static func load() throws -> [String] {
        if let path = ProcessInfo.processInfo.environment["HALLMARK_REPLIES"] {
            let text = try String(contentsOfFile: path, encoding: .utf8)
            return text.split(separator: "\n").compactMap { line in
                (try? JSONValue(parsing: Array(line.utf8)))?["response"]?.string
            }
        }
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../Samples/replies").standardizedFileURL
        return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().compactMap { name in
            name.hasSuffix(".txt") || name.hasSuffix(".md")
                ? try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8) : nil
        }
    }
}
