internal import Cryptography
public import Primitives

/// The rules that are in force: packs and what the policy changes about them.
///
///     let rules = try EffectiveRules(packs, overrides: [Override(target: .pack("cn-privacy"), action: .observe)])
///
/// For each rule, action and level are looked for on their own: the last override that names the rule, otherwise
/// the last that names its pack, otherwise what the rule says. A rule whose level comes out as `detect` observes
/// and does no more.
public struct EffectiveRules: Hashable, Sendable {
    /// The packs as they were loaded, in the order given.
    public let packs: [Pack]
    public let overrides: [Override]
    /// Every rule with the action and the level that hold for it, in the order of packs and rules.
    public let rules: [Rule]

    /// - Throws: ``OverrideProblem`` for the first override that names no pack and no rule there is, or changes
    ///   nothing.
    public init(_ packs: [Pack], overrides: [Override] = []) throws(OverrideProblem) {
        try Self.checkTargets(overrides, packs)
        self.packs = packs
        self.overrides = overrides
        var forPacks: [String: Change] = [:]
        var forRules: [String: Change] = [:]
        for override in overrides {
            switch override.target {
            case .pack(let name): forPacks[name, default: Change()].take(override)
            case .rule(let id): forRules[id, default: Change()].take(override)
            }
        }
        rules = packs.flatMap { pack in
            pack.rules.map { rule in Self.effective(rule, forRules[rule.id], forPacks[pack.name]) }
        }
    }

    /// What the overrides of one target come to.
    private struct Change {
        var action: Action?
        var level: Level?

        mutating func take(_ override: Override) {
            action = override.action ?? action
            level = override.level ?? level
        }
    }

    private static func effective(_ rule: Rule, _ own: Change?, _ pack: Change?) -> Rule {
        var rule = rule
        rule.level = own?.level ?? pack?.level ?? rule.level
        rule.action = own?.action ?? pack?.action ?? rule.action
        if rule.level == .detect { rule.action = min(rule.action, .observe) }
        return rule
    }

    private static func checkTargets(_ overrides: [Override], _ packs: [Pack]) throws(OverrideProblem) {
        let names = packs.map(\.name)
        let ids = packs.flatMap { $0.rules.map(\.id) }
        for (index, override) in overrides.enumerated() {
            let (kind, name, known) =
                switch override.target {
                case .pack(let name): ("pack", name, names)
                case .rule(let id): ("rule", id, ids)
                }
            let target = "\(kind) \(Quote.short(name))"
            guard known.contains(name) else {
                let closest = Quote.closest(to: name, among: known)
                throw OverrideProblem(index: index, kind: .unknown(closest: closest), target: target)
            }
            guard override.action != nil || override.level != nil else {
                throw OverrideProblem(index: index, kind: .changesNothing, target: target)
            }
        }
    }
}

/// An override that cannot be meant.
public struct OverrideProblem: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Kind: Hashable, Sendable {
        /// No pack or rule is called so; one that is nearly called so, if there is one.
        case unknown(closest: String?)
        /// It names neither an action nor a level.
        case changesNothing
    }

    /// Which of the overrides, from 0.
    public let index: Int
    public let kind: Kind
    /// What it names, as in `rule 'cn-privacy.mobile'`.
    public let target: String

    public var description: String {
        switch kind {
        case .unknown(let closest):
            "no \(target) is loaded\(closest.map { "; did you mean '\($0)'?" } ?? "")"
        case .changesNothing: "the override of \(target) names neither an action nor a level"
        }
    }
}

extension EffectiveRules {
    /// What every record says about the rules that judged: SHA-256 in lower-case hexadecimal over the canonical
    /// JSON (RFC 8785) of one list. Its first elements are `[name, version, digest]`, a list of three texts for
    /// each pack, by name; its last element is the list of overrides in the policy's order, each an object with
    /// `pack` or `rule`, and `action` and `level` where they are named. With one pack and no override:
    ///
    ///     [["cn-privacy","1.0.0","9f86d081884c7d65…"],[]]
    public var packsDigest: String {
        Hex.encode(SHA256Hasher.hash(packsRecord.canonical))
    }

    /// The list that ``packsDigest`` is taken of; the log spells it out where it opens and where rules change.
    public var packsRecord: JSONValue {
        let sorted = packs.sorted { ($0.name, $0.version, $0.digest) < ($1.name, $1.version, $1.digest) }
        let names = sorted.map { JSONValue.array([.string($0.name), .string($0.version), .string($0.digest)]) }
        return .array(names + [.array(overrides.map(Self.json))])
    }

    private static func json(_ override: Override) -> JSONValue {
        var members: [String: JSONValue] = [:]
        switch override.target {
        case .pack(let name): members["pack"] = .string(name)
        case .rule(let id): members["rule"] = .string(id)
        }
        if let action = override.action { members["action"] = .string(action.rawValue) }
        if let level = override.level { members["level"] = .string(level.rawValue) }
        return .object(members)
    }
}
