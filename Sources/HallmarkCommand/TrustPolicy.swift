import SystemIO
import Transparency

extension TrustPolicy {
    /// Reads a trust policy, a C2SP tlog-policy. Every line that is wrong is told.
    init(file: String) throws {
        let bytes: [UInt8]
        do throws(SystemError) { bytes = try FileTree.read(file, limit: Self.largestFile) } catch {
            throw Failure(error.isNotFound ? .noInput : .inputOutput, "--trust \(error)")
        }
        do throws(TrustPolicy.Malformed) { self = try TrustPolicy(parsing: bytes) } catch {
            for problem in error.problems.dropLast() {
                Terminal.note("hallmark: \(file):\(problem.line): \(problem.message)")
            }
            let last = error.problems.last
            throw Failure(
                .configuration, "\(file):\(last?.line ?? 1): \(last?.message ?? "not a policy")",
                hint: "the form is that of C2SP tlog-policy; docs/log.md has an example")
        }
        if logs.isEmpty {
            throw Failure(.configuration, "\(file): names no log", hint: "a line looks like: log <vkey>")
        }
    }
}

extension NoteVerifier {
    /// The key of `--key`: a verifier key, or a file that holds one.
    init(argument text: String) throws {
        let held = (try? FileTree.read(text, limit: 4096)).map { String(decoding: $0, as: UTF8.self) }
        guard let verifier = NoteVerifier(vkey: (held ?? text).trimmingWhitespace) else {
            throw Failure(
                .usage, "--key: neither a verifier key nor a file that holds one",
                hint: "a verifier key looks like name+1a2b3c4d+A…; the operator has it in <origin>.vkey")
        }
        self = verifier
    }
}
