import Glibc
import TestSupport
import Testing

@testable import SystemIO

@Suite struct FileTreeTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test func `a replaced file is the new one and nothing is left beside it`() throws {
        let path = folder.file("a")
        try FileTree.replace(path, with: Array("one".utf8), permissions: 0o600)
        try FileTree.replace(path, with: Array("two".utf8), permissions: 0o600)
        #expect(try FileTree.read(path) == Array("two".utf8))
        #expect(try FileTree.permissions(path) == 0o600)
        #expect(try FileTree.entries(folder.path) == ["a"])
    }

    @Test func `a replacement that fails leaves the old file and nothing beside it`() throws {
        let path = folder.file("taken")
        try FileTree.makeDirectories(path + "/inside")
        #expect(throws: SystemError.self) { try FileTree.replace(path, with: [1]) }
        #expect(try FileTree.entries(folder.path) == ["taken"])
        #expect(throws: SystemError.self) { try FileTree.replace(folder.file("no/such/folder"), with: [1]) }
    }

    @Test func `a reader sees the old or the new, whoever else writes`() async throws {
        let path = folder.file("shared")
        let versions = (0..<8).map { [UInt8](repeating: UInt8($0), count: 20_000 + $0) }
        try FileTree.replace(path, with: versions[0])
        try await withThrowingTaskGroup(of: Void.self) { group in
            for version in versions {
                group.addTask { for _ in 0..<10 { try FileTree.replace(path, with: version) } }
            }
            for _ in 0..<100 {
                let seen = try FileTree.read(path)
                #expect(versions.contains(seen))
            }
            try await group.waitForAll()
        }
        #expect(try FileTree.entries(folder.path) == ["shared"])
    }

    @Test func `a link where the temporary file goes is not followed`() throws {
        let victim = try folder.write([1], to: "victim")
        let path = folder.file("a")
        // More turns than all tests of the process take.
        for turn in 0..<1000 { try folder.link("a.\(getpid())-\(turn).tmp", to: victim) }
        try FileTree.replace(path, with: [2])
        #expect(try FileTree.read(victim) == [1])
        #expect(try FileTree.read(path) == [2])
    }

    @Test func `reading stops at its limit`() throws {
        let path = try folder.write([UInt8](repeating: 0, count: 1000), to: "a")
        #expect(try FileTree.read(path, limit: 1000).count == 1000)
        #expect(throws: SystemError(call: "read", path: path, code: EFBIG)) { try FileTree.read(path, limit: 999) }
        #expect(throws: SystemError(call: "read", path: "/dev/zero", code: EFBIG)) {
            try FileTree.read("/dev/zero", limit: 1 << 20)
        }
        let missing = folder.file("missing")
        let error = #expect(throws: SystemError.self) { try FileTree.read(missing) }
        #expect(error?.isNotFound == true)
        #expect(throws: SystemError(call: "read", path: folder.path, code: EISDIR)) { try FileTree.read(folder.path) }
    }

    @Test func `kinds are told apart, links followed unless asked not to`() throws {
        let file = try folder.write([], to: "file")
        try folder.link("link", to: folder.path)
        try folder.link("dangling", to: folder.file("nowhere"))
        #expect(try FileTree.kind(file) == .file)
        #expect(try FileTree.kind(folder.path) == .directory)
        #expect(try FileTree.kind("/dev/null") == .other)
        #expect(try FileTree.kind(folder.file("link")) == .directory)
        #expect(try FileTree.kind(folder.file("link"), followingLinks: false) == .other)
        #expect(try FileTree.kind(folder.file("dangling")) == nil)
        #expect(try FileTree.kind(folder.file("missing")) == nil)
        #expect(try FileTree.kind(file + "/below") == nil)
    }

    @Test func `folders are made as far as they are missing`() throws {
        let deep = folder.file("a/b/c")
        try FileTree.makeDirectories(deep)
        try FileTree.makeDirectories(deep)
        try FileTree.makeDirectories(deep + "/")
        #expect(try FileTree.kind(deep) == .directory)
        let file = try folder.write([1], to: "file")
        #expect(throws: SystemError(call: "mkdir", path: file, code: EEXIST)) { try FileTree.makeDirectories(file) }
        #expect(throws: SystemError.self) { try FileTree.makeDirectories(file + "/below") }
        #expect(throws: SystemError.self) { try FileTree.makeDirectories("") }
        #expect(try FileTree.read(file) == [1])
    }

    @Test func `names are listed by their bytes`() throws {
        for name in ["b", "a", "B", "é", "e\u{301}", "文件", "z"] { _ = try folder.write([], to: name) }
        #expect(
            try FileTree.entries(folder.path).map { Array($0.utf8) }
                == ["B", "a", "b", "e\u{301}", "z", "é", "文件"].map { Array($0.utf8) })
        #expect(throws: SystemError(call: "opendir", path: folder.file("no"), code: ENOENT)) {
            try FileTree.entries(folder.file("no"))
        }
    }

    @Test(arguments: [
        ("a", "."), ("a/b", "a"), ("/a", "/"), ("/", "/"), ("a/b/", "a"), ("/a/b", "/a"), ("", "."), ("./a", "."),
        ("a/\u{301}b", "a"), ("//", "/"),
    ])
    func `the parent is what stands before the last slash`(path: String, parent: String) {
        #expect(FileTree.parent(of: path) == parent)
    }

    @Test func `joining puts one slash between`() {
        #expect(FileTree.join("a", "b") == "a/b")
        #expect(FileTree.join("a/", "b") == "a/b")
        #expect(FileTree.join("/", "b") == "/b")
    }

    @Test func `removing and renaming say what they could not find`() throws {
        let path = try folder.write([1], to: "a")
        try FileTree.rename(path, to: folder.file("b"))
        #expect(try FileTree.entries(folder.path) == ["b"])
        #expect(throws: SystemError(call: "unlink", path: path, code: ENOENT)) { try FileTree.remove(path) }
        try FileTree.remove(folder.file("b"))
        try FileTree.synchronizeDirectory(folder.path)
        #expect(try FileTree.entries(folder.path).isEmpty)
    }
}
