import ArgumentParser
import AuditLog
import Monitor
import Pipeline
import Primitives
import Provenance
import Rules
import SystemIO

/// Where the policy and the keys are.
struct KeyOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The policy file.",
            discussion: "Without it, hallmark.yaml of the working folder is used where there is one.", valueName: "file"))
    var policy: String?

    @Option(name: .long, help: ArgumentHelp("The folder of signing and epoch keys.", valueName: "dir"))
    var keys: String?

    /// The policy of file and flags together.
    func load() throws -> Policy {
        var loaded = try path.map { try Self.load($0) } ?? Policy()
        if let keys { loaded.log.keys = keys }
        return loaded
    }

    /// The policy file, where there is one.
    var path: String? { policy ?? Self.implicitPolicy }

    /// The policy of a file alone.
    static func load(_ path: String) throws -> Policy {
        do throws(RuleProblems) { return try Policy.load(try read(path), file: path) } catch {
            throw Failure(rules: error)
        }
    }

    private static var implicitPolicy: String? {
        (try? FileTree.kind("hallmark.yaml")) == .file ? "hallmark.yaml" : nil
    }

    private static func read(_ path: String) throws(RuleProblems) -> [UInt8] {
        do throws(SystemError) { return try FileTree.read(path, limit: 4 << 20) } catch {
            throw RuleProblems([
                RuleProblem(
                    code: "P000", place: SourcePlace(file: path, line: 1, column: 1),
                    message: "cannot be read: \(SystemError(call: error.call, code: error.code))")
            ])
        }
    }
}

/// What every command that judges may be told.
struct PolicyOptions: ParsableArguments {
    @OptionGroup var keyOptions: KeyOptions

    @Option(
        name: .long, parsing: .upToNextOption,
        help: ArgumentHelp("Rule files or folders, in place of the built-in packs.", valueName: "path"))
    var rules: [String] = []

    @Flag(name: .long, help: "Read the rule packs themselves, and keep no file of what was read.")
    var noCache = false

    /// Where packs are kept in the form that they have once they are read.
    var cache: RuleCache? { noCache ? nil : .user }

    /// The policy of file and flags together.
    func load() throws -> Policy {
        var loaded = try keyOptions.load()
        if !rules.isEmpty { loaded.rules = rules }
        return loaded
    }
}

extension Policy {
    /// The packs that the policy names, or the built-in ones.
    func loadPacks() throws -> [LoadedPack] { try readPacks(nil).packs }

    /// The rules as they apply, compiled, and the files that they were read from.
    func ruleSet(_ cache: RuleCache?) throws -> (rules: RuleSet, files: [String]) {
        let read = try readPacks(cache)
        let packs = read.packs.map(\.pack)
        // The built-in packs are held to the same by the tests, and what is kept was found good before.
        let errors = rules.isEmpty || read.isCached ? [] : RuleLint.check(packs).filter { $0.gravity == .error }
        guard errors.isEmpty else { throw Failure(rules: RuleProblems(errors)) }
        do throws(RuleProblems) {
            let compiled = try RuleSet(packs: packs, overrides: overrides, enforcement: enforcement)
            if let cache, !read.isCached { keep(read, in: cache) }
            return (compiled, read.files)
        } catch {
            throw Failure(rules: error)
        }
    }

    private func readPacks(_ cache: RuleCache?) throws -> ReadPacks {
        do throws(RuleProblems) {
            return rules.isEmpty ? try DefaultRules.read(cache: cache) : try RuleFolder.read(rules, cache: cache)
        } catch {
            throw Failure(rules: error)
        }
    }

    private func keep(_ read: ReadPacks, in cache: RuleCache) {
        if rules.isEmpty { DefaultRules.keep(read, in: cache) } else { RuleFolder.keep(read, rules, in: cache) }
    }

    /// Where keys lie: the policy's folder, `HALLMARK_KEYS`, or the user's own.
    func keyFolder() throws -> KeyFolder {
        if let path = log.keys ?? Terminal.environment("HALLMARK_KEYS") { return KeyFolder(path: path) }
        if let base = Terminal.environment("XDG_CONFIG_HOME") { return KeyFolder(path: base + "/hallmark/keys") }
        guard let home = Terminal.environment("HOME") else {
            throw Failure(
                .configuration, "no folder for keys: neither HALLMARK_KEYS nor XDG_CONFIG_HOME nor HOME is set",
                hint: "name one with --keys or in the policy file (log.keys)")
        }
        return KeyFolder(path: home + "/.config/hallmark/keys")
    }
}

extension Failure {
    /// Every problem on a line of its own, the last line being the failure itself.
    init(rules problems: RuleProblems) {
        let errors = problems.problems.filter { $0.gravity == .error }
        for problem in errors.dropLast() { Terminal.note("hallmark: \(problem)") }
        let last = errors.last ?? problems.problems.last
        self.init(.configuration, last.map { "\($0)" } ?? "the rules cannot be loaded", hint: last?.hint)
    }
}

extension RuleCache {
    /// The user's: `$XDG_CACHE_HOME/hallmark`, else `~/.cache/hallmark`; `nil` where neither is known.
    static var user: RuleCache? {
        let base = Terminal.environment("XDG_CACHE_HOME") ?? Terminal.environment("HOME").map { $0 + "/.cache" }
        guard let base, base.hasPrefix("/") else { return nil }
        // The version does not change with every build; the file of the program does.
        let stamp = (try? FileTree.stamp("/proc/self/exe")).flatMap(\.self)
        let build = stamp.map { "\($0.size)-\($0.seconds)-\($0.nanoseconds)" } ?? ""
        return RuleCache(folder: base + "/hallmark", program: "\(HallmarkCommand.version) \(build)")
    }
}
