import Foundation

@testable import Rules

/// Files beside the tests, and what the tests hand in for word files.
enum Samples {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()

    static func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: folder.appendingPathComponent(path)))
    }

    struct NoSuchFile: Error, CustomStringConvertible {
        var description: String { "no such file" }
    }

    static func wordFile(_ path: String) throws(NoSuchFile) -> [UInt8] {
        switch path {
        case "words.txt": Array("# two words\n炸药\n\n  雷管\t\r\n".utf8)
        case "broken.txt": Array("炸药\n".utf8) + [0xFF, 0x0A]
        case "comments.txt": Array("# none\n\n".utf8)
        default: throw NoSuchFile()
        }
    }

    static func load(_ text: String) throws(RuleProblems) -> LoadedPack {
        try Pack.load(Array(text.utf8), file: "sample.yaml", wordFile: wordFile)
    }

    static func load(path: String) throws -> LoadedPack {
        try Pack.load(try bytes(path), file: path, wordFile: wordFile)
    }

    /// A pack of one rule with `match` and further `lines`.
    static func pack(match: String, _ lines: String...) throws(RuleProblems) -> Pack {
        let rule = """
            pack: sample
            version: 1.0.0
            title: {zh: 样本, en: Sample}
            rules:
              - id: sample.one
                title: {zh: 一, en: One}
                category: custom
                severity: low
                match: \(match)
                tests: {hit: [一二三], clean: [一二四]}

            """
        return try load(rule + lines.map { "    \($0)\n" }.joined()).pack
    }
}
