internal import Monitor
internal import Rules
internal import TextMatching

/// Lists of words: one a line, its tags behind tabs.
///
///     # what stands behind a number sign is a comment
///     加微信号<TAB>risk=A.2.b<TAB>severity=high<TAB>引流
///
/// Words with the same tags are one rule with a word file of its own.
public enum WordListImport {
    /// Lines that may be malformed before reading ends.
    static let mostFaults = 50
    /// Of each kind of doubtful word so many are named.
    static let mostNamed = 20
    /// A pack names no more word files.
    static let mostRules = 256
    /// A word that begins at more of the characters of ordinary text is too common: at one in five thousand, or of ASCII,
    /// where the share is told from letters alone and comes out low, at one in a hundred thousand.
    static func isCommon(_ word: String) -> Bool {
        CharacterShares.word(word) > (word.utf8.allSatisfy { $0 < 0x80 } ? 0.000_01 : 0.000_2)
    }

    /// - Parameters:
    ///   - name: what the pack will be called.
    ///   - source: how the file is called.
    /// - Throws: lines that are malformed, a file that is not UTF-8.
    public static func read(_ bytes: [UInt8], name: String, source: String) throws(ImportFault) -> ImportedPack {
        var list = try WordList(bytes)
        var drafts = list.drafts(pack: name)
        try WordTests.give(&drafts, of: list, pack: name)
        var pack = drafts.pack(name: name, source: source, from: "words", issues: list.issues, read: list.lines)
        for group in list.groups {
            let path = "\(name)/\(list.fileName(of: group.tags))"
            pack.files.append(ImportedPack.WordFile(path: path, text: group.text))
        }
        pack.words = list.groups.reduce(0) { $0 + $1.words.count }
        pack.duplicates = list.duplicates
        return pack
    }
}

/// The words of a list, by their tags.
struct WordList {
    struct Group {
        var tags: WordTags
        var words: [String] = []

        /// A word a line.
        var text: [UInt8] {
            var text: [UInt8] = []
            text.reserveCapacity(words.reduce(0) { $0 + $1.utf8.count + 1 })
            for word in words {
                text += Array(word.utf8)
                text.append(0x0A)
            }
            return text
        }
    }

    private(set) var groups: [Group] = []
    private(set) var issues: [ImportIssue] = []
    private(set) var duplicates = 0
    /// Lines with a word.
    private(set) var lines = 0
    private var places: [WordTags: Int] = [:]
    /// Lists of tags as they are spelled: nearly all lines share them.
    private var spelled: [Substring: Int] = [:]
    private var seen: [Set<[UInt32]>] = []
    private var foldings: [Folding] = []
    private var files: [WordTags: String] = [:]
    private var short = Doubtful()
    private var common = Doubtful()

    /// Words that deserve a look.
    private struct Doubtful {
        var count = 0
        var named: [String] = []
        var line: Int?

        mutating func add(_ word: String, _ line: Int) {
            count += 1
            self.line = self.line ?? line
            if named.count < WordListImport.mostNamed { named.append(Quote.short(word)) }
        }

        /// The words that are named, and how many more there are.
        var shown: String {
            named.joined(separator: ", ") + (count > named.count ? " and \(count - named.count) more" : "")
        }
    }

    init(_ bytes: [UInt8]) throws(ImportFault) {
        try Encoding.check(bytes)
        var faults: [ImportFault.Place] = []
        var number = 0
        let units = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        for line in units.split(separator: 0x0A, omittingEmptySubsequences: false) {
            number += 1
            do throws(DialectError) { try take(line, number) } catch {
                faults.append(ImportFault.Place(line: number, message: error.message))
                if faults.count >= WordListImport.mostFaults { break }
            }
        }
        guard faults.isEmpty else { throw ImportFault(faults) }
        guard !groups.isEmpty else { throw ImportFault("no word in the file") }
        guard groups.count <= WordListImport.mostRules else {
            throw ImportFault("\(groups.count) different sets of tags: a pack has at most \(WordListImport.mostRules) word files")
        }
        noteDoubtful()
    }

