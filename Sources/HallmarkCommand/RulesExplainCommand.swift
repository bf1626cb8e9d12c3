import ArgumentParser
import Monitor
import Pipeline
import Primitives
import Rules
import SystemIO

struct RulesExplain: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "What the engine makes of one rule.",
        discussion: """
            Says what the rule looks for first, how long it can make a stream wait and why, and how often it is tried.

            Example:
              hallmark rules explain cn-privacy.resident-id
            """)

    @Argument(help: ArgumentHelp("The id of the rule.", valueName: "rule"))
    var rule: String
    @OptionGroup var rules: RulePaths
    @Flag(name: .long, help: "Print it as one JSON object.")
    var json = false

    func run() throws {
        let packs: [Pack]
        let set: RuleSet
        do throws(RuleProblems) {
            packs = try rules.load().map(\.pack)
            set = try RuleSet(packs: packs)
        } catch {
            throw Failure(rules: error)
        }
        guard let explanation = set.explanation(of: rule), let pack = packs.first(where: { $0.holds(rule) }) else {
            throw unknown(among: set.rules.map(\.id))
        }
        var alone = pack
        alone.rules = [explanation.rule]
        let problems = RuleLint.check([alone]) + ((try? RuleSet(packs: [alone]))?.notes ?? [])
        if json { return try Terminal.json(explanation.json(in: pack, problems)) }
        for line in explanation.lines(in: pack, problems) { try Terminal.line(Terminal.safe(line, for: .output)) }
    }

    private func unknown(among ids: [String]) -> Failure {
        let near = Quote.nearest(to: rule, among: ids)
        let hint = near.isEmpty ? "hallmark rules list names them all" : "did you mean \(near.joined(separator: ", "))?"
        return Failure(.noInput, "no rule \(Quote.short(rule)) in \(counted(ids.count, "rule"))", hint: hint)
    }
}

extension Pack {
    fileprivate func holds(_ rule: String) -> Bool { rules.contains { $0.id == rule } }
}

// MARK: For people

extension RuleExplanation {
    fileprivate func lines(in pack: Pack, _ problems: [RuleProblem]) -> [String] {
        var lines = [
            "\(rule.id)  \(Quote.escaped(rule.title.zh)) / \(Quote.escaped(rule.title.en))",
            "  \(rule.category.rawValue), \(rule.severity.rawValue), \(rule.action.rawValue), \(rule.level.rawValue)"
                + "; \(pack.name) \(pack.version); \(rule.place)",
        ]
        for (number, part) in parts.enumerated() {
            lines.append("")
            lines += part.lines(numbered: number + 1)
        }
        lines.append("")
        lines += conditions.map { Self.row($0.key, $0.words) }
        lines += hold.lines(cap: rule.cap)
        lines += problems.map { Self.row($0.code, $0.message + ($0.hint.map { " (\($0))" } ?? "")) }
        return lines
    }

    private var conditions: [(key: String, words: String)] {
        var rows: [(key: String, words: String)] = []
        if case .all(let members, let within, let cover) = rule.match {
            let acts = cover == .last ? "the last one is the finding" : "from the first to the last is the finding"
            rows.append(("all", "\(members.count) members within \(counted(within, "character")); \(acts)"))
        }
        if let validator = rule.validate { rows.append(("validate", validator.rawValue)) }
        if let near = rule.near {
            let effect: String
            switch near.effect {
            case .require: effect = "required"
            case .raise(let severity): effect = "raises the severity to \(severity.rawValue)"
            }
            let side = near.side == .both ? "before or after" : near.side.rawValue
            rows.append(("near", "\(near.any.shown), \(side), within \(counted(near.within, "character")): \(effect)"))
        }
        if !rule.except.isEmpty { rows.append(("except", rule.except.map(\.phrase).shown)) }
        return rows
    }

    fileprivate static func row(_ key: String, _ words: String) -> String {
        "  " + key + String(repeating: " ", count: max(2, 14 - key.count)) + words
    }
}

