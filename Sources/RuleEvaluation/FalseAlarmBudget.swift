public import Rules

/// How many texts of a thousand may have a false alarm.
///
///     0.5                    of each pack, of all findings
///     enforce=0.5            of each pack, of the findings that act
///     cn-privacy:detect=20   of one pack
public struct FalseAlarmBudget: Hashable, Sendable, CustomStringConvertible {
    /// `nil` for each pack.
    public var pack: String?
    public var level: Level
    public var perThousand: Double

    /// - Returns: `nil` for what is no budget.
    public init?(_ text: String) {
        var rest = text[...]
        level = .detect
        if let colon = rest.firstIndex(of: ":") {
            pack = String(rest[..<colon])
            guard pack?.isEmpty == false else { return nil }
            rest = rest[rest.index(after: colon)...]
        }
        if let equals = rest.firstIndex(of: "=") {
            guard let named = Level(rawValue: String(rest[..<equals])) else { return nil }
            level = named
            rest = rest[rest.index(after: equals)...]
        }
        let isPlain = rest.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }
        guard isPlain, let number = Double(rest), number <= 1000 else { return nil }
        perThousand = number
    }

    public var description: String {
        (pack.map { $0 + ":" } ?? "") + "\(level.rawValue)=\(EvaluationReport.shown(perThousand))"
    }
}

/// A pack that has more false alarms than its budget allows.
public struct BudgetExcess: Hashable, Sendable {
    public var pack: String
    public var budget: FalseAlarmBudget
    public var perThousand: Double
}

extension EvaluationReport {
    /// The packs that exceed a budget, by name.
    public func excesses(_ budgets: [FalseAlarmBudget], packs: [String]) -> [BudgetExcess] {
        packs.sorted().flatMap { pack in
            budgets.compactMap { budget in
                let found = falseTextsPerThousand(pack, budget.level)
                guard budget.pack ?? pack == pack, found > budget.perThousand else { return nil }
                return BudgetExcess(pack: pack, budget: budget, perThousand: found)
            }
        }
    }

    /// A number with two digits behind the point, or none where they are 0.
    public static func shown(_ number: Double) -> String {
        let hundredths = Int((number * 100).rounded())
        guard !hundredths.isMultiple(of: 100) else { return String(hundredths / 100) }
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
    }
}