    private mutating func take(_ line: ArraySlice<UInt8>, _ number: Int) throws(DialectError) {
        let text = String(decoding: line, as: UTF8.self)
        let end = text.utf8.firstIndex(of: 0x09) ?? text.endIndex
        let word = text[..<end].trimmed
        guard !word.isEmpty else {
            if end < text.endIndex, !text[end...].trimmed.isEmpty { throw DialectError("tags without a word") }
            return
        }
        if word.utf8.first == UInt8(ascii: "#") { return }
        guard word.unicodeScalars.allSatisfy(Self.isText) else { throw DialectError("a control character in a word") }
        lines += 1
        let group = try group(text[end...])
        let scalars = foldings[group].scalars(of: word)
        guard !scalars.isEmpty else {
            issues.append(ImportIssue(.leftOut, line: number, rule: nil, "word", "nothing of \(Quote.short(word)) is left in its view"))
            return
        }
        guard seen[group].insert(scalars).inserted else {
            duplicates += 1
            return
        }
        groups[group].words.append(word)
        if Self.isShort(scalars) {
            short.add(word, number)
        } else if WordListImport.isCommon(word) {
            common.add(word, number)
        }
    }

    /// Word files are read line by line, as YAML is not.
    private static func isText(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value) && scalar.value != 0x2028 && scalar.value != 0x2029
    }

    /// One character, or two letters.
    private static func isShort(_ scalars: [UInt32]) -> Bool {
        scalars.count < 2 || scalars.count == 2 && scalars.allSatisfy { $0 < 0x250 }
    }

    private mutating func group(_ tags: Substring) throws(DialectError) -> Int {
        if let known = spelled[tags] { return known }
        let read = try WordTags(tags.split(separator: "\t")[...])
        if let known = places[read] {
            spelled[tags] = known
            return known
        }
        groups.append(Group(tags: read))
        seen.append([])
        foldings.append(Folding(Self.foldings(of: read.view)))
        places[read] = groups.count - 1
        spelled[tags] = groups.count - 1
        return groups.count - 1
    }

    private static func foldings(of view: View.Kind) -> Foldings {
        switch view {
        case .raw: .raw
        case .folded: .folded
        case .foldedPlus, .split: [.folded, .confusables]
        case .pinyin: [.folded, .confusables, .pinyin]
        }
    }

    private mutating func noteDoubtful() {
        if short.count > 0 {
            issues.append(
                ImportIssue(.noted, line: short.line, rule: nil, "short words", "they hit much else: \(short.shown)"))
        }
        if common.count > 0 {
            issues.append(
                ImportIssue(.noted, line: common.line, rule: nil, "common words", "they stand in ordinary text: \(common.shown)"))
        }
        if duplicates > 0 {
            let words = duplicates == 1 ? "1 word stood" : "\(duplicates) words stood"
            issues.append(ImportIssue(.noted, line: nil, rule: nil, "duplicates", "\(words) there before, in the same view"))
        }
    }

    // MARK: Rules

    func fileName(of tags: WordTags) -> String { (files[tags] ?? "words") + ".txt" }

    /// A rule for each set of tags, called after them.
    mutating func drafts(pack: String) -> [RuleDraft] {
        var taken: Set<String> = []
        var drafts: [RuleDraft] = []
        for group in groups {
            let part = Slug.unused(Self.slug(of: group.tags), &taken)
            files[group.tags] = part
            let shown = group.tags.names.isEmpty ? part : group.tags.names.joined(separator: " ")
            var draft = RuleDraft(
                id: "\(pack).\(part)", zh: "词表：\(shown)", en: "Words: \(shown)", category: group.tags.category,
                severity: group.tags.severity, action: group.tags.action,
                looks: .wordFile("\(pack)/\(part).txt"))
            draft.risk = group.tags.risk
            draft.matchView = group.tags.view == .foldedPlus ? nil : group.tags.view
            drafts.append(draft)
        }
        return drafts
    }

    /// Of the names, in letters, and of all that is not as usual.
    private static func slug(of tags: WordTags) -> String {
        var parts = tags.names.map { name in
            name.unicodeScalars.map { scalar in
                Folding.syllable(of: scalar) ?? String(scalar)
            }.joined()
        }
        if parts.isEmpty { parts = ["words"] }
        if let risk = tags.risk { parts.append(risk) }
        let usual = try? WordTags([])
        if tags.category != usual?.category { parts.append(tags.category.rawValue) }
        if tags.severity != usual?.severity { parts.append(tags.severity.rawValue) }
        if tags.view != usual?.view { parts.append(tags.view == .foldedPlus ? "folded-plus" : tags.view.rawValue) }
        if tags.action != usual?.action { parts.append(tags.action.rawValue) }
        let slug = Slug.slug(parts.joined(separator: "-"))
        return slug.isEmpty ? "words" : slug
    }
}
