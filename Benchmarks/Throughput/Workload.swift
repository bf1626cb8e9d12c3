import Foundation

/// What make_workload.py wrote.
struct Workload {
    struct Expression {
        var portable: String
        /// As a rule would have it.
        var own: String
    }

    let folder: String
    let keywords: [String]
    let expressions: [Expression]

    init?(_ folder: String) {
        func lines(_ name: String) -> [String]? {
            FileManager.default.contents(atPath: "\(folder)/\(name)").map {
                String(decoding: $0, as: UTF8.self).split(separator: "\n").map(String.init)
            }
        }
        guard let keywords = lines("keywords.txt"), let expressions = lines("regexes.tsv") else { return nil }
        self.folder = folder
        self.keywords = keywords
        self.expressions = expressions.compactMap { line in
            let parts = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            return parts.count == 3 ? Expression(portable: parts[1], own: parts[2]) : nil
        }
    }

    /// The rules for a peer: keywords have numbers from 0, expressions go on from there.
    func rules(keywords hasKeywords: Bool, expressions hasExpressions: Bool) -> String {
        var text = ""
        if hasKeywords {
            for (number, word) in keywords.enumerated() { text += "k\t\(number)\t\(word)\n" }
        }
        if hasExpressions {
            for (number, expression) in expressions.enumerated() {
                text += "r\t\(keywords.count + number)\t\(expression.portable)\n"
            }
        }
        return text
    }
}

/// The texts that are judged, in one buffer.
struct Corpus {
    let name: String
    let path: String
    let bytes: [UInt8]
    let records: [Range<Int>]
    /// Of all records.
    let size: Int

    init?(_ name: String, in folder: String) {
        self.name = name
        path = "\(folder)/\(name).records"
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        let bytes = [UInt8](data)
        var records: [Range<Int>] = []
        var place = 0
        while place + 4 <= bytes.count {
            let length = bytes[place..<(place + 4)].reversed().reduce(0) { $0 << 8 | Int($1) }
            place += 4
            guard length <= bytes.count - place else { return nil }
            records.append(place..<(place + length))
            place += length
        }
        self.bytes = bytes
        self.records = records
        size = records.reduce(0) { $0 + $1.count }
    }

    private init(_ other: Corpus, _ records: [Range<Int>]) {
        name = other.name
        path = other.path
        bytes = other.bytes
        self.records = records
        size = records.reduce(0) { $0 + $1.count }
    }

    /// Its first records, of about so many bytes.
    func leading(_ limit: Int) -> Corpus {
        var size = 0
        return Corpus(self, Array(records.prefix { size += $0.count; return size <= limit }))
    }
}
