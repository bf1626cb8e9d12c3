import Synchronization
import SystemIO
import TestSupport

/// A disk in memory that keeps apart what was written and what was synced, so that the power can be cut.
///
/// On a cut, each 512-byte sector of an unsynced file is as it was synced, or as it was written, or zero where the file
/// grew; its size lies anywhere between the two; and of the changes to names since their folder was synced, any are
/// there, a renaming wholly or not at all. That is more than a file system with a journal does to us, and no more than
/// POSIX lets one do.
final class SimulatedDisk: FileSystem {
    struct Inode {
        var isFolder = false
        var permissions: UInt32 = 0o644
        var data: [UInt8] = []
        var synced: [UInt8] = []
        var names: [String: Int] = [:]
        var syncedNames: [String: Int] = [:]
        var changes: [Change] = []
    }

    enum Change {
        case added(String, Int)
        case removed(String)
        case renamed(String, String, Int)
    }

    /// All of the disk at one moment.
    struct State {
        var inodes = [0: Inode(isFolder: true)]
        var next = 1
    }

    private struct Machine {
        var state = State()
        var locked: Set<Int> = []
        var step: (@Sendable (State) -> Void)?
        var syncs = true
        /// The error that a step gets, by the name of its system call.
        var failures: [String: Int32] = [:]
    }

    private let machine: Mutex<Machine>

    /// - Parameter syncs: whether waiting for the disk does anything.
    init(_ state: State = State(), syncs: Bool = true) {
        machine = Mutex(Machine(state: state, syncs: syncs))
    }

    /// Calls `body` with the disk after every step that changes it.
    func observe(_ body: @escaping @Sendable (State) -> Void) {
        machine.withLock { $0.step = body }
    }

    /// From now on every such call fails with `code`; with none again where that is `nil`.
    func fail(_ call: String, code: Int32?) {
        machine.withLock { $0.failures[call] = code }
    }

    private func checkFailure(_ call: String, _ path: String = "") throws(SystemError) {
        let code = machine.withLock { $0.failures[call] }
        if let code { throw SystemError(call: call, path: path, code: code) }
    }

    var state: State { machine.withLock { $0.state } }

    private func change<Result: Sendable>(
        _ body: (inout State) throws(SystemError) -> Result
    ) throws(SystemError) -> Result {
        let outcome = machine.withLock { machine -> (Swift.Result<Result, SystemError>, State, (@Sendable (State) -> Void)?) in
            do throws(SystemError) {
                let value = try body(&machine.state)
                return (.success(value), machine.state, machine.step)
            } catch {
                return (.failure(error), machine.state, nil)
            }
        }
        outcome.2?(outcome.1)
        return try outcome.0.get()
    }

    private func look<Result: Sendable>(_ body: (State) throws(SystemError) -> Result) throws(SystemError) -> Result {
        let state = state
        return try body(state)
    }

    func open(_ path: String, _ mode: File.Mode) throws(SystemError) -> any OpenFile {
        switch mode {
        case .read:
            let inode = try look { (state) throws(SystemError) in try state.find(path) }
            return OpenInode(self, inode, path, appends: false)
        case .update(let permissions), .append(let permissions), .replace(let permissions), .createNew(let permissions):
            let appends = if case .append = mode { true } else { false }
            if let inode = try? look({ (state) throws(SystemError) in try state.find(path) }) {
                if case .createNew = mode { throw SystemError(call: "open", path: path, code: 17) }
                if case .replace = mode { try change { (state) throws(SystemError) in state.inodes[inode]?.data = [] } }
                return OpenInode(self, inode, path, appends: appends)
            }
            let inode = try change { (state) throws(SystemError) in
                try state.add(Inode(permissions: permissions), at: path)
            }
            return OpenInode(self, inode, path, appends: appends)
        }
    }

    func kind(_ path: String, followingLinks: Bool) throws(SystemError) -> FileKind? {
        let state = state
        guard let inode = try? state.find(path) else { return nil }
        return state.inodes[inode]?.isFolder == true ? .directory : .file
    }

    func size(_ path: String) throws(SystemError) -> Int64 {
        try look { (state) throws(SystemError) in Int64(state.inodes[try state.find(path)]?.data.count ?? 0) }
    }

    func permissions(_ path: String) throws(SystemError) -> UInt32 {
        try look { (state) throws(SystemError) in state.inodes[try state.find(path)]?.permissions ?? 0 }
    }

    func entries(_ path: String) throws(SystemError) -> [String] {
        try look { (state) throws(SystemError) in
            (state.inodes[try state.find(path)]?.names.keys).map { Array($0).sorted() } ?? []
        }
    }

    func makeDirectory(_ path: String, permissions: UInt32) throws(SystemError) {
        _ = try change { (state) throws(SystemError) in
            if (try? state.find(path)) != nil { throw SystemError(call: "mkdir", path: path, code: 17) }
            return try state.add(Inode(isFolder: true, permissions: permissions), at: path)
        }
    }

    func rename(_ old: String, to new: String) throws(SystemError) {
        try change { (state) throws(SystemError) in
            let inode = try state.find(old)
            let folder = try state.find(FileTree.parent(of: old))
            let (from, to) = (State.name(old), State.name(new))
            state.inodes[folder]?.names[from] = nil
            state.inodes[folder]?.names[to] = inode
            state.inodes[folder]?.changes.append(.renamed(from, to, inode))
        }
    }

    func remove(_ path: String) throws(SystemError) {
        try change { (state) throws(SystemError) in
            _ = try state.find(path)
            let folder = try state.find(FileTree.parent(of: path))
            state.inodes[folder]?.names[State.name(path)] = nil
            state.inodes[folder]?.changes.append(.removed(State.name(path)))
        }
    }

