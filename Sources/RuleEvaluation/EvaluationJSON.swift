public import Primitives
internal import Rules

extension EvaluationReport {
    /// All of it as one JSON value: `docs/schema/rules-eval.schema.json`.
    ///
    /// - Parameter packs: the packs that were evaluated, whether or not anything was found.
    public func json(_ options: Evaluator.Options, packs: [(name: String, version: String)], isCompared: Bool) -> JSONValue {
        var members: [String: JSONValue] = [
            "unit": .string(options.unit.rawValue), "benign": .bool(options.isBenign), "texts": Self.number(texts),
            "bytes": Self.number(bytes), "labelled_texts": Self.number(labelledTexts), "labels": Self.number(labels),
            "undecided": Self.number(undecided), "detect": json(.detect, packs.map(\.name)),
            "enforce": json(.enforce, packs.map(\.name)),
            "packs": .array(packs.map { ["name": .string($0.name), "version": .string($0.version)] }),
            "false_alarms": list(falseAlarms) { $0.json }, "misses": list(misses) { $0.json },
            "malformed": list(malformed) { $0.json },
            "unknown_rules": .array(unknownRules.sorted().map(JSONValue.string)),
            "unread": .array(failures.map { ["file": .string($0.file), "message": .string($0.message)] }),
        ]
        if isCompared {
            members["comparison"] = comparison.json
            members["changes"] = list(changes) { $0.json }
        }
        return .object(members)
    }

    fileprivate static func number(_ value: Int) -> JSONValue { .integer(Int64(value)) }

    private func list<Item>(_ list: Listed<Item>, _ json: (Item) -> JSONValue) -> JSONValue {
        ["total": Self.number(list.total), "items": .array(list.items.map(json))]
    }

    private func json(_ level: Level, _ packs: [String]) -> JSONValue {
        let own = scores(level)
        var groups: [String: [String: JSONValue]] = ["rules": [:], "categories": [:], "risks": [:]]
        for (key, score) in own.scores {
            switch key {
            case .all, .pack: break
            case .rule(let id): groups["rules"]?[id] = score.json
            case .category(let category): groups["categories"]?[category.rawValue] = score.json
            case .risk(let risk): groups["risks"]?[risk] = score.json
            }
        }
        var members = groups.mapValues(JSONValue.object)
        members["all"] = (own.scores[.all] ?? Score()).json
        members["false_alarms"] = json(own.falseAlarms[nil])
        members["packs"] = .object(
            Dictionary(uniqueKeysWithValues: packs.map { name in
                var pack = (own.scores[.pack(name)] ?? Score()).json.object ?? [:]
                pack["false_alarms"] = json(own.falseAlarms[name])
                return (name, .object(pack))
            }))
        return .object(members)
    }

    private func json(_ alarms: FalseAlarms?) -> JSONValue {
        let alarms = alarms ?? FalseAlarms()
        return [
            "texts": Proportion(count: alarms.texts, of: texts).json, "findings": Self.number(alarms.findings),
        ]
    }
}

extension Score {
    /// `{right, wrong, missed}`, and `precision`, `recall`, `f1` where there are any.
    var json: JSONValue {
        var members: [String: JSONValue] = [
            "right": .integer(Int64(right)), "wrong": .integer(Int64(wrong)), "missed": .integer(Int64(missed)),
        ]
        members["precision"] = precision?.json
        members["recall"] = recall?.json
        members["f1"] = f1?.json
        return .object(members)
    }
}

extension DataPlace {
    fileprivate var members: [String: JSONValue] {
        var members: [String: JSONValue] = ["file": .string(file)]
        members["line"] = line.map { .integer(Int64($0)) }
        members["field"] = field.map(JSONValue.string)
        return members
    }
}

extension Range<Int> {
    fileprivate var json: JSONValue { [.integer(Int64(lowerBound)), .integer(Int64(upperBound))] }
}

extension FalseAlarm {
    fileprivate var json: JSONValue {
        var members = place.members
        members["rule"] = .string(rule)
        members["acts"] = .bool(acts)
        members["bytes"] = bytes.json
        members["excerpt"] = excerpt.map(JSONValue.string)
        return .object(members)
    }
}

extension Miss {
    fileprivate var json: JSONValue {
        var members = place.members
        switch label.target {
        case .rule(let id): members["rule"] = .string(id)
        case .category(let category): members["category"] = .string(category.rawValue)
        case .risk(let risk): members["risk"] = .string(risk)
        }
        members["bytes"] = label.bytes?.json
        members["excerpt"] = excerpt.map(JSONValue.string)
        return .object(members)
    }
}

extension ChangedText {
    fileprivate var json: JSONValue {
        var members = place.members
        members["rule"] = .string(rule)
        members["change"] = .string(isGained ? "gained" : "lost")
        members["right"] = .bool(isRight)
        members["excerpt"] = excerpt.map(JSONValue.string)
        return .object(members)
    }
}

extension MalformedLine {
    fileprivate var json: JSONValue {
        var members = place.members
        members["message"] = .string(message)
        return .object(members)
    }
}

extension Comparison {
    fileprivate var json: JSONValue {
        [
            "rules": .object(rules.mapValues(\.json)), "labels_gained": EvaluationReport.number(labelsGained),
            "labels_lost": EvaluationReport.number(labelsLost),
            "false_texts_gained": EvaluationReport.number(falseTextsGained),
            "false_texts_lost": EvaluationReport.number(falseTextsLost), "regressed": .bool(hasRegressed),
        ]
    }
}

extension Comparison.Change {
    fileprivate var json: JSONValue {
        [
            "gained_right": EvaluationReport.number(gainedRight), "gained_wrong": EvaluationReport.number(gainedWrong),
            "lost_right": EvaluationReport.number(lostRight), "lost_wrong": EvaluationReport.number(lostWrong),
        ]
    }
}
