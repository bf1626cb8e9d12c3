import ArgumentParser
import AuditLog
import Primitives

/// Which records of a log are meant. Every command that picks some takes these.
struct LogQueryOptions: ParsableArguments {
    @Option(name: .long, help: "From this moment on (RFC 3339 in UTC, or a date).")
    var since: String?
    @Option(name: .long, help: "Before this moment; a date means its end.")
    var until: String?
    @Option(name: .long, help: "A rule's id.")
    var rule: String?
    @Option(name: .long, help: "A category, such as privacy.")
    var category: String?
    @Option(name: .long, help: "Exactly this severity: low, medium, high or critical.")
    var severity: String?
    @Option(name: .long, help: "A verdict: clean, observed, masked, undecided or blocked.")
    var verdict: String?
    @Option(name: .long, help: "What was done with the text: mask, block or drop.")
    var action: String?
    @Option(name: .long, help: "The name of the model.")
    var model: String?
    @Option(name: .long, help: "Where the text came from: stdin, or a path as it was given.")
    var source: String?
    @Option(name: .long, help: "The id of a record, as a label carries it.")
    var id: String?
    @Option(name: .long, help: "The keyed digest of a text, as it came or as it was delivered: 32 hexadecimal digits.")
    var digest: String?
    @Option(name: .long, help: "The kind of record, such as content, open or log.prune.")
    var kind: String?

    func query() throws -> LogQuery {
        var query = LogQuery()
        query.since = try since.map { try moment($0, option: "--since") }
        query.until = try until.map { try moment($0, option: "--until", endOfDay: true) }
        query.rule = rule
        query.category = category
        query.severity = try severity.map { [try word($0, ["low", "medium", "high", "critical"], "--severity")] }
        query.verdict = try verdict.map {
            try word($0, ["clean", "observed", "masked", "undecided", "blocked"], "--verdict")
        }
        query.action = try action.map { try word($0, ["mask", "block", "drop"], "--action") }
        query.model = model
        query.source = source
        query.id = id
        query.digests = try digest.map { [try Self.digest($0)] }
        query.kind = kind
        return query
    }

    private static func digest(_ text: String) throws -> String {
        guard text.utf8.count == 32, Hex.decode(text) != nil else {
            throw Failure(.usage, "--digest \(text): not 32 hexadecimal digits")
        }
        return text.lowercased()
    }

    private func word(_ text: String, _ allowed: [String], _ option: String) throws -> String {
        guard allowed.contains(text) else {
            throw Failure(.usage, "\(option) \(text): one of \(allowed.joined(separator: ", "))")
        }
        return text
    }

    private func moment(_ text: String, option: String, endOfDay: Bool = false) throws -> Timestamp {
        guard let moment = Timestamp(text) else {
            throw Failure(.usage, "\(option) \(text): no moment", hint: "write 2026-11-22 or 2026-11-22T12:30:00Z")
        }
        return endOfDay && text.utf8.count == 10 ? Timestamp(milliseconds: moment.milliseconds + 86_400_000) : moment
    }
}
