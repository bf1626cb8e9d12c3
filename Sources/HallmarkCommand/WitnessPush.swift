import AuditLog
import Dispatch
import Foundation
import Pipeline
import Primitives
import Synchronization
import SystemIO
import Transparency

/// Sends new checkpoints of a running writer to the witnesses, from a thread of its own: no text ever waits for it.
///
/// It looks at the log's file `checkpoint` as any reader does, and knows nothing of the writer.
final class WitnessPush: Sendable {
    private let submission: WitnessSubmission
    private let isRequired: Bool
    private let shared = Mutex(Shared())
    private let wake = DispatchSemaphore(value: 0)
    private let done = DispatchSemaphore(value: 0)

    private struct Shared {
        var isEnding = false
        var outcome: Result<WitnessSubmission.Outcome, LogError>?
        /// What was said already: a witness that is away all day is told of once.
        var told: Set<String> = []
    }

    /// The policy's trust file, read before a log is opened for it.
    /// - Throws: where it cannot be read, or cannot give what `log.quorum` asks for.
    static func trust(of policy: Policy) throws -> TrustPolicy? {
        guard let trust = policy.log.trust else { return nil }
        let read = try TrustPolicy(file: trust)
        if policy.log.quorum == .required, read.quorum == nil {
            throw Failure(
                .configuration, "log.quorum: required, but \(trust) says quorum none",
                hint: "name the witnesses that have to cosign there, or leave log.quorum out")
        }
        return read
    }

    /// - Returns: `nil` where no witness has a URL, and none is required.
    static func begin(_ trust: TrustPolicy?, _ policy: Policy, directory: String) -> WitnessPush? {
        guard let trust else { return nil }
        let isRequired = policy.log.quorum == .required
        let submission = WitnessSubmission(policy: trust, directory: directory)
        return isRequired || submission.hasAddresses ? WitnessPush(submission, isRequired: isRequired) : nil
    }

    private init(_ submission: WitnessSubmission, isRequired: Bool) {
        self.submission = submission
        self.isRequired = isRequired
        Thread.detachNewThread { self.run() }
    }

    /// Sends the last checkpoint, after the writer was closed.
    /// - Throws: exit status 69 where the quorum is required and not reached.
    func finish() throws {
        shared.withLock { $0.isEnding = true }
        wake.signal()
        _ = done.wait(timeout: .now() + .seconds(isRequired ? 60 : 10))
        guard isRequired else { return }
        switch shared.withLock({ $0.outcome }) {
        case .success(let outcome) where outcome.hasQuorum: return
        case .failure(let error): throw Failure(error)
        case .success(let outcome): throw Self.missing(outcome, submission.policy)
        case nil: throw Failure(.unavailable, "the witnesses have not answered in time", hint: Self.hint)
        }
    }

    private static let hint =
        "the log is whole and closed; hallmark log witness push sends its checkpoint again, witness request writes it to a file"

    private static func missing(_ outcome: WitnessSubmission.Outcome, _ policy: TrustPolicy) -> Failure {
        let why: String
        switch outcome.standing {
        case .success(let standing):
            let seen = standing.cosigned.map(\.name)
            why = seen.isEmpty ? "no witness has cosigned it" : "only \(seen.joined(separator: ", ")) cosigned it"
        case .failure(let refusal): why = refusal.description
        }
        return Failure(
            .unavailable,
            "the checkpoint of \(counted(outcome.checkpoint.size, "record")) has not reached the quorum \(policy.quorumName): \(why)",
            hint: hint)
    }

    private func run() {
        var last: FileStamp?
        let path = FileTree.join(submission.directory, "checkpoint")
        while true {
            let start = ContinuousClock.now
            let isEnding = shared.withLock { $0.isEnding }
            let stamp = (try? FileTree.stamp(path)).flatMap(\.self)
            if isEnding || stamp != last {
                last = stamp
                send()
            }
            if isEnding { break }
            // The end wakes it; otherwise a look a second, and after long work a long rest.
            let worked = Int((ContinuousClock.now - start).components.seconds)
            _ = wake.wait(timeout: .now() + .seconds(1 + worked * 10))
        }
        done.signal()
    }

    private func send() {
        let outcome: Result<WitnessSubmission.Outcome, LogError>
        do throws(LogError) { outcome = .success(try submission.send()) } catch { outcome = .failure(error) }
        let news: [String]
        switch outcome {
        case .success(let outcome): news = outcome.failures.map { "witness \($0.name): \($0.reason)" }
        // A reader may meet a log between two steps of its writer; the next look is another moment.
        case .failure(let error): news = shared.withLock({ $0.isEnding }) ? ["witnesses: \(error)"] : []
        }
        let unsaid = shared.withLock { shared in
            shared.outcome = outcome
            return news.filter { shared.told.insert($0).inserted }
        }
        for line in unsaid { Terminal.note("hallmark: \(line)") }
    }
}
