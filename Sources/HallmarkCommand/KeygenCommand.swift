import ArgumentParser
import AuditLog
import Pipeline
import SystemIO
import Transparency

struct KeygenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keygen", abstract: "Make an Ed25519 signing key; only its owner can read it.",
        discussion: """
            Writes <name>.skey (mode 0600) and <name>.vkey into the folder of keys and prints the verifier key, which \
            is the one to hand out.

            Example:
              hallmark keygen audit.example.com/chat --keys /etc/hallmark/keys
              hallmark keygen witness.example.org/a --witness
            """)

    @Argument(help: ArgumentHelp("The name of the key: a log's origin, or that of a reader of excerpts.", valueName: "name"))
    var name: String
    @Flag(
        name: .long,
        help: "Make a reader's key pair for sealed excerpts in the working folder: <name>.hpke.key stays with the reader.")
    var excerpts = false
    @Flag(name: .long, help: "Make the key of a witness, which cosigns others' checkpoints, and not of a log.")
    var witness = false
    @OptionGroup var keyOptions: KeyOptions

    func run() throws {
        if excerpts { return try makeExcerptKeys() }
        let keys = try keyOptions.load().keyFolder()
        do throws(LogError) {
            let vkey =
                witness
                ? try KeyFolder.makeWitnessKey(name: name, in: keys).vkey
                : try KeyFolder.makeSigningKey(origin: name, in: keys).vkey
            Terminal.note("hallmark: keys in \(keys.path)")
            try line(vkey)
        } catch {
            throw Failure(error)
        }
    }

    private func makeExcerptKeys() throws {
        guard !name.contains("/"), let secret = ExcerptSecret(name: name) else {
            throw Failure(.usage, "a reader's name has no slash, space or plus sign: \(name)")
        }
        do throws(SystemError) {
            guard try FileTree.kind(name + ".hpke.key") == nil else {
                throw SystemError.existing()
            }
            try FileTree.replace(name + ".hpke.key", with: Array((secret.text + "\n").utf8), permissions: 0o600)
            try FileTree.replace(name + ".hpke", with: Array((secret.publicKey.text + "\n").utf8))
        } catch {
            throw Failure(.cannotCreate, "\(name).hpke.key: \(error)")
        }
        Terminal.note("hallmark: \(name).hpke.key opens excerpts: keep it away from the log; \(name).hpke goes into log.excerpts.to")
        try Terminal.line(secret.publicKey.text)
    }
}
