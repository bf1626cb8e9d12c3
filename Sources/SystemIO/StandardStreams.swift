internal import Glibc

/// The process's three open streams.
public enum StandardStream: Int32, Sendable {
    case input = 0
    case output = 1
    case error = 2

    public var isTerminal: Bool { isatty(rawValue) == 1 }

    /// The next bytes, at most `count`; none at the end.
    public func read(atMost count: Int) throws(SystemError) -> [UInt8] {
        while true {
            do throws(SystemError) { return try SystemCalls.read(rawValue, atMost: count) } catch {
                // Whoever shares the pipe may have set it not to block.
                guard error.isWouldBlock else { throw error }
                _ = try SystemCalls.poll(rawValue, Int32(POLLIN), milliseconds: 1000)
            }
        }
    }

    /// Writes all of `bytes`. A reader that is slow is waited for in steps, and `keepWaiting` is asked before each:
    /// when it says no, the rest is given up.
    /// - Returns: how many bytes were written.
    public func write(_ bytes: [UInt8], while keepWaiting: () -> Bool = { true }) throws(SystemError) -> Int {
        var offset = 0
        while offset < bytes.count {
            guard keepWaiting() else { return offset }
            guard try SystemCalls.poll(rawValue, Int32(POLLOUT), milliseconds: 100) else { continue }
            // What poll promises for a pipe is room for PIPE_BUF bytes; more could block past a signal.
            let count = min(bytes.count - offset, Self.pieceSize)
            do throws(SystemError) {
                offset += try SystemCalls.write(rawValue, bytes, from: offset, count: count)
            } catch {
                // Ready, but not for this many bytes: a stream that does not block says so in this way.
                guard error.isWouldBlock else { throw error }
            }
        }
        return offset
    }

    private static let pieceSize = 4096
}

/// Gives the standard descriptors that the caller has closed a place that can be neither read nor written as it
/// should be, so that using them fails (`EBADF`). Left free, their numbers go to whatever is opened next: content
/// would be written into the log. To be called before anything else is opened.
public func reserveStandardDescriptors() {
    for (descriptor, flags) in [(Int32(0), O_WRONLY), (1, O_RDONLY), (2, O_RDONLY)]
    where !SystemCalls.isOpen(descriptor) {
        // The lowest free number is the one that is missing.
        _ = try? SystemCalls.open("/dev/null", flags, 0)
    }
}
