public import Rules
internal import SystemIO

/// Rule packs from files and folders.
public enum RuleFolder {
    /// A rule file is no larger than this.
    static let sizeLimit = 16 << 20

    /// Loads every pack that `paths` name: a file is one pack, a folder holds one in each of its `.yaml` files.
    /// - Throws: every problem of every file that could not be loaded.
    public static func load(_ paths: [String]) throws(RuleProblems) -> [LoadedPack] {
        try loadNoting(paths).packs
    }

    /// Loads every pack that `paths` name.
    /// - Returns: the packs, and every file that was read for them, word files too.
    /// - Throws: every problem of every file that could not be loaded.
    public static func loadNoting(
        _ paths: [String]
    ) throws(RuleProblems) -> (packs: [LoadedPack], files: [String]) {
        var packs: [LoadedPack] = []
        var read: [String] = []
        var problems: [RuleProblem] = []
        for file in try files(paths) {
            read.append(file)
            do throws(RuleProblems) { packs.append(try pack(file, &read)) } catch { problems += error.problems }
        }
        guard problems.isEmpty else { throw RuleProblems(problems) }
        return (packs, read)
    }

    private static func pack(_ file: String, _ words: inout [String]) throws(RuleProblems) -> LoadedPack {
        let folder = FileTree.parent(of: file)
        var paths: [String] = []
        defer { words += paths }
        return try Pack.load(try read(file), file: file) { name throws(SystemError) in
            let path = FileTree.join(folder, name)
            paths.append(path)
            return try FileTree.read(path, limit: sizeLimit)
        }
    }

    private static func files(_ paths: [String]) throws(RuleProblems) -> [String] {
        var files: [String] = []
        var problems: [RuleProblem] = []
        for path in paths {
            do throws(SystemError) {
                switch try FileTree.kind(path) {
                case .directory:
                    let names = try FileTree.entries(path).filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }
                    if names.isEmpty { problems.append(Self.problem(path, "no .yaml file in it")) }
                    files += names.map { FileTree.join(path, $0) }
                default: files.append(path)
                }
            } catch {
                throw RuleProblems([unreadable(path, error)])
            }
        }
        guard problems.isEmpty else { throw RuleProblems(problems) }
        return files
    }

    private static func read(_ file: String) throws(RuleProblems) -> [UInt8] {
        do throws(SystemError) { return try FileTree.read(file, limit: sizeLimit) } catch {
            throw RuleProblems([unreadable(file, error)])
        }
    }

    private static func unreadable(_ file: String, _ error: SystemError) -> RuleProblem {
        problem(file, "cannot be read: \(SystemError(call: error.call, code: error.code))")
    }

    private static func problem(_ file: String, _ message: String) -> RuleProblem {
        RuleProblem(
            code: "R000", place: SourcePlace(file: file, line: 1, column: 1), message: message,
            hint: "name a pack (.yaml) or a folder of packs")
    }
}

/// The packs that come with the program.
public enum DefaultRules {
    /// Loads the built-in packs.
    public static func load() throws(RuleProblems) -> [LoadedPack] {
        var packs: [LoadedPack] = []
        for file in DefaultPacks.files {
            packs.append(
                try Pack.load(Array(file.text.utf8), file: file.name) { name throws(SystemError) in
                    throw SystemError(call: "built-in packs have no word files", path: name, code: 2)
                })
        }
        return packs
    }

    /// The text of a built-in pack, for messages that point into it.
    public static func source(_ name: String) -> [UInt8]? {
        DefaultPacks.files.first { $0.name == name }.map { Array($0.text.utf8) }
    }
}
