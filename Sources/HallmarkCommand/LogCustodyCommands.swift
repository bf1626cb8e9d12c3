import ArgumentParser
import AuditLog
import Cryptography
import Pipeline
import Primitives
import SystemIO
import Transparency

/// A log and its keys, opened for a record of its own.
struct Custody: ParsableArguments {
    @OptionGroup var folder: LogFolder
    @OptionGroup var keyOptions: KeyOptions

    /// Opens the log, hands it to `body`, and closes it.
    func writing(fresh: Bool = false, as writer: String, _ body: (LogWriter) throws(LogError) -> Void) throws {
        let policy = try keyOptions.load()
        let keys = try policy.keyFolder()
        try Books.keepApart(folder.directory, keys)
        var options = policy.logOptions
        options.writer = "hallmark log \(writer)"
        options.freshEpoch = fresh
        // Nothing here may be done without its record.
        (options.onFull, options.onError) = (.reject, .reject)
        do throws(LogError) {
            let log = try LogWriter(
                opening: folder.directory, keys: keys, packs: [], environment: .system, options: options)
            do throws(LogError) { try body(log) } catch {
                try? log.close(reason: "input-error")
                throw error
            }
            try log.close(reason: "end-of-input")
        } catch {
            throw Failure(error)
        }
    }
}

/// Who does it, and why: both go into the record.
struct Account: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("Why, for the record.", valueName: "text"))
    var reason: String
    @Option(name: .long, help: ArgumentHelp("Who decided it, for the record.", valueName: "name"))
    var who: String
}

struct LogRotateKey: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate-key", abstract: "Put a new signing key in the place of the one in force.",
        discussion: """
            Both keys sign the statement in the record key.rotated; the old one's checkpoints stay good, the new one \
            signs from there on. Prints the new verifier key, which is the one to hand out.

            Example:
              hallmark log rotate-key audit
            """)

    @OptionGroup var custody: Custody
    @Flag(name: .long, help: "Destroy the old private key instead of keeping it aside.")
    var destroyOld = false

    func run() throws {
        try custody.writing(as: "rotate-key") { (log) throws(LogError) in
            try line(try log.rotateKey(keepingOld: !destroyOld).vkey)
        }
    }
}

struct LogRevokeKey: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke-key", abstract: "Say from which size of the log on a former key is not trusted.",
        discussion: """
            For a key that was stolen: rotate it first. Who knows only the revoked key is not led on to the new one.

            Example:
              hallmark log revoke-key audit --key operator.vkey --from 41873 --reason stolen --who security
            """)

    @OptionGroup var custody: Custody
    @Option(name: .long, help: ArgumentHelp("The verifier key, or a file that holds it.", valueName: "vkey"))
    var key: String
    @Option(name: .long, help: ArgumentHelp("The size of the log from which on it does not count.", valueName: "size"))
    var from: Int
    @OptionGroup var account: Account

    func run() throws {
        let held = (try? FileTree.read(key, limit: 4096)).map { String(decoding: $0, as: UTF8.self) }
        guard let verifier = NoteVerifier(vkey: (held ?? key).trimmingWhitespace) else {
            throw Failure(.usage, "--key: neither a verifier key nor a file that holds one")
        }
        try custody.writing(as: "revoke-key") { (log) throws(LogError) in
            try log.revokeKey(verifier, from: from, reason: account.reason, who: account.who)
        }
    }
}

struct LogRotateEpoch: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate-epoch", abstract: "Take a new key for the digests of content into use.",
        discussion: "Example:\n  hallmark log rotate-epoch audit")

    @OptionGroup var custody: Custody

    func run() throws {
        try custody.writing(fresh: true, as: "rotate-epoch") { (log) throws(LogError) in try line(log.epochKeyID) }
    }
}

