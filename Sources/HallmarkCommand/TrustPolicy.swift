import AuditLog
import SystemIO
import Transparency

/// A trust policy in the form of C2SP's tlog-policy: which logs' keys are taken for true.
///
/// This version reads `log` lines and `quorum none`. Witnesses are refused rather than passed over: a policy that
/// asks for them must not be answered without them.
enum TrustPolicy {
    static func keys(file: String) throws -> [NoteVerifier] {
        let bytes: [UInt8]
        do throws(SystemError) { bytes = try FileTree.read(file, limit: 1 << 20) } catch {
            throw Failure(.noInput, "--trust \(error)")
        }
        var keys: [NoteVerifier] = []
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
            guard let first = words.first, !first.hasPrefix("#") else { continue }
            switch (first, words.count) {
            case ("log", 2...3):
                guard let key = NoteVerifier(vkey: words[1]) else {
                    throw Failure(.configuration, "\(file):\(index + 1): not a verifier key: \(words[1])")
                }
                keys.append(key)
            case ("quorum", 2) where words[1] == "none": continue
            case ("witness", _), ("group", _), ("quorum", _):
                throw Failure(.configuration, "\(file):\(index + 1): witnesses are not available in this version")
            default: throw Failure(.configuration, "\(file):\(index + 1): not a line of a tlog-policy: \(first)")
            }
        }
        if keys.isEmpty { throw Failure(.configuration, "\(file): names no log", hint: "a line looks like: log <vkey>") }
        return keys
    }
}
