import AuditLog
import Dispatch
import Foundation
import Glibc
import Synchronization
import SystemIO

/// What can happen to a command that reads a stream.
enum InputEvent: Sendable {
    case bytes([UInt8])
    case end
    case failed(SystemError)
    /// SIGINT or SIGTERM.
    case signal(Int32)
    /// SIGHUP: the rules are to be read anew.
    case hangup
    /// The rules were read anew.
    case rules(Result<LoadedRules, Failure>)
    /// A second has passed.
    case tick
}

/// Standard input, signals and the clock as one sequence, so that a signal is heard while the input is silent.
///
/// A thread reads ahead by a few pieces and then waits for the consumer, so a slow reader downstream slows the
/// source down and costs no memory.
final class InputEvents {
    let events: AsyncStream<InputEvent>
    private let inbox: Inbox
    private let sources: [any DispatchSourceSignal]
    private let timer: any DispatchSourceTimer

    /// What the threads share.
    private final class Inbox: Sendable {
        static let pieceSize = 1 << 16
        static let largestPiece = 1 << 19

        let continuation: AsyncStream<InputEvent>.Continuation
        let room = DispatchSemaphore(value: 0)
        let signal = Mutex<Int32?>(nil)

        init(_ continuation: AsyncStream<InputEvent>.Continuation) {
            self.continuation = continuation
            // A semaphore that is let go below the value it was made with traps; so it is made empty and filled.
            for _ in 0..<4 { room.signal() }
        }

        func take(signal number: Int32) {
            signal.withLock { $0 = $0 ?? number }
            continuation.yield(.signal(number))
        }

        /// Reads standard input to its end. Where much is there at once, as in a file, pieces grow: for each of them
        /// the log is committed once.
        func read() {
            var size = Self.pieceSize
            while true {
                room.wait()
                do throws(SystemError) {
                    let bytes = try StandardStream.input.read(atMost: size)
                    continuation.yield(bytes.isEmpty ? .end : .bytes(bytes))
                    if bytes.isEmpty { return }
                    size = bytes.count == size ? min(size * 2, Self.largestPiece) : Self.pieceSize
                } catch {
                    continuation.yield(.failed(error))
                    return
                }
            }
        }
    }

    /// - Parameter hearsHangups: whether SIGHUP is an event, and does not end the process.
    init(hearsHangups: Bool = false) {
        let (events, continuation) = AsyncStream<InputEvent>.makeStream()
        let inbox = Inbox(continuation)
        let queue = DispatchQueue(label: "signals")
        let numbers = [SIGINT, SIGTERM] + (hearsHangups ? [SIGHUP] : [])
        ProcessSignals.ignore(numbers)
        sources = numbers.map { number in
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler {
                if number == SIGHUP { inbox.continuation.yield(.hangup) } else { inbox.take(signal: number) }
            }
            source.resume()
            return source
        }
        timer = DispatchSource.makeTimerSource(queue: queue)
        timer.schedule(deadline: .now() + .seconds(1), repeating: .seconds(1))
        timer.setEventHandler { _ = inbox.continuation.yield(.tick) }
        timer.resume()
        self.events = events
        self.inbox = inbox
    }

    /// Starts to read standard input.
    func start() {
        Thread { [inbox] in inbox.read() }.start()
    }

    /// Reads the rules of `source` anew, beside what goes on; the answer is an event.
    func reload(_ source: RuleSource) {
        let thread = Thread { [inbox] in inbox.continuation.yield(.rules(Result { () throws(Failure) in try source.load() })) }
        // An expression may nest deeper than the stack of a thread is wont to bear.
        thread.stackSize = 8 << 20
        thread.start()
    }

    /// The consumer is done with a piece; another may be read.
    func consumed() { inbox.room.signal() }

    /// Waits a second for a log that cannot be written, and says so; `false` when a signal has come.
    var patience: @Sendable (LogError) -> Bool {
        { [inbox] error in
            Terminal.note("hallmark: waiting for the log: \(error)")
            for _ in 0..<10 {
                if inbox.signal.withLock({ $0 }) != nil { return false }
                Thread.sleep(forTimeInterval: 0.1)
            }
            return true
        }
    }

    /// The signal that came, if one did: asked where a write may have to be given up.
    var signal: Int32? { inbox.signal.withLock { $0 } }
}
