import AuditLog
import ContentFormats
import Cryptography
import Monitor
import Pipeline
import Primitives
import Provenance
import SystemIO

/// One run of `hallmark filter`: drives the engine between standard input and standard output.
final class FilterRun {
    private let engine: FilterEngine
    private let writer: LogWriter?
    private let command: FilterCommand
    private let logFolder: String?
    private let witnesses: WitnessPush?
    private let indexing: IndexAfterwards?
    private let source: RuleSource
    private var watch: FileWatch?
    /// Whether the rules are being read, and whether they are to be read once more then.
    private var isReloading = (now: false, again: false)
    /// When something was written last; a reader that waits longer gets a sign of life.
    private var lastOutput = ContinuousClock.now
    private let input = InputEvents(hearsHangups: true)

    /// - Parameter place: where the log is; `nil` for none.
    init(
        command: FilterCommand, policy: Policy, source: RuleSource, rules: LoadedRules, books: Books, place: Books.Place?
    ) throws {
        self.command = command
        self.source = source
        watch = command.watch ? FileWatch(rules.files) : nil
        let codec = try command.codec(limits: policy.limits)
        var books = books
        books.patience = input.patience
        let trust = place == nil ? nil : try WitnessPush.trust(of: policy)
        let opened = try place.map { try books.open($0, packs: rules.packs) }
        writer = opened?.writer
        logFolder = opened?.folder
        witnesses = opened.flatMap { WitnessPush.begin(trust, policy, directory: $0.folder) }
        indexing = opened.map { IndexAfterwards($0.folder, $0.writer) }
        let labels = LabelPlan(
            visible: try policy.visibleLabel(), aigc: policy.labels.placement.aigc, form: command.content.form,
            producer: policy.producer, signer: policy.labels.sign ? try books.labelSigner(writer) : nil)
        if let warning = labels.warning { Terminal.note("hallmark: \(warning)") }
        let force = rules.inForce
        var configuration = FilterEngine.Configuration(
            source: Source(name: "stdin"), labels: labels, enforcement: force.enforcement,
            holdLimit: force.holdLimit, packs: force.packs, environment: books.environment)
        configuration.excerpts = policy.sealer(writer)
        engine = FilterEngine(
            codec: codec, monitor: force.monitor, ledger: Ledger(writer), configuration: configuration)
    }

    /// Reads to the end of input, a signal, or a closed output, and leaves with the right status.
    func pump() async throws {
        input.start()
        do {
            for await event in input.events {
                switch event {
                case .bytes(let bytes):
                    try emit(engine.feed(bytes))
                    input.consumed()
                case .tick:
                    try keepAlive()
                    if watch?.hasSettledChange() == true { reload() }
                case .hangup: reload()
                case .rules(let answer): try take(answer)
                case .end:
                    try emit(engine.finish())
                    return try finish()
                case .failed(let error):
                    try stop(reason: "input-error")
                    throw Failure(.inputOutput, "standard input: \(error)")
                case .signal(let number):
                    try stop(reason: "signal")
                    throw Failure.signal(number)
                }
            }
        } catch let error as LogError {
            try? endOnFullDisk()
            if let number = input.signal { throw Failure.signal(number) }
            throw Failure(error)
        }
    }

    /// Nothing is released any more. Where the disk is full, the room that was kept takes the records that end the run.
    private func endOnFullDisk() throws {
        guard let writer else { return }
        try writer.prepareToClose()
        try engine.interrupt()
        try writer.close(reason: "log-full")
    }

