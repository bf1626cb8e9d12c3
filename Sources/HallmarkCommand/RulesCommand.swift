import ArgumentParser
import Pipeline
import RuleTools
import Rules
import SystemIO

struct RulesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules", abstract: "Check, test, list, explain, measure, evaluate and import rules.",
        discussion: "Example:\n  hallmark rules check Rules/ && hallmark rules test Rules/",
        subcommands: [
            RulesCheck.self, RulesTest.self, RulesList.self, RulesExplain.self, RulesBench.self, RulesCoverage.self,
            RulesEval.self, RulesImport.self,
        ])
}

/// The packs a rules command is about; the built-in ones where none is named.
struct RulePaths: ParsableArguments {
    @Argument(help: ArgumentHelp("Rule files or folders. Default: the built-in packs", valueName: "path"))
    var paths: [String] = []

    func load() throws(RuleProblems) -> [LoadedPack] {
        paths.isEmpty ? try DefaultRules.load() : try RuleFolder.load(paths)
    }

    /// The files as they stand, those with problems too.
    func files() throws(RuleProblems) -> [RuleFile] {
        guard !paths.isEmpty else {
            return DefaultRules.names.map { name in
                RuleFile(path: name, bytes: DefaultRules.source(name) ?? []) { word throws(SystemError) in
                    throw SystemError(call: "built-in packs have no word files", path: word, code: 2)
                }
            }
        }
        var files: [RuleFile] = []
        for path in try RuleFolder.files(paths) {
            let folder = FileTree.parent(of: path)
            files.append(
                RuleFile(path: path, bytes: try RuleFolder.read(path)) { word throws(SystemError) in
                    try FileTree.read(FileTree.join(folder, word), limit: 16 << 20)
                })
        }
        return files
    }
}

/// Nanoseconds since the program began, for whoever measures.
struct Stopwatch: Sendable {
    private let start = ContinuousClock.now

    var nanoseconds: Int64 {
        let (seconds, attoseconds) = start.duration(to: .now).components
        return seconds &* 1_000_000_000 &+ attoseconds / 1_000_000_000
    }
}
