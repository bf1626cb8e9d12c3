/// A command that somebody else wrote, to compare with.
public enum Peer {
    /// What a command left behind.
    public struct Outcome: Sendable {
        public let status: Int32
        public let output: [UInt8]
    }

    /// Whether `command` is there to be asked.
    public static func isInstalled(_ command: String) -> Bool {
        Command.find(command) != nil
    }

    /// Runs `command` and waits for it.
    public static func run(_ command: String, _ arguments: [String], input: [UInt8] = []) throws -> Outcome {
        let finished = try Command.run(command, arguments, input: input)
        return Outcome(status: finished.status, output: finished.output)
    }
}
