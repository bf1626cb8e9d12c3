internal import SystemIO

/// The right to write a log, held until its owner goes.
///
/// It is `flock`'s: the system takes it back from a process that dies. On a network file system it may not hold.
final class DirectoryLock {
    private let file: any OpenFile

    init(_ folder: LogFolder) throws(LogError) {
        do throws(SystemError) { file = try folder.files.open(folder.lock, .update()) } catch { throw .system(error) }
        guard try LogError.system({ () throws(SystemError) in try file.tryLock() }) else {
            throw .inUse(folder.path)
        }
    }
}
