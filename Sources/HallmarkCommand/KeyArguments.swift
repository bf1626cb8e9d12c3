import ArgumentParser
import Transparency

/// Whose signatures count, for commands that need nothing else of the operator's.
struct KeyArguments: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("A verifier key (name+hash+key), or a file that holds one.", valueName: "vkey"))
    var key: String?
    @Option(name: .long, help: ArgumentHelp("A trust policy (C2SP tlog-policy).", valueName: "file"))
    var trust: String?

    func validate() throws {
        if key != nil, trust != nil { throw ValidationError("--key and --trust exclude each other") }
    }

    /// `nil` where neither was given.
    func policy() throws -> TrustPolicy? {
        if let key { return TrustPolicy(logs: [try NoteVerifier(argument: key)]) }
        return try trust.map { try TrustPolicy(file: $0) }
    }
}
