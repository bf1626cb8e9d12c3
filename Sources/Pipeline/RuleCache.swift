internal import Cryptography
internal import Primitives
public import Rules
internal import SystemIO

/// Packs as they were read, with all that they were read from.
public struct ReadPacks: Sendable {
    public var packs: [LoadedPack]
    /// Every file that was read, word files too; none for the packs that come with the program.
    public var files: [String]
    /// SHA-256 of each of them, in hexadecimal, in the same order.
    var digests: [String]
    /// What belongs to these packs and was kept with them, by name: tables of a monitor. Empty where the packs did not
    /// come from the cache.
    public var tables: [String: [UInt8]] = [:]
    /// Whether they came from the cache.
    public var isCached = false
}

/// A folder with packs in the form in which they are ready after reading, so that a start does not read YAML.
///
/// A file of the folder is used only if it is whole, was written by this version of the program, and every source file
/// is byte for byte what it was; otherwise the packs are read anew, silently. That the folder cannot be read or
/// written is no error. A file that others may write is not used: what stands in it decides what is let through.
public struct RuleCache: Sendable {
    private let folder: String
    private let program: String

    /// - Parameters:
    ///   - folder: made when something is kept.
    ///   - program: tells this program from every other that might read the same packs differently.
    public init(folder: String, program: String) {
        self.folder = folder
        self.program = program
    }

    private static let program = "program"
    private static let sources = "sources"
    private static let packs = "packs"
    private static let table = "table."

    /// The file for the packs that are read from `names`.
    private func path(_ names: [String]) -> String {
        var writer = PackedWriter()
        writer.list(names) { $0.text($1) }
        return FileTree.join(folder, "rules-\(Hex.encode(SHA256Hasher.hash(writer.bytes).prefix(12))).cache")
    }

    /// The packs of the rule files `names`, where they are kept and nothing has changed.
    /// - Parameter digest: SHA-256 of a source file as it is now, in hexadecimal; `nil` where it cannot be read.
    func load(_ names: [String], digest: (String) -> String?) -> ReadPacks? {
        let path = path(names)
        guard let permissions = try? FileTree.permissions(path), permissions & 0o022 == 0,
            let bytes = try? FileTree.read(path, limit: 256 << 20), let file = CacheFile(bytes),
            file.sections[Self.program] == identity, let listed = file.sections[Self.sources], let sources = Self.sources(listed),
            sources.allSatisfy({ digest($0.name) == $0.digest }),
            let packed = file.sections[Self.packs], let packs = PackedPacks.decode(packed)
        else { return nil }
        let tables = file.sections.filter { $0.key.hasPrefix(Self.table) }.map { ($0.key.dropFirst(Self.table.count), $0.value) }
        return ReadPacks(
            packs: packs, files: sources.map(\.name), digests: sources.map(\.digest),
            tables: Dictionary(tables.map { (String($0.0), $0.1) }) { first, _ in first }, isCached: true)
    }

    /// Keeps packs, and the tables that go with them.
    func store(_ read: ReadPacks, names: [String]) {
        var sections = [Self.program: identity, Self.packs: PackedPacks.encode(read.packs)]
        var writer = PackedWriter()
        writer.list(Array(zip(read.files, read.digests))) {
            $0.text($1.0)
            $0.text($1.1)
        }
        sections[Self.sources] = writer.bytes
        for (name, table) in read.tables { sections[Self.table + name] = table }
        try? FileTree.makeDirectories(folder, permissions: 0o700)
        try? FileTree.replace(path(names), with: CacheFile(sections).bytes)
    }

    private var identity: [UInt8] { Array("\(program) \(PackedPacks.version)".utf8) }

    private static func sources(_ bytes: [UInt8]) -> [(name: String, digest: String)]? {
        var reader = PackedReader(bytes[...])
        return try? reader.list { (reader) throws(PackedReader.Malformed) in (try reader.text(), try reader.text()) }
    }
}
