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

    @Argument(help: ArgumentHelp("The name of the key: a log's origin.", valueName: "name"))
    var name: String
    @Flag(name: .long, help: "Make the key of a witness, which cosigns others' checkpoints, and not of a log.")
    var witness = false
    @OptionGroup var keyOptions: KeyOptions

    func run() throws {
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
}
