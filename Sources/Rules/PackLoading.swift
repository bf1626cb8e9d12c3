/// A pack and what is questionable but not wrong about its file.
public struct LoadedPack: Hashable, Sendable {
    public var pack: Pack
    /// In the order of the file.
    public var warnings: [RuleProblem]

    public init(pack: Pack, warnings: [RuleProblem]) {
        self.pack = pack
        self.warnings = warnings
    }
}

extension Pack {
    /// Reads a rule file: one pack in YAML 1.2.
    ///
    ///     let loaded = try Pack.load(bytes, file: "Rules/cn-privacy.yaml") { path in try folder.read(path) }
    ///
    /// Reading is strict: a key that is not known is an error, so that a slip of the pen cannot switch a rule off.
    /// - Parameters:
    ///   - bytes: the file, at most 16 MiB.
    ///   - file: how messages call it.
    ///   - wordFile: reads the word file at a path relative to the pack's folder; the path never leads out of it.
    /// - Throws: ``RuleProblems`` with the problems that were found, 200 at most, in the order of the file; warnings too
    ///   where there is room.
    public static func load<Failure: Error>(
        _ bytes: [UInt8], file: String, wordFile: (String) throws(Failure) -> [UInt8]
    ) throws(RuleProblems) -> LoadedPack {
        guard let document = try Document.read(bytes, file: file) else {
            let place = SourcePlace(file: file, line: 1, column: 1)
            throw RuleProblems([RuleProblem(.empty, at: place, "nothing in the file")])
        }
        let paths = WordFile.paths(in: document)
        guard paths.count <= Document.Limits.wordFiles else {
            let message = "more than \(Document.Limits.wordFiles) word files"
            throw RuleProblems([RuleProblem(.tooLarge, at: document.place, message)])
        }
        var words: [String: WordFile] = [:]
        for path in paths {
            do {
                words[path] = WordFile(try wordFile(path))
            } catch {
                words[path] = WordFile(unreadable: Quote.escaped("\(error)"))
            }
        }
        var reader = DocumentReader(words: words)
        let pack = reader.pack(document)
        let problems = reader.problems.sortedByPlace()
        guard let pack, !problems.contains(where: { $0.gravity == .error }) else {
            let isTooMany = problems.count > Document.Limits.problems
            let kept = isTooMany ? problems.filter { $0.gravity == .error } : problems
            throw RuleProblems(Array(kept.prefix(Document.Limits.problems)))
        }
        return LoadedPack(pack: pack, warnings: problems)
    }
}

extension [RuleProblem] {
    /// Stable: what stands at one place keeps its order.
    func sortedByPlace() -> [RuleProblem] {
        enumerated().sorted { left, right in
            (left.element.place.line, left.element.place.column, left.offset)
                < (right.element.place.line, right.element.place.column, right.offset)
        }.map(\.element)
    }
}

extension DocumentReader {
    mutating func pack(_ document: Document) -> Pack? {
        let keys = ["pack", "version", "title", "rules"]
        guard let fields = fields(document, of: "the pack", known: keys, required: keys) else { return nil }
        let name = fields["pack"].flatMap { packName($0) }
        let version = fields["version"].flatMap { self.version($0) }
        let title = fields["title"].flatMap { self.title($0) }
        guard let elements = fields["rules"].flatMap({ list($0, of: "'rules'") }) else { return nil }
        var rules: [Rule] = []
        var places: [String: SourcePlace] = [:]
        for element in elements {
            guard let rule = rule(element, pack: name, places: &places) else { continue }
            rules.append(rule)
        }
        guard let name, let version, let title, rules.count == elements.count else { return nil }
        let digest = PackDigest.digest(of: document, words: words)
        return Pack(name: name, version: version, title: title, rules: rules, digest: digest)
    }

    private mutating func packName(_ document: Document) -> String? {
        guard let name = text(document, of: "'pack'") else { return nil }
        let isPlain = name.utf8.allSatisfy(Self.isNameUnit) && !name.utf8.contains(UInt8(ascii: "."))
        guard isPlain, name.utf8.count <= 64, name.utf8.first != UInt8(ascii: "-") else {
            report(
                .packName, at: document.place, "the pack is called \(Quote.short(name))",
                hint: "at most 64 of a–z, 0–9 and '-', not starting with '-'")
            return nil
        }
        return name
    }

    /// `[a-z0-9.-]`.
    static func isNameUnit(_ unit: UInt8) -> Bool {
        switch unit {
        case 0x61...0x7A, 0x30...0x39, UInt8(ascii: "."), UInt8(ascii: "-"): true
        default: false
        }
    }

    private mutating func version(_ document: Document) -> String? {
        if case .text(let text, bare: true) = document.content, BareWord(text) != .text, BareWord(text) != .null {
            report(.version, at: document.place, "the version is \(Quote.short(text))", hint: "as in 1.0.0")
            return nil
        }
        guard let version = text(document, of: "'version'") else { return nil }
        guard SemanticVersion.isValid(version) else {
            report(
                .version, at: document.place, "the version is \(Quote.short(version))",
                hint: "a semantic version, as in 1.0.0")
            return nil
        }
        return version
    }

    mutating func title(_ document: Document) -> Title? {
        let keys = ["zh", "en"]
        guard let fields = fields(document, of: "'title'", known: keys, required: keys) else { return nil }
        let zh = fields["zh"].flatMap { phrase($0, of: "'title.zh'") }
        let en = fields["en"].flatMap { phrase($0, of: "'title.en'") }
        guard let zh, let en else { return nil }
        return Title(zh: zh, en: en)
    }
}

/// Semantic Versioning 2.0.0, clause by clause.
enum SemanticVersion {
    static func isValid(_ version: String) -> Bool {
        let units = Array(version.utf8)
        guard units.count <= 128 else { return false }
        let built = units.split(separator: UInt8(ascii: "+"), maxSplits: 1, omittingEmptySubsequences: false)
        guard let main = built.first, built.dropFirst().allSatisfy({ areIdentifiers($0) }) else { return false }
        let parts = main.split(separator: UInt8(ascii: "-"), maxSplits: 1, omittingEmptySubsequences: false)
        guard let core = parts.first else { return false }
        let numbers = core.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard numbers.count == 3, numbers.allSatisfy({ isNumber($0) }) else { return false }
        return parts.dropFirst().allSatisfy { prerelease in
            areIdentifiers(prerelease)
                && prerelease.split(separator: UInt8(ascii: ".")).allSatisfy { !hasNeedlessZero($0) }
        }
    }

    private static func isDigit(_ unit: UInt8) -> Bool { (0x30...0x39).contains(unit) }

    private static func isNumber(_ units: ArraySlice<UInt8>) -> Bool {
        !units.isEmpty && units.allSatisfy(isDigit) && !hasNeedlessZero(units)
    }

    private static func hasNeedlessZero(_ units: ArraySlice<UInt8>) -> Bool {
        units.count > 1 && units.first == UInt8(ascii: "0") && units.allSatisfy(isDigit)
    }

    private static func areIdentifiers(_ units: ArraySlice<UInt8>) -> Bool {
        units.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { identifier in
            !identifier.isEmpty
                && identifier.allSatisfy { unit in
                    isDigit(unit) || unit == UInt8(ascii: "-") || (0x61...0x7A).contains(unit | 0x20)
                }
        }
    }
}
