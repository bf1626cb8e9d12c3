import AuditLog
import Cryptography
import Primitives
import Synchronization
import SystemIO
import TestSupport
import Testing
import Transparency

/// A log in a folder of its own, with a clock and ids that are the same in every run and a key that is no secret.
final class TestLog: Sendable {
    static let origin = "hallmark.local/test/log"

    let folder: TemporaryFolder
    let environment: Environment
    private let clock: Clock

    /// A clock that moves on by a millisecond with every look.
    final class Clock: Sendable {
        let state: Mutex<(time: Int64, random: SeededGenerator)>

        init(seed: UInt64) {
            state = Mutex((1_795_000_000_000, SeededGenerator(seed: seed)))
        }

        func now() -> Timestamp {
            state.withLock { state in
                state.time += 1
                return Timestamp(milliseconds: state.time)
            }
        }

        func newID() -> ContentID {
            let time = now()
            return ContentID(time: time, random: state.withLock { $0.random.bytes(10) })
        }
    }

    init(seed: UInt64 = 1, creating: Bool = true) throws {
        folder = try TemporaryFolder()
        let clock = Clock(seed: seed)
        self.clock = clock
        environment = Environment(now: { clock.now() }, newID: { clock.newID() })
        try Self.install(key: 7, in: keys)
        if creating { try create() }
    }

    var directory: String { folder.file("audit") }
    var keys: KeyFolder { KeyFolder(path: folder.file("keys")) }

    /// Makes the test key whose seed is `key` 32 times the signing key of the test's origin.
    static func install(key: UInt8, in keys: KeyFolder) throws {
        let seed = try #require(SigningKey(seed: Array(repeating: key, count: 32)))
        let signer = try #require(NoteSigner(name: origin, key: seed))
        try FileTree.makeDirectories(keys.path)
        let path = keys.signingKeyPath(origin)
        try FileTree.replace(path, with: Array(signer.skey.utf8), permissions: 0o600)
        try FileTree.replace(path.dropLast(4) + "vkey", with: Array(signer.verifier.vkey.utf8))
    }

    func create() throws {
        try LogWriter.create(
            directory: directory, origin: Self.origin, producer: "测试", keys: keys, environment: environment,
            host: "host")
    }

    func open(_ options: LogOptions = LogOptions(), directory: String? = nil) throws -> LogWriter {
        try LogWriter(
            opening: directory ?? self.directory, keys: keys, packs: [["cn-privacy", "1.0.0", "sha256:00"]],
            environment: environment, options: options)
    }

    /// A clock that jumps by so many seconds.
    func advance(seconds: Int64) {
        clock.state.withLock { $0.time += seconds * 1000 }
    }

    func record(_ number: Int, kind: String = "content") -> [String: JSONValue] {
        [
            "kind": .string(kind), "id": .string(environment.newID().description),
            "time": .string(environment.now().rfc3339), "verdict": "clean", "findings": [],
            "number": .integer(Int64(number)), "mode": "filter",
        ]
    }

    func verify(_ directory: String? = nil) -> VerifyReport {
        LogVerifier.verify(directory: directory ?? self.directory, trust: .folder(keys))
    }

    func lines(_ directory: String? = nil) throws -> [[UInt8]] {
        var lines: [[UInt8]] = []
        try LogReader(directory: directory ?? self.directory).forEach { index, line in
            #expect(index == lines.count)
            lines.append(line)
            return true
        }
        return lines
    }

    /// The values of `number` in the order of the log.
    func numbers(_ directory: String? = nil) throws -> [Int] {
        try lines(directory).compactMap { try JSONValue(parsing: $0)["number"]?.integer.map { Int($0) } }
    }
}

/// The files below `directory` by their paths in it.
func snapshot(_ directory: String) throws -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    for name in try FileTree.entries(directory) {
        let path = FileTree.join(directory, name)
        if try FileTree.kind(path) == .directory {
            for (inner, bytes) in try snapshot(path) { files["\(name)/\(inner)"] = bytes }
        } else {
            files[name] = try FileTree.read(path)
        }
    }
    return files
}

/// Makes `directory` hold `files` and nothing else.
func restore(_ files: [String: [UInt8]], to directory: String) throws {
    try FileTree.makeDirectories(FileTree.join(directory, "segments"))
    for (name, bytes) in files {
        let file = try File(FileTree.join(directory, name), .replace())
        try file.write(bytes)
    }
    for name in try snapshot(directory).keys where files[name] == nil {
        try FileTree.remove(FileTree.join(directory, name))
    }
}
