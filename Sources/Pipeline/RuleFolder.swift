internal import Cryptography
internal import Primitives
public import Rules
internal import SystemIO

/// Rule packs from files and folders.
public enum RuleFolder {
    /// A rule file is no larger than this.
    static let sizeLimit = 16 << 20

    /// Loads every pack that `paths` name: a file is one pack, a folder holds one in each of its `.yaml` files.
    /// - Throws: every problem of every file that could not be loaded.
    public static func load(_ paths: [String]) throws(RuleProblems) -> [LoadedPack] {
        try read(paths).packs
    }

    /// Reads every pack that `paths` name, or takes what the cache has of them.
    /// - Throws: every problem of every file that could not be loaded.
    public static func read(_ paths: [String], cache: RuleCache? = nil) throws(RuleProblems) -> ReadPacks {
        let names = try files(paths)
        if let known = cache?.load(names, digest: { path in
            (try? FileTree.read(path, limit: sizeLimit)).map(digest)
        }) { return known }
        var read = ReadPacks(packs: [], files: [], digests: [])
        var problems: [RuleProblem] = []
        for name in names {
            do throws(RuleProblems) { try add(name, to: &read) } catch { problems += error.problems }
        }
        guard problems.isEmpty else { throw RuleProblems(problems) }
        return read
    }

    /// Keeps what ``read(_:cache:)`` returned for `paths`, once it was found good.
    public static func keep(_ read: ReadPacks, _ paths: [String], in cache: RuleCache) {
        guard let names = try? files(paths) else { return }
        cache.store(read, names: names)
    }

    private static func digest(_ bytes: [UInt8]) -> String { Hex.encode(SHA256Hasher.hash(bytes)) }

    private static func add(_ file: String, to packs: inout ReadPacks) throws(RuleProblems) {
        let folder = FileTree.parent(of: file)
        let bytes = try read(file)
        packs.files.append(file)
        packs.digests.append(digest(bytes))
        var words: [(path: String, digest: String)] = []
        defer {
            packs.files += words.map(\.path)
            packs.digests += words.map(\.digest)
        }
        packs.packs.append(
            try Pack.load(bytes, file: file) { name throws(SystemError) in
                let path = FileTree.join(folder, name)
                let bytes = try FileTree.read(path, limit: sizeLimit)
                words.append((path, digest(bytes)))
                return bytes
            })
    }

    /// The rule files that `paths` name: files as they are, and of a folder its `.yaml` files.
    public static func files(_ paths: [String]) throws(RuleProblems) -> [String] {
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

    /// The bytes of a rule file.
    public static func read(_ file: String) throws(RuleProblems) -> [UInt8] {
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
    public static func load() throws(RuleProblems) -> [LoadedPack] { try read().packs }

    /// The names of their files.
    public static var names: [String] { DefaultPacks.files.map(\.name) }

    /// SHA-256 of a pack's text, in hexadecimal, as it was when the program was made.
    static func digest(_ name: String) -> String? {
        DefaultPacks.files.first { $0.name == name }?.digest
    }

    /// Reads the built-in packs, or takes what the cache has of them.
    public static func read(cache: RuleCache? = nil) throws(RuleProblems) -> ReadPacks {
        if var known = cache?.load(names, digest: digest) {
            known.files = []
            known.digests = []
            return known
        }
        var packs: [LoadedPack] = []
        for file in DefaultPacks.files {
            packs.append(
                try Pack.load(Array(file.text.utf8), file: file.name) { name throws(SystemError) in
                    throw SystemError(call: "built-in packs have no word files", path: name, code: 2)
                })
        }
        return ReadPacks(packs: packs, files: [], digests: [])
    }

    /// Keeps what ``read(cache:)`` returned.
    public static func keep(_ read: ReadPacks, in cache: RuleCache) {
        var read = read
        read.files = names
        read.digests = names.map { digest($0) ?? "" }
        cache.store(read, names: names)
    }

    /// The text of a built-in pack, for messages that point into it.
    public static func source(_ name: String) -> [UInt8]? {
        DefaultPacks.files.first { $0.name == name }.map { Array($0.text.utf8) }
    }
}
