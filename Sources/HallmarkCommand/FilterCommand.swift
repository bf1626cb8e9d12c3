import ArgumentParser
import AuditLog
import ContentFormats
import Cryptography
import Monitor
import Pipeline
import Primitives
import Provenance
import SystemIO

struct FilterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "filter",
        abstract: "Standard input to standard output, watched, masked or blocked, labelled and logged.",
        discussion: """
            Nothing leaves before the log knows of it. Text leaves as soon as no rule can change it any more; a \
            record of JSON Lines leaves when it is whole. SIGHUP reads the policy's rules and the packs anew.

            Example:
              curl -sN https://model.example/v1/chat/completions -d @request.json | hallmark filter --format openai-sse
              hallmark filter --format jsonl --field answer.text < replies.jsonl > clean.jsonl
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case auto, text, jsonl
        case openAISSE = "openai-sse"
        case openAIResponses = "openai-responses"
        case anthropicSSE = "anthropic-sse"
        case ollama, llamacpp

        /// The protocol of a streamed reply.
        var language: ReplyLanguage? { ReplyLanguage(rawValue: rawValue) }
    }

    @Option(
        name: .long,
        help: ArgumentHelp(
            "What comes in: auto, text, jsonl, openai-sse, openai-responses, anthropic-sse, ollama or llamacpp.",
            valueName: "format"))
    var format: Format = .auto

    enum Content: String, ExpressibleByArgument, CaseIterable {
        case auto, prose, json, code

        var form: ContentForm { ContentForm(rawValue: rawValue) ?? .auto }
    }

    @Option(
        name: .long, parsing: .singleValue,
        help: ArgumentHelp(
            "Where the text stands in a JSON record, as a.b[].c; may be repeated. Default: the usual places.",
            valueName: "path"))
    var field: [String] = []

    @OptionGroup var policyOptions: PolicyOptions

    @Option(name: .long, help: ArgumentHelp("The folder of the audit log. Default: audit", valueName: "dir"))
    var log: String?

    @Flag(name: .long, help: "Keep no log.")
    var noLog = false

    @Option(
        name: .long, help: ArgumentHelp("visible=start|end|both|corner,aigc=on,c2pa=off", valueName: "labels"))
    var label: String?

    @Option(
        name: .long, help: ArgumentHelp("Where the label of a text goes, beside it.", valueName: "file"))
    var sidecar: String?

    @Option(name: .long, help: "What replies are: auto, prose, json or code; only prose takes a visible label.")
    var content: Content = .auto

    @Option(
        name: .long,
        help: ArgumentHelp(
            "A chat stream whose text is held gets a comment after this many seconds without output; 0 for never.",
            valueName: "seconds"))
    var keepAlive: Int = 15

    @Flag(name: .long, help: "Read the rules anew when their files change; looks at them each second.")
    var watch = false

    @Flag(name: .long, help: "Write a summary of the run as JSON to standard error.")
    var json = false

    func validate() throws {
        if !(0...86_400).contains(keepAlive) { throw ValidationError("--keep-alive takes 0 to 86400 seconds") }
        if noLog, log != nil { throw ValidationError("--log and --no-log exclude each other") }
        if !field.isEmpty, format == .text || format.language != nil {
            throw ValidationError("--field is for JSON Lines; \(format.rawValue) has no fields")
        }
    }

    func run() async throws {
        let policy = try policy()
        let source = RuleSource(policyFile: policyOptions.keyOptions.path, rules: policyOptions.rules, cache: policyOptions.cache)
        let books = Books(policy: policy, named: log, environment: .system)
        // The rules are made ready while the log is looked at, which mostly waits. Only when both are known to be good
        // is anything written.
        async let loading = source.begin(policy)
        let place = Result { noLog ? nil : try books.find() }
        let rules = try await loading
        let run = try FilterRun(
            command: self, policy: policy, source: source, rules: rules, books: books, place: try place.get())
        try await run.pump()
    }

    /// The policy of file and flags together.
    private func policy() throws -> Policy {
        var policy = try policyOptions.load()
        guard let label else { return policy }
        do throws(LabelPlacementError) {
            policy.labels.placement = try LabelPlacement(parsing: label)
        } catch {
            throw Failure(.usage, "--label \(label): \(error)")
        }
        return policy
    }

    /// The codec that `--format` and `--field` ask for.
    func codec(limits: Policy.Limits) throws -> any ContentCodec {
        let fields = try FieldPath.list(field)
        return switch format {
        case .auto: AutoCodec(fields: fields, limit: limits.record, depth: limits.depth)
        case .text: TextCodec()
        case .jsonl: JSONLinesCodec(fields: fields, limit: limits.record, depth: limits.depth)
        case .openAISSE: ReplyCodec(.chat, limit: limits.record, depth: limits.depth)
        case .openAIResponses: ReplyCodec(.responses, limit: limits.record, depth: limits.depth)
        case .anthropicSSE: ReplyCodec(.anthropic, limit: limits.record, depth: limits.depth)
        case .ollama: ReplyCodec(.ollama, limit: limits.record, depth: limits.depth)
        case .llamacpp: ReplyCodec(.llamaCpp, limit: limits.record, depth: limits.depth)
        }
    }
}

extension FieldPath {
    /// The paths of repeated `--field` options.
    static func list(_ texts: [String]) throws -> [FieldPath] {
        var paths: [FieldPath] = []
        for text in texts {
            do throws(FieldPathError) { paths.append(try FieldPath(text)) } catch {
                throw Failure(.usage, "--field \(text): \(error)", hint: "a path looks like answer.parts[].text")
            }
        }
        return paths
    }
}
