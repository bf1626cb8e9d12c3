public import AuditLog
internal import SystemIO

/// Why an index could not be made or brought up to date.
public enum LogIndexError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Another process is making it.
    case busy(String)
    /// It cannot be written there.
    case notWritable(String, String)
    case log(LogError)

    public var description: String {
        switch self {
        case .busy(let path): "\(path): being made by another process"
        case .notWritable(let path, let reason): "\(path): cannot be written: \(reason)"
        case .log(let error): "\(error)"
        }
    }
}

/// The search index of a log: `index.sqlite` in its folder, or a file elsewhere for a log that must not be touched.
///
///     try LogIndex(log: "audit").update()
///
/// It can be derived from the log at any time, holds hashes of names and no content, and is never trusted:
/// ``RecordSearch`` looks at each record that it names. Records come into it by blocks of 16,384; what comes after the
/// last whole block is read, which takes milliseconds.
public struct LogIndex: Sendable {
    /// How far it has come.
    public struct Progress: Equatable, Sendable {
        /// The records that are in it.
        public var records: Int
        /// The records that can be.
        public var of: Int
    }

    /// Records to a block.
    public static let block = IndexFormat.block

    public let directory: String
    public let path: String

    /// - Parameter path: where the index lies; `index.sqlite` in the log's folder by default.
    public init(log directory: String, path: String? = nil) {
        self.directory = directory
        self.path = path ?? FileTree.join(directory, "index.sqlite")
    }

    /// What is written in one go: a process that is killed loses no more.
    private static let blocksPerCommit = 8

    /// Brings the index up to date, going on where it ended. One that does not fit the log is thrown away and made anew.
    /// - Parameters:
    ///   - rebuild: whether to begin anew in any case.
    ///   - blocks: the most blocks of 16,384 records to add.
    ///   - jobs: how many threads read.
    ///   - progress: is told after each commit, and ends the work with `false`.
    /// - Returns: how far the index reaches now.
    @discardableResult
    public func update(
        rebuild: Bool = false, blocks: Int = .max, jobs: Int, progress: (Progress) -> Bool = { _ in true }
    ) throws(LogIndexError) -> Progress {
        let lock = try lock()
        defer { _ = lock }
        let frames: LogFrames
        do throws(LogError) { frames = try LogFrames(directory: directory) } catch { throw .log(error) }
        let file = try open(frames, rebuild: rebuild)
        let total = min(frames.segmentsEnd / IndexFormat.block, IndexFormat.mostBlocks)
        let start = try storing { () throws(IndexFault) in try file.blockCount() }
        let last = total - start > blocks ? start + blocks : total
        var (next, waiting) = (start, [IndexBlock]())
        _ = try OrderedWork.map(max(0, last - start), jobs: jobs, ahead: jobs + Self.blocksPerCommit) { offset in
            Result { () throws(LogError) in try Self.block(start + offset, frames) }
        } take: { (_, made) throws(LogIndexError) in
            do throws(LogError) { waiting.append(try made.get()) } catch { throw .log(error) }
            guard waiting.count == Self.blocksPerCommit || next + waiting.count == last else { return true }
            guard try storing({ () throws(IndexFault) in try file.append(waiting, at: next) }) else { return false }
            next += waiting.count
            waiting.removeAll(keepingCapacity: true)
            return progress(Progress(records: next * IndexFormat.block, of: total * IndexFormat.block))
        }
        return Progress(records: next * IndexFormat.block, of: total * IndexFormat.block)
    }

    /// Whether an index can be written there, as far as can be seen without writing it: `false` on a medium that is read
    /// alone, and `true` where somebody else writes it just now.
    public var isWritable: Bool {
        do throws(LogIndexError) { _ = try lock() } catch { if case .notWritable = error { return false } }
        return true
    }

    /// Held by the one who writes; readers need it not.
    private func lock() throws(LogIndexError) -> any OpenFile {
        do throws(SystemError) {
            let file = try SystemFiles().open(path + ".lock", .update())
            if try file.tryLock() { return file }
        } catch {
            throw .notWritable(path, "\(error)")
        }
        throw .busy(path)
    }

    private func open(_ frames: LogFrames, rebuild: Bool) throws(LogIndexError) -> IndexFile {
        if !rebuild {
            do throws(IndexFault) {
                // Opened for writing, it takes back what a killed process left half done.
                guard try exists() else { throw .missing }
                let file = try IndexFile(path, writing: true)
                try Self.check(file, frames)
                return file
            } catch {
                switch error {
                case .busy: throw .busy(path)
                case .unusable(let reason): throw .notWritable(path, reason)
                case .missing, .foreign, .otherLog, .damaged, .interrupted: break
                }
            }
        }
        do throws(SystemError) {
            for name in [path, path + "-journal", path + "-wal", path + "-shm"] {
                if try FileTree.kind(name, followingLinks: false) != nil { try FileTree.remove(name) }
            }
        } catch {
            throw .notWritable(path, "\(error)")
        }
        return try storing { () throws(IndexFault) in
            let file = try IndexFile(path, writing: true)
            try file.create(origin: frames.origin)
            return file
        }
    }

    private func exists() throws(IndexFault) -> Bool {
        do throws(SystemError) { return try FileTree.kind(path) == .file } catch { throw .unusable("\(error)") }
    }

    /// Whether `file` is the index of the log that `frames` reads.
    /// - Returns: how many blocks it has.
    @discardableResult
    static func check(_ file: IndexFile, _ frames: LogFrames) throws(IndexFault) -> Int {
        guard try file.origin() == frames.origin else { throw .otherLog }
        let count = try file.blockCount()
        guard count > 0 else { return 0 }
        guard count * IndexFormat.block <= frames.segmentsEnd else { throw .otherLog }
        guard let summary = try file.summaries((count - 1)..<count).first else { throw .damaged("blocks are missing") }
        let leaf: [UInt8]?
        do throws(LogError) {
            // What was pruned can be compared no more; the log is long enough, and what the index names is looked at.
            guard let place = try frames.place(of: count * IndexFormat.block - 1) else { return count }
            leaf = IndexBlock.leaf(try frames.read([place]).first)
        } catch {
            throw .unusable("\(error)")
        }
        guard leaf == summary.leaf else { throw .otherLog }
        return count
    }

    private func storing<Value>(_ body: () throws(IndexFault) -> Value) throws(LogIndexError) -> Value {
        do throws(IndexFault) { return try body() } catch {
            switch error {
            case .busy: throw .busy(path)
            case .unusable(let reason), .damaged(let reason): throw .notWritable(path, reason)
            case .missing, .foreign, .otherLog, .interrupted: throw .notWritable(path, "another file took its place")
            }
        }
    }

    private static func block(_ number: Int, _ frames: LogFrames) throws(LogError) -> IndexBlock {
        let start = number * IndexFormat.block
        var builder = IndexBlockBuilder(number: number)
        try frames.forEach(try frames.places(from: start, to: start + IndexFormat.block)[...]) { builder.add($0) }
        return builder.finish()
    }
}
