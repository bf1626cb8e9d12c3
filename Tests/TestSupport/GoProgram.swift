import Foundation
import Synchronization

/// A program in Go of ours, built with the toolchain and the packages that Debian ships.
///
///     guard let program = try GoProgram.ifThere("Tests/AuditLogTests/read_tiles.go") else { return }
///     let finished = try program.run(["tiles", folder, key])
public struct GoProgram: Sendable {
    private let path: String

    /// Why there is none, where there must be one.
    public struct Missing: Error {
        public let reason: String
    }

    private static let built = Mutex<[String: String]>([:])

    /// The program of the file at `source`, from the package's top folder; `nil`, said in one line, where the machine
    /// has no Go and is no CI.
    public static func ifThere(_ source: String) throws -> GoProgram? {
        let isCI = ProcessInfo.processInfo.environment["CI"] == "true"
        guard Command.find("go") != nil, FileManager.default.fileExists(atPath: "/usr/share/gocode/src/golang.org/x/mod")
        else {
            if isCI { throw Missing(reason: "golang-go and golang-golang-x-mod-dev are not installed") }
            FileHandle.standardError.write(Data("\(source): not tried, skipped: there is no Go with golang.org/x/mod\n".utf8))
            return nil
        }
        let path = try built.withLock { built in
            if let path = built[source] { return path }
            let folder = URL(fileURLWithPath: Command.hallmark).deletingLastPathComponent().appending(path: "go")
            let name = URL(fileURLWithPath: source).deletingPathExtension().lastPathComponent
            let path = folder.appending(path: name).path
            let made = try Command.run(
                "go", ["build", "-o", path, Command.package + "/" + source],
                environment: [
                    "GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOFLAGS": "",
                    "GOCACHE": folder.appending(path: "cache").path,
                ])
            guard made.status == 0 else { throw Missing(reason: made.error) }
            built[source] = path
            return path
        }
        return GoProgram(path: path)
    }

    public func run(_ arguments: [String]) throws -> Finished {
        try Command.run(path, arguments)
    }
}