    private func synchronize(_ inode: Int) throws(SystemError) {
        guard machine.withLock({ $0.syncs }) else { return }
        try change { (state) throws(SystemError) in
            guard var found = state.inodes[inode] else { return }
            found.synced = found.data
            found.syncedNames = found.names
            found.changes = []
            state.inodes[inode] = found
        }
    }

    private final class OpenInode: OpenFile {
        private let disk: SimulatedDisk
        private let inode: Int
        private let path: String
        private let appends: Bool
        private let place = Mutex(0)

        init(_ disk: SimulatedDisk, _ inode: Int, _ path: String, appends: Bool) {
            (self.disk, self.inode, self.path, self.appends) = (disk, inode, path, appends)
        }

        deinit { _ = disk.machine.withLock { $0.locked.remove(inode) } }

        func read(atMost count: Int) throws(SystemError) -> [UInt8] {
            let data = disk.state.inodes[inode]?.data ?? []
            return place.withLock { place in
                let piece = Array(data.dropFirst(place).prefix(count))
                place += piece.count
                return piece
            }
        }

        func write(_ bytes: [UInt8]) throws(SystemError) {
            try disk.checkFailure("write", path)
            let start = appends ? nil : place.withLock { $0 }
            try disk.change { (state) throws(SystemError) in
                var data = state.inodes[inode]?.data ?? []
                let start = min(start ?? data.count, data.count)
                data.replaceSubrange(start..<min(start + bytes.count, data.count), with: bytes)
                state.inodes[inode]?.data = data
            }
            if let start { place.withLock { $0 = start + bytes.count } }
        }

        func synchronize() throws(SystemError) {
            try disk.checkFailure("fdatasync", path)
            try disk.synchronize(inode)
        }

        func synchronizeAll() throws(SystemError) { try disk.synchronize(inode) }
        func synchronizeFileSystem() throws(SystemError) {
            for inode in disk.state.inodes.keys { try disk.synchronize(inode) }
        }
        func seek(to offset: Int64) throws(SystemError) { place.withLock { $0 = Int(offset) } }

        func truncate(to size: Int64) throws(SystemError) {
            try disk.change { (state) throws(SystemError) in
                let count = state.inodes[inode]?.data.count ?? 0
                if count > Int(size) { state.inodes[inode]?.data.removeLast(count - Int(size)) }
            }
        }

        func allocate(_ size: Int64) throws(SystemError) {
            try disk.change { (state) throws(SystemError) in
                let count = state.inodes[inode]?.data.count ?? 0
                state.inodes[inode]?.data += Array(repeating: 0, count: max(0, Int(size) - count))
            }
        }

        func size() throws(SystemError) -> Int64 { Int64(disk.state.inodes[inode]?.data.count ?? 0) }

        func tryLock() throws(SystemError) -> Bool { disk.machine.withLock { $0.locked.insert(inode).inserted } }
    }
}

extension SimulatedDisk.State {
    static func name(_ path: String) -> String { String(path.split(separator: "/").last ?? "") }

    func find(_ path: String) throws(SystemError) -> Int {
        var inode = 0
        for name in path.split(separator: "/") {
            guard let next = inodes[inode]?.names[String(name)] else {
                throw SystemError(call: "open", path: path, code: 2)
            }
            inode = next
        }
        return inode
    }

    mutating func add(_ inode: SimulatedDisk.Inode, at path: String) throws(SystemError) -> Int {
        let folder = try find(FileTree.parent(of: path))
        let number = next
        next += 1
        inodes[number] = inode
        inodes[folder]?.names[Self.name(path)] = number
        inodes[folder]?.changes.append(.added(Self.name(path), number))
        return number
    }

    /// What a disk has after the power was cut here.
    func cut(_ generator: inout SeededGenerator) -> SimulatedDisk.State {
        var state = self
        for (number, inode) in inodes.sorted(by: { $0.key < $1.key }) {
            var inode = inode
            if inode.isFolder {
                inode.names = Self.survivors(inode, &generator)
            } else if inode.data != inode.synced {
                inode.data = Self.survivor(inode, &generator)
            }
            (inode.synced, inode.syncedNames, inode.changes) = (inode.data, inode.names, [])
            state.inodes[number] = inode
        }
        return state
    }

    private static func survivors(_ inode: SimulatedDisk.Inode, _ generator: inout SeededGenerator) -> [String: Int] {
        var names = inode.syncedNames
        for change in inode.changes where Bool.random(using: &generator) {
            switch change {
            case .added(let name, let inode): names[name] = inode
            case .removed(let name): names[name] = nil
            case .renamed(let old, let new, let inode):
                names[old] = nil
                names[new] = inode
            }
        }
        return names
    }

    private static func survivor(_ inode: SimulatedDisk.Inode, _ generator: inout SeededGenerator) -> [UInt8] {
        let (old, new) = (inode.synced, inode.data)
        let sizes = min(old.count, new.count)...max(old.count, new.count)
        let size =
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: old.count
            case 1: new.count
            default: Int.random(in: sizes, using: &generator)
            }
        var result: [UInt8] = []
        for start in stride(from: 0, to: size, by: 512) {
            let end = min(start + 512, size)
            let choice = Bool.random(using: &generator) ? new : old
            let piece = choice[min(start, choice.count)..<min(end, choice.count)]
            result += piece + Array(repeating: 0, count: end - start - piece.count)
        }
        return result
    }

    /// The files below the folder at `path`, by their paths in it.
    func files(below path: String) throws -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for (name, number) in inodes[try find(path)]?.names ?? [:] {
            if inodes[number]?.isFolder == true {
                for (inner, bytes) in try self.files(below: path + "/" + name) { files[name + "/" + inner] = bytes }
            } else {
                files[name] = inodes[number]?.data
            }
        }
        return files
    }
}
