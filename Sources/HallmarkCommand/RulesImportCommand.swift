import ArgumentParser
import Primitives
import RuleImport
import Rules
import SystemIO

struct RulesImport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Make a pack of somebody else's rules.",
        discussion: """
            Reads rules of gitleaks (TOML), recognizers of Presidio (YAML), or a list of words (one a line, its tags \
            behind tabs), and says of everything that could not be carried over what it was and why. Exits with 1 where \
            a rule is missing or finds something else than before.

            Example:
              hallmark rules import --from gitleaks .gitleaks.toml --output my-rules/
              hallmark rules import --from words words.txt --output my-rules/words.yaml
            """)

    enum Origin: String, ExpressibleByArgument, CaseIterable { case gitleaks, presidio, words }

    @Option(name: .long, help: "What the file is of: gitleaks, presidio or words.")
    var from: Origin

    @Argument(help: ArgumentHelp("The file.", valueName: "file"))
    var file: String

    @Option(
        name: [.short, .long],
        help: ArgumentHelp("Where the pack goes: a rule file (.yaml), or a folder for it.", valueName: "path"))
    var output: String

    @Option(name: .long, help: ArgumentHelp("What the pack is called. Default: as its file", valueName: "name"))
    var pack: String?

    @Flag(name: .long, help: "Replace files that are there.")
    var force = false

    @Flag(name: .long, help: "Print what was done as one JSON object.")
    var json = false

    func run() throws {
        let target = try target()
        let bytes = try FileTree.read(file, limit: 64 << 20)
        let imported: ImportedPack
        do throws(ImportFault) {
            imported =
                switch from {
                case .gitleaks: try GitleaksImport.read(bytes, name: target.pack, source: sourceName)
                case .presidio: try PresidioImport.read(bytes, name: target.pack, source: sourceName)
                case .words: try WordListImport.read(bytes, name: target.pack, source: sourceName)
                }
        } catch {
            throw failure(error)
        }
        let written = imported.rules > 0 ? try write(imported, target) : []
        if json { try Terminal.json(report(imported, written)) } else { try tell(imported, target) }
        if !imported.isComplete || imported.rules == 0 { try ExitStatus.answerIsNo.exit() }
    }

    /// The last part of the path, for what is written into the pack.
    private var sourceName: String { file.split(separator: "/").last.map(String.init) ?? file }

    private func failure(_ fault: ImportFault) -> Failure {
        func text(_ place: ImportFault.Place) -> String {
            place.line.map { "\(file):\($0): \(place.message)" } ?? "\(file): \(place.message)"
        }
        for place in fault.places.dropLast() { Terminal.note("hallmark: \(text(place))") }
        guard let last = fault.places.last else { return Failure(.badInput, "\(file) cannot be read") }
        return Failure(.badInput, text(last), hint: last.hint?.replacing("FILE", with: file))
    }

    // MARK: Where it goes

    private struct Target {
        var pack: String
        var folder: String
        var file: String
    }

    private func target() throws -> Target {
        let isFile = output.hasSuffix(".yaml") || output.hasSuffix(".yml")
        let named = isFile ? output : sourceName
        let stem = named.split(separator: "/").last.map { $0.split(separator: ".").first ?? $0 }.map(String.init) ?? ""
        let name = pack ?? Self.packName(of: stem)
        guard !name.isEmpty, Self.packName(of: name) == name else {
            throw Failure(
                .usage, "\(Quote.short(pack ?? stem)) gives no name of a pack",
                hint: "--pack takes at most 64 of a–z, 0–9 and '-', not beginning with '-'")
        }
        let folder = isFile ? FileTree.parent(of: output) : output
        return Target(pack: name, folder: folder, file: isFile ? output : FileTree.join(output, name + ".yaml"))
    }

    /// What of a file's name can be that of a pack.
    private static func packName(of stem: String) -> String {
        var units: [UInt8] = []
        for unit in stem.lowercased().utf8 {
            let isPlain = (0x61...0x7A).contains(unit) || (0x30...0x39).contains(unit) || unit == UInt8(ascii: "-")
            units.append(isPlain ? unit : UInt8(ascii: "-"))
        }
        return String(decoding: units.drop { $0 == UInt8(ascii: "-") }.prefix(64), as: UTF8.self)
    }

    private func write(_ imported: ImportedPack, _ target: Target) throws -> [String] {
        // The pack comes last: while it is not there, nothing names the word files.
        let files = imported.wordFiles.map { (path: FileTree.join(target.folder, $0.path), text: $0.text) }
            + [(path: target.file, text: imported.text)]
        if !force {
            for file in files where try FileTree.kind(file.path, followingLinks: false) != nil {
                throw Failure(.cannotCreate, "\(file.path) exists", hint: "--force replaces it")
            }
        }
        for file in files {
            try FileTree.makeDirectories(FileTree.parent(of: file.path))
            try FileTree.replace(file.path, with: file.text)
        }
        return files.map(\.path)
    }

    // MARK: What is said

    private func report(_ imported: ImportedPack, _ written: [String]) -> JSONValue {
        func number(_ value: Int) -> JSONValue { .integer(Int64(value)) }
        return [
            "from": .string(from.rawValue), "source": .string(file), "pack": .string(imported.name),
            "files": .array(written.map(JSONValue.string)), "read": number(imported.read), "rules": number(imported.rules),
            "words": number(imported.words), "duplicates": number(imported.duplicates), "tests": number(imported.tests),
            "complete": .bool(imported.isComplete && imported.rules > 0), "issues": .array(imported.issues.map(\.json)),
        ]
    }

    private func tell(_ imported: ImportedPack, _ target: Target) throws {
        for kind in ImportIssue.Kind.allCases {
            let own = imported.issues.filter { $0.kind == kind }
            if own.isEmpty { continue }
            try Terminal.line(Terminal.coloured(Self.title(kind), kind == .noted ? .bold : .yellow, on: .output))
            var table = TextTable([.left, .left, .left, .left])
            for issue in own {
                table.add([
                    Quote.escaped(file) + (issue.line.map { ":\($0)" } ?? ""), Quote.escaped(issue.rule ?? "–"),
                    Quote.escaped(issue.subject), Quote.escaped(issue.reason),
                ])
            }
            for line in table.lines { try Terminal.line("  " + line) }
        }
        guard imported.rules > 0 else { return try Terminal.line("nothing was written: no rule is left") }
        let what =
            from == .words
            ? "\(counted(imported.words, "word")) of \(counted(imported.read, "line")), "
                + "\(counted(imported.duplicates, "duplicate"))"
            : "of \(counted(imported.read, from == .gitleaks ? "rule" : "recognizer"))"
        let rules = counted(imported.rules, "rule")
        try Terminal.line("\(target.file): \(rules), \(what), tried on \(counted(imported.tests, "text"))")
    }

    private static func title(_ kind: ImportIssue.Kind) -> String {
        switch kind {
        case .leftOut: "left out"
        case .changed: "finds something else than before"
        case .noted: "finds the same, but"
        }
    }
}
