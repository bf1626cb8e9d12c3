import Foundation
import Primitives

/// One reply of a model.
struct Reply {
    enum Language: String, CaseIterable {
        case chinese = "Chinese"
        case english = "English"
    }

    let text: String
    let language: Language

    /// A reply of which a fifth are Chinese characters is a Chinese one.
    init?(_ text: String) {
        let scalars = text.unicodeScalars
        guard !scalars.isEmpty else { return nil }
        self.text = text
        language = scalars.count(where: \.isHan) * 5 >= scalars.count ? .chinese : .english
    }
}

extension Unicode.Scalar {
    fileprivate var isHan: Bool { (0x3400...0x9FFF).contains(value) || (0x20000...0x3134F).contains(value) }
}

enum Replies {
    /// The replies in `Samples/replies` of the folder in which the program is run.
    static func samples() throws -> [Reply] {
        let folder = "Samples/replies"
        return try FileManager.default.contentsOfDirectory(atPath: folder).sorted().compactMap { name in
            Reply(try String(contentsOfFile: folder + "/" + name, encoding: .utf8))
        }
    }

    /// The text at `field` (names with dots between them) of each line of a JSONL file.
    static func read(_ path: String, field: String) throws -> [Reply] {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        return text.split(separator: "\n").compactMap { line in
            guard var value = try? JSONValue(parsing: Array(line.utf8)) else { return nil }
            for name in field.split(separator: ".") {
                guard let next = value[String(name)] else { return nil }
                value = next
            }
            return value.string.flatMap { Reply($0) }
        }
    }
}

/// Cuts a reply as a model's vocabulary would: one or two Chinese characters, an English word or a part of one with
/// the space before it, about four characters long; line breaks and marks alone.
enum Tokens {
    static func split(_ reply: Reply, seed: UInt64) -> [[UInt8]] {
        var random = SplitMix(state: seed)
        var tokens: [[UInt8]] = []
        var rest = Array(reply.text.unicodeScalars)[...]
        while let first = rest.first {
            var count = 1
            if first.isHan {
                if rest.dropFirst().first?.isHan == true, random.next() % 3 != 0 { count = 2 }
            } else if first == " " || first.properties.isAlphabetic {
                let longest = Int(2 + random.next() % 5) + (first == " " ? 1 : 0)
                count = 1 + rest.dropFirst().prefix(longest).prefix { $0.properties.isAlphabetic && !$0.isHan }.count
            } else if ("0"..."9").contains(first) {
                count = 1 + rest.dropFirst().prefix(Int(random.next() % 3)).prefix { ("0"..."9").contains($0) }.count
            }
            var token = String.UnicodeScalarView()
            token.append(contentsOf: rest.prefix(count))
            tokens.append(Array(String(token).utf8))
            rest = rest.dropFirst(count)
        }
        return tokens
    }

    /// Sebastiano Vigna's SplitMix64: the same cuts everywhere.
    private struct SplitMix {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var value = state
            value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
            value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
            return value ^ value >> 31
        }
    }
}
