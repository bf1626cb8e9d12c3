import Pipeline
import Primitives
import SystemIO

/// A line on standard error that says how far an audit has come; nothing where that is no terminal.
struct ProgressBar {
    private let isShown: Bool
    private let started: Timestamp
    private let now: @Sendable () -> Timestamp
    private var lastShown: Timestamp

    init(isWanted: Bool, now: @escaping @Sendable () -> Timestamp) {
        isShown = isWanted && StandardStream.error.isTerminal
        self.now = now
        started = now()
        lastShown = Timestamp(milliseconds: 0)
    }

    /// Draws the line anew, ten times a second at most.
    mutating func update(_ progress: AuditProgress) {
        guard isShown else { return }
        let moment = now()
        guard moment.milliseconds - lastShown.milliseconds >= 100 else { return }
        lastShown = moment
        let elapsed = max(1, moment.milliseconds - started.milliseconds)
        Terminal.write("\r\u{1b}[2K" + Self.line(progress, milliseconds: elapsed, columns: columns), to: .error)
    }

    /// Takes the line away, so that what follows stands alone.
    func clear() {
        if isShown { Terminal.write("\r\u{1b}[2K", to: .error) }
    }

    private var columns: Int { ProcessEnvironment.columns(of: .error) }

    /// `[#####.....]  48 %  12/25 files  3.1 MB/s  7 findings  0:12 left`, no wider than `columns`.
    static func line(_ progress: AuditProgress, milliseconds: Int64, columns: Int) -> String {
        let total = max(1, progress.bytes)
        let share = min(1, Double(progress.bytesRead) / Double(total))
        let perSecond = Double(progress.bytesRead) * 1000 / Double(milliseconds)
        let left = perSecond > 0 ? Double(total - min(total, progress.bytesRead)) / perSecond : 0
        let facts =
            " \(Int(share * 100)) %  \(progress.filesDone)/\(progress.files) files  \(Self.rate(perSecond))"
            + "  \(progress.findings) findings  \(Self.clock(left)) left"
        let width = max(0, min(30, columns - facts.utf8.count - 4))
        let done = Int(Double(width) * share)
        let bar = width < 5 ? "" : "[" + String(repeating: "#", count: done)
            + String(repeating: ".", count: width - done) + "]"
        return String((bar + facts).prefix(max(0, columns - 1)))
    }

    private static func rate(_ perSecond: Double) -> String {
        let tenths = Int(perSecond / 100_000)
        return "\(tenths / 10).\(tenths % 10) MB/s"
    }

    private static func clock(_ seconds: Double) -> String {
        let whole = Int(min(seconds, 359_999))
        let rest = whole % 60
        return "\(whole / 60):\(rest < 10 ? "0" : "")\(rest)"
    }
}