    /// Writes what may leave; a reader that is gone ends the run quietly. Where only a part of `bytes` could be
    /// written, the records tell all of them: the books may know of more than left, never of less. A streamed
    /// channel among them is closed as interrupted; a line's record was written before the line.
    private func emit(_ bytes: [UInt8]) throws {
        guard !bytes.isEmpty else { return try engine.delivered() }
        lastOutput = .now
        let written: Int
        do throws(SystemError) {
            written = try StandardStream.output.write(bytes) { input.signal == nil }
        } catch {
            try stop(reason: error.isBrokenPipe ? "output-closed" : "output-error")
            // One Ctrl-C ends the reader too; then the signal is why the run ends.
            if let number = input.signal { throw Failure.signal(number) }
            if error.isBrokenPipe { try ExitStatus.done.exit() }
            throw Failure(.inputOutput, "standard output: \(error)", hint: "the log has what was decided; what was not written has to be asked for again")
        }
        guard written == bytes.count else {
            try stop(reason: "signal")
            throw Failure.signal(input.signal ?? 2)
        }
        try engine.delivered()
    }

    private func keepAlive() throws {
        guard command.keepAlive > 0, ContinuousClock.now - lastOutput >= .seconds(command.keepAlive),
            let comment = engine.heartbeat
        else { return }
        try emit(comment)
    }

    private func reload() {
        guard !isReloading.now else { return isReloading.again = true }
        isReloading.now = true
        input.reload(source)
    }

    /// The groups that begin now are judged by the new rules. Where they could not be read, the old ones hold.
    private func take(_ answer: Result<LoadedRules, Failure>) throws {
        switch answer {
        case .success(let rules):
            watch?.follow(rules.files)
            let isNew = try engine.use(rules.inForce, packs: rules.packs)
            Terminal.note("hallmark: rules \(isNew ? "reloaded" : "read anew, unchanged") (\(rules.inForce.packs))")
        case .failure(let failure):
            Terminal.note("hallmark: rules not reloaded, the old ones stay in force: \(failure.message)")
        }
        isReloading.now = false
        guard isReloading.again else { return }
        isReloading.again = false
        reload()
    }

    private func stop(reason: String) throws {
        try engine.interrupt()
        try writer?.close(reason: reason)
    }

    private func finish() throws {
        try engine.delivered()
        let faults = engine.faults
        try writer?.close(reason: "end-of-input")
        indexing?.run()
        try writeSidecars()
        report(faults)
        try witnesses?.finish()
        if let fault = faults.first {
            throw Failure(.badInput, "standard input: \(fault.place): \(fault.message)")
        }
        if engine.tally.withheld > 0 { try ExitStatus.answerIsNo.exit() }
    }

    private func report(_ faults: [InputFault]) {
        let tally = engine.tally
        for (reason, count) in tally.byReason.sorted(by: { $0.key < $1.key }) {
            let hint = reason == "hold-cap" ? "; raise limits.hold in the policy file to judge longer texts" : ""
            Terminal.note("hallmark: undecided (\(reason)): \(count) channel\(count == 1 ? "" : "s")\(hint)")
        }
        if command.json { Terminal.note(String(decoding: tally.json.canonical, as: UTF8.self)) }
    }

    /// The label of a text goes beside it: into `--sidecar`, or beside the log.
    private func writeSidecars() throws {
        for sidecar in engine.sidecars {
            let path: String
            if let named = command.sidecar {
                path = named
            } else {
                // Without a log, where the default one would stand.
                let folder = FileTree.join(FileTree.parent(of: logFolder ?? "audit"), "labels")
                path = FileTree.join(folder, "\(sidecar.id).aigc.json")
            }
            do throws(SystemError) {
                try FileTree.makeDirectories(FileTree.parent(of: path))
                try FileTree.replace(path, with: sidecar.bytes)
            } catch {
                throw Failure(.cannotCreate, "label \(path): \(error)")
            }
            if command.sidecar == nil { Terminal.note("hallmark: label in \(path)") }
        }
    }
}

extension Failure {
    static func signal(_ number: Int32) -> Failure {
        number == 15
            ? Failure(.terminated, "terminated; the log is closed") : Failure(.interrupted, "interrupted; the log is closed")
    }
}

extension InputFault {
    /// `line 12 (byte 345)` or `byte 345`.
    var place: String { line.map { "line \($0) (byte \(offset))" } ?? "byte \(offset)" }
}