extension RuleExplanation.Part {
    fileprivate func lines(numbered number: Int) -> [String] {
        func row(_ key: String, _ words: String) -> String { "   " + RuleExplanation.row(key, words) }
        var lines: [String] = []
        switch match {
        case .regex(let source, _): lines.append("  \(number)  expression \(Quote.escaped(source))")
        case .keywords(let words, _): lines.append("  \(number)  \(counted(words.count, "word")): \(words.shown)")
        case .any, .all: return []
        }
        lines.append(row("view", "\(view)"))
        lines.append(row("takes", Self.width(least, greatest)))
        lines.append(row("begins with", beginsWith))
        if lookBehind > 0 { lines.append(row("looks back", counted(lookBehind, "character"))) }
        lines.append(row("engine", engine.words))
        lines.append(row("gate", gate.words))
        let outside = isTriedInWords ? "" : ", outside of words"
        let shares = "\(Self.share(chinese)) of Chinese, \(Self.share(english)) of English"
        lines.append(row("tried", "in a stream at \(shares)\(outside)"))
        let decided = decidedAfter.map { "after at most \(counted($0, "character"))" } ?? "perhaps never"
        lines.append(row("decided", decided))
        for part in endless { lines.append(row("waits", "in \(Quote.escaped(part.text)) until \(part.until)")) }
        if let viablePrefix {
            let scalars = viablePrefix.unicodeScalars
            let shown = Quote.escaped(String(String.UnicodeScalarView(scalars.prefix(240))))
            lines.append(row("prefix", shown + (scalars.count > 240 ? "… (all of it with --json)" : "")))
        }
        return lines
    }

    private static func width(_ least: Int, _ greatest: Int?) -> String {
        guard let greatest else { return "\(counted(least, "character")) and more, without an end" }
        return least == greatest ? counted(least, "character") : "\(least) to \(counted(greatest, "character"))"
    }

    /// Of text, how many characters begin an attempt.
    private static func share(_ share: Double) -> String {
        switch share {
        case 0.95...: "every character"
        case 0.5...: "most characters"
        case 0.000_01...: "1 in \(Int((1 / share).rounded())) characters"
        default: "hardly any character"
        }
    }
}

extension RuleExplanation.Part.Engine {
    fileprivate var words: String {
        switch self {
        case .words: "the table of words"
        case .own: "our own"
        case .libonig: "libonig, where our own does not rule a match out"
        }
    }
}

extension RuleExplanation.Gate {
    fileprivate var words: String {
        switch self {
        case .none(let reason): "none: \(reason)"
        case .items(let items) where items.contains { $0.least == nil }: "one of the words must stand in a text"
        case .items(let items): "in a text must stand \(items.shown)"
        }
    }
}

extension [RuleExplanation.GateItem] {
    fileprivate var shown: String {
        let items = prefix(6).map { item in
            let text = item.isText ? Quote.short(item.text) + (item.ignoresCase ? " in any case" : "") : item.text
            switch (item.least, item.greatest) {
            case (0?, 0?): return "\(text) where a match starts"
            case (let least?, let greatest?) where least == greatest: return "\(text) \(counted(least, "character")) into a match"
            case (let least?, let greatest?): return "\(text) \(least) to \(counted(greatest, "character")) into a match"
            case (let least?, nil): return "\(text) \(least) or more characters into a match"
            case (nil, _): return text
            }
        }
        return items.joined(separator: ", or ") + (count > 6 ? ", or one of \(count - 6) more" : "")
    }
}

extension RuleHold {
    fileprivate func lines(cap: Cap?) -> [String] {
        var lines: [String] = []
        let bound = greatest.map { "at most \(counted($0, "character"))" } ?? "without an end"
        lines.append(RuleExplanation.row("hold", holds ? bound : "none, since it only observes; \(bound) if it acted"))
        for reason in reasons where reason.characters != 0 {
            let characters = reason.characters.map { counted($0, "character") } ?? "without an end"
            lines.append(RuleExplanation.row("", "\(reason.kind.words): \(characters)"))
        }
        if waitsForRepeats {
            lines.append(RuleExplanation.row("", "a repeated character of a word is waited out, however often"))
        }
        if let cap {
            lines.append(RuleExplanation.row("cap", "\(counted(cap.chars, "character")), then \(cap.then.rawValue)"))
        }
        if let example {
            lines.append(RuleExplanation.row("for example", "«\(Quote.escaped(example.text))» waits, and waits on\(cap == nil ? "" : ", up to the cap")"))
        }
        if let longest, let shortest {
            let first = "first «\(shortest.end)», \(shortest.held)"
            lines.append(RuleExplanation.row("in its tests", "\(first); longest «\(longest.end)», \(longest.held)"))
        } else {
            lines.append(RuleExplanation.row("in its tests", "nothing waits"))
        }
        return lines
    }
}

extension RuleHold.Reason.Kind {
    fileprivate var words: String {
        switch self {
        case .word: "a word, with separators in it"
        case .expression: "the expression"
        case .window: "'all' with 'cover: all'"
        case .near: "'near' behind the match"
        case .except: "a phrase of 'except'"
        }
    }
}

