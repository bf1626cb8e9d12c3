import ArgumentParser
import SystemIO

/// `hallmark`: watches what generative models write, marks it, and keeps the books.
@main
struct HallmarkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hallmark",
        abstract: "Watch, mark and keep books of what generative models write. 监测、标识、审计",
        discussion: """
            An operator:   model | hallmark filter --format openai-sse > client
            An auditor:    hallmark audit archive/ --fail-on high
            A regulator:   hallmark log verify audit/ --key "$(cat operator.vkey)"

            Exit codes:
              0    done
              1    the answer is no: blocked, not verified, a rule failed, --fail-on reached
              64   usage
              65   malformed or cut input
              66   no such input
              69   a needed part is missing
              73   cannot create
              74   input or output error
              75   log in use
              78   configuration or rules
              130  interrupted, 143 terminated
            """,
        version: version,
        subcommands: [
            FilterCommand.self, AuditCommand.self, LogCommand.self, RulesCommand.self, KeygenCommand.self,
        ])

    /// The version of the program, also written into the log.
    static let version = "0.1.0"

    static func main() async {
        reserveStandardDescriptors()
        ignoreBrokenPipes()
        EarlyRules.begin(CommandLine.arguments)
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let failure as Failure {
            failure.report()
            exit(withError: ExitCode(failure.status.rawValue))
        } catch let error as SystemError {
            // A reader that has seen enough is no failure.
            if error.isBrokenPipe { exit(withError: ExitCode(ExitStatus.done.rawValue)) }
            let failure = Failure(error)
            failure.report()
            exit(withError: ExitCode(failure.status.rawValue))
        } catch {
            exit(withError: error)
        }
    }
}