struct LogDestroyEpoch: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "destroy-epoch", abstract: "Destroy the digest key of an epoch, for good.",
        discussion: """
            Records stay and stay provable; nobody can say any more whether a text is the one that a record speaks of. \
            Copies of the key elsewhere, backups among them, are out of this program's reach.

            Example:
              hallmark log destroy-epoch audit 2026-05 --reason "past its maximum" --who privacy-officer
            """)

    @Argument(help: ArgumentHelp("The folder of the log.", valueName: "dir"))
    var directory: String
    @Argument(help: ArgumentHelp("The epoch, such as 2026-05.", valueName: "epoch"))
    var epoch: String
    @Flag(name: .long, help: "Also where other logs have their keys in the same folder.")
    var shared = false
    @OptionGroup var account: Account
    @OptionGroup var keyOptions: KeyOptions

    func run() throws {
        var custody = Custody()
        custody.folder = LogFolder()
        custody.folder.directory = directory
        custody.keyOptions = keyOptions
        try custody.writing(as: "destroy-epoch") { (log) throws(LogError) in
            try log.destroyEpoch(epoch, reason: account.reason, who: account.who, shared: shared)
        }
        Terminal.note("hallmark: the key of epoch \(epoch) is destroyed; its digests can be compared no more")
    }
}

struct LogOpenExcerpt: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "open-excerpt", abstract: "Read the sealed excerpts of a record, with a reader's private key.",
        discussion: "Example:\n  hallmark log open-excerpt audit 41873 --key regulator.hpke.key")

    @Argument(help: ArgumentHelp("The folder of the log.", valueName: "dir"))
    var directory: String
    @Argument(help: ArgumentHelp("A record's id, or its number (seq).", valueName: "id"))
    var record: String
    @Option(name: .long, help: ArgumentHelp("The file of the reader's private key.", valueName: "file"))
    var key: String
    @Flag(name: .long, help: "Print the excerpts as one JSON object.")
    var json = false

    func run() throws {
        let secret = try secret()
        let reader: LogReader
        let origin: String
        do throws(LogError) {
            reader = try LogReader(directory: directory)
            origin = try LogProver(directory: directory).origin
        } catch {
            throw Failure(error)
        }
        let number = Int(record)
        var found: JSONValue?
        try reader.reading { index, line in
            guard number.map({ $0 == index }) ?? true, let value = try? JSONValue(parsing: line) else { return true }
            if number != nil || (value["id"]?.string == record && value["kind"]?.string == "content") { found = value }
            return found == nil
        }
        guard let found else { throw Failure(.noInput, "\(directory): no record \(record)") }
        guard let excerpts = found["excerpts"] else { throw Failure(.noInput, "record \(record) has no excerpts") }
        let dropped = excerpts["dropped"]?.integer ?? 0
        if dropped > 0 { Terminal.note("hallmark: \(dropped) more excerpts did not fit into the record") }
        guard excerpts["sealed"] != nil else { return }
        guard let text = SealedExcerpt.open(found, origin: origin, with: secret) else {
            throw Failure(
                .answerIsNo, "the excerpts of record \(record) do not open with the key \(secret.publicKey.id)",
                hint: "the record names the keys that they are sealed to: excerpts.to")
        }
        let plain = try JSONValue(parsing: Array(text))
        if json { return try Terminal.json(plain) }
        for excerpt in plain["excerpts"]?.array ?? [] {
            let bytes = (excerpt["bytes"]?.array ?? []).compactMap { $0.integer.map { String($0) } }
            let place = bytes.joined(separator: "..<")
            let words = [excerpt["rule"]?.string ?? "", place, excerpt["text"]?.string ?? ""].joined(separator: "  ")
            try Terminal.line(Terminal.safe(words, for: .output))
        }
    }

    private func secret() throws -> ExcerptSecret {
        let bytes: [UInt8]
        let permissions: UInt32
        do throws(SystemError) {
            bytes = try FileTree.read(key, limit: 4096)
            permissions = try FileTree.permissions(key)
        } catch {
            throw Failure(error)
        }
        guard permissions & 0o077 == 0 else {
            throw Failure(.configuration, "\(key): a private key that others may read; chmod 600 it")
        }
        guard let secret = ExcerptSecret(String(decoding: bytes, as: UTF8.self).trimmingWhitespace) else {
            throw Failure(.configuration, "\(key): not the private key of a reader of excerpts")
        }
        return secret
    }
}