extension RuleHold.Trial {
    /// The end of the text, what waits of it and a little more.
    fileprivate var end: String {
        let scalars = text.unicodeScalars
        let count = min(scalars.count, max(held + 4, 12), 60)
        let end = String(String.UnicodeScalarView(scalars.suffix(count)))
        return (count < scalars.count ? "…" : "") + Quote.escaped(end)
    }
}

extension [String] {
    fileprivate var shown: String {
        prefix(8).map(Quote.escaped).joined(separator: "、") + (count > 8 ? " and \(count - 8) more" : "")
    }
}

// MARK: For machines

extension RuleExplanation {
    fileprivate func json(in pack: Pack, _ problems: [RuleProblem]) -> JSONValue {
        [
            "id": .string(rule.id), "pack": .string(pack.name), "version": .string(pack.version),
            "title": ["zh": .string(rule.title.zh), "en": .string(rule.title.en)],
            "category": .string(rule.category.rawValue), "severity": .string(rule.severity.rawValue),
            "action": .string(rule.action.rawValue), "level": .string(rule.level.rawValue),
            "view": .string(rule.view.name), "without": rule.view.withoutNames, "place": .string(rule.place.description),
            "parts": .array(parts.map(\.json)), "hold": hold.json(cap: rule.cap),
            "problems": .array(
                problems.map { problem in
                    var members: [String: JSONValue] = [
                        "code": .string(problem.code), "message": .string(problem.message),
                    ]
                    members["hint"] = problem.hint.map(JSONValue.string)
                    return .object(members)
                }),
        ]
    }
}

extension View {
    /// What its rule switches off.
    fileprivate var withoutNames: JSONValue { .array(Fold.allCases.filter(without.contains).map { .string($0.rawValue) }) }
}

extension RuleExplanation.Part {
    fileprivate var json: JSONValue {
        var members: [String: JSONValue] = [
            "view": .string(view.name), "without": view.withoutNames, "engine": .string(engine.rawValue), "least": .integer(Int64(least)),
            "greatest": .number(greatest), "decided_after": .number(decidedAfter),
            "look_behind": .integer(Int64(clamping: lookBehind)), "begins_with": .string(beginsWith),
            "tried": [
                "chinese": .integer(Self.perMillion(chinese)), "english": .integer(Self.perMillion(english)),
                "in_words": .bool(isTriedInWords),
            ],
            "gate": gate.json,
        ]
        switch match {
        case .keywords(let words, _): members["keywords"] = .array(words.map(JSONValue.string))
        case .regex(let source, _):
            members["regex"] = .string(source)
            members["viable_prefix"] = viablePrefix.map(JSONValue.string)
            members["endless"] = .array(
                endless.map {
                    ["part": .string($0.text), "at": .integer(Int64($0.offset)), "until": .string($0.until)]
                })
        case .any, .all: break
        }
        return .object(members)
    }

    private static func perMillion(_ share: Double) -> Int64 { Int64((min(max(share, 0), 1) * 1_000_000).rounded()) }
}

extension RuleExplanation.Gate {
    fileprivate var json: JSONValue {
        switch self {
        case .none(let reason): ["none": .string(reason)]
        case .items(let items):
            [
                "any": .array(
                    items.map { item in
                        var members: [String: JSONValue] = [item.isText ? "text" : "sets": .string(item.text)]
                        if item.ignoresCase { members["ignores_case"] = .bool(true) }
                        guard let least = item.least else { return .object(members) }
                        members["least"] = .integer(Int64(clamping: least))
                        members["greatest"] = .number(item.greatest)
                        return .object(members)
                    })
            ]
        }
    }
}

extension RuleHold {
    fileprivate func json(cap: Cap?) -> JSONValue {
        var members: [String: JSONValue] = [
            "holds": .bool(holds), "greatest": .number(greatest), "waits_for_repeats": .bool(waitsForRepeats),
            "reasons": .array(
                reasons.map { ["kind": .string($0.kind.rawValue), "characters": .number($0.characters)] }),
        ]
        members["cap"] = cap.map { ["chars": .integer(Int64($0.chars)), "then": .string($0.then.rawValue)] }
        members["example"] = example?.json
        members["shortest"] = shortest?.json
        members["longest"] = longest?.json
        return .object(members)
    }
}

extension RuleHold.Trial {
    fileprivate var json: JSONValue { ["text": .string(text), "held": .integer(Int64(held))] }
}

extension JSONValue {
    /// `null` for what has no end.
    fileprivate static func number(_ value: Int?) -> JSONValue { value.map { .integer(Int64(clamping: $0)) } ?? .null }
}
