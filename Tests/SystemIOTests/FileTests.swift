import Glibc
import TestSupport
import Testing

@testable import SystemIO

@Suite struct FileTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test func `what was written is read, at its place and to its end`() throws {
        let path = folder.file("a")
        let file = try File(path, .update(permissions: 0o600))
        try file.write(Array("hello world".utf8))
        try file.synchronize()
        #expect(try file.size() == 11)
        try file.seek(to: 6)
        #expect(try file.read(atMost: 3) == Array("wor".utf8))
        #expect(try file.read(atMost: 100) == Array("ld".utf8))
        #expect(try file.read(atMost: 100).isEmpty)
        #expect(try file.read(atMost: 0).isEmpty)
        try file.truncate(to: 5)
        #expect(try FileTree.read(path) == Array("hello".utf8))
        #expect(try FileTree.permissions(path) == 0o600)
    }

    @Test func `every mode treats what is there as it says`() throws {
        let path = folder.file("a")
        #expect(throws: SystemError(call: "open", path: path, code: ENOENT)) { _ = try File(path, .read) }
        do {
            let file = try File(path, .createNew())
            try file.write(Array("one".utf8))
        }
        #expect(throws: SystemError(call: "open", path: path, code: EEXIST)) { _ = try File(path, .createNew()) }
        do {
            let file = try File(path, .append())
            try file.write(Array("two".utf8))
        }
        #expect(try FileTree.read(path) == Array("onetwo".utf8))
        do {
            let file = try File(path, .update())
            try file.write(Array("ON".utf8))
        }
        #expect(try FileTree.read(path) == Array("ONetwo".utf8))
        do {
            let file = try File(path, .replace())
            try file.write([])
        }
        #expect(try FileTree.size(path) == 0)
    }

    @Test func `the lock is one opener's until it closes`() throws {
        let path = folder.file("lock")
        do {
            let first = try File(path, .update())
            #expect(try first.tryLock())
            #expect(try first.tryLock())
            let second = try File(path, .update())
            #expect(try !second.tryLock())
        }
        let third = try File(path, .update())
        #expect(try third.tryLock())
    }

    @Test(.enabled(if: Peer.isInstalled("flock"))) func `the lock is the one that other programs take`() throws {
        let path = folder.file("lock")
        let file = try File(path, .update())
        #expect(try file.tryLock())
        #expect(try Peer.run("flock", ["-n", path, "true"]).status != 0)
    }

    @Test func `errors name the call, the path and the reason`() throws {
        let full = try File("/dev/full", .append())
        let error = #expect(throws: SystemError.self) { try full.write([1]) }
        #expect(error?.isDiskFull == true)
        #expect(error?.path == "/dev/full")
        #expect(error?.description == "/dev/full: No space left on device (write)")
        let readOnly = try File(try folder.write([1, 2], to: "r"), .read)
        #expect(throws: SystemError(call: "write", path: folder.file("r"), code: EBADF)) { try readOnly.write([1]) }
        #expect(throws: SystemError.self) { try readOnly.truncate(to: 0) }
        #expect(throws: SystemError(call: "lseek", path: folder.file("r"), code: EINVAL)) { try readOnly.seek(to: -1) }
    }

    @Test func `a long write takes as many calls as it needs`() throws {
        let bytes = [UInt8](repeating: 7, count: 5_000_000)
        let path = folder.file("long")
        do {
            let file = try File(path, .replace())
            try file.write(bytes)
        }
        #expect(try FileTree.read(path) == bytes)
    }
}
