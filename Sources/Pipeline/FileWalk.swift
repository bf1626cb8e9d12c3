public import SystemIO

/// A file that an audit looks into.
public struct AuditedFile: Hashable, Sendable {
    /// What stands in the file.
    public enum Kind: String, Sendable { case text, jsonl, json }
    /// How it is packed.
    public enum Packing: String, Sendable { case none, gzip, zstd }

    public let path: String
    public let kind: Kind
    public let packing: Packing
    /// In bytes, as it lies on the disk.
    public let size: Int64

    /// Reads kind and packing from the name: `.txt`, `.md`, `.jsonl`, `.json`, each also with `.gz` or `.zst`.
    /// - Returns: `nil` for any other name.
    static func format(_ name: String) -> (kind: Kind, packing: Packing)? {
        var parts = name.lowercased().split(separator: ".", omittingEmptySubsequences: false).dropFirst()
        var packing = Packing.none
        if parts.last == "gz" { packing = .gzip } else if parts.last == "zst" { packing = .zstd }
        if packing != .none { parts.removeLast() }
        switch parts.last {
        case "txt", "md": return (.text, packing)
        case "jsonl": return (.jsonl, packing)
        case "json": return (.json, packing)
        default: return nil
        }
    }
}

/// Finds the files of an audit, in an order that depends on their names alone.
public enum FileWalk {
    /// What a walk found, and what it could not open.
    public struct Outcome: Sendable {
        public var files: [AuditedFile] = []
        public var failures: [SystemError] = []
        /// Files in folders whose names say that they are of no kind that an audit reads.
        public var passedOver = 0
    }

    /// Walks `paths`. A file that is named itself is looked into whatever its name, as text if nothing better is
    /// known; in folders the name decides. Links inside folders are not followed, and the folders of a log are left
    /// out: its books are not the content.
    public static func walk(_ paths: [String]) -> Outcome {
        var outcome = Outcome()
        for path in paths { visit(path, named: true, depth: 0, &outcome) }
        return outcome
    }

    /// Deeper than any folder of content; a bound for loops that a file system may hold.
    private static let depthLimit = 64

    private static func visit(_ path: String, named: Bool, depth: Int, _ outcome: inout Outcome) {
        do throws(SystemError) {
            switch try FileTree.kind(path, followingLinks: named) {
            case .file: try add(path, named: named, &outcome)
            case .directory where depth < depthLimit: try enter(path, depth: depth, &outcome)
            // A pipe that is named is read like a file.
            case .other where named: try add(path, named: named, &outcome)
            case nil where named: outcome.failures.append(SystemError(call: "open", path: path, code: 2))
            default: outcome.passedOver += 1
            }
        } catch {
            outcome.failures.append(error)
        }
    }

    private static func enter(_ path: String, depth: Int, _ outcome: inout Outcome) throws(SystemError) {
        let names = try FileTree.entries(path)
        if names.contains("log.json"), names.contains("segments") { return }
        for name in names { visit(FileTree.join(path, name), named: false, depth: depth + 1, &outcome) }
    }

    private static func add(_ path: String, named: Bool, _ outcome: inout Outcome) throws(SystemError) {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        guard let format = AuditedFile.format(name) ?? (named ? (.text, .none) : nil) else {
            outcome.passedOver += 1
            return
        }
        outcome.files.append(
            AuditedFile(path: path, kind: format.kind, packing: format.packing, size: try FileTree.size(path)))
    }
}
