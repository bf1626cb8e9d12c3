import Monitor

/// The answers of ``RuleTrials`` for programs that read tests.
public enum TestReports {
    /// The Test Anything Protocol, version 14: a point a text, with what went wrong in a block of YAML.
    public static func tap(_ trials: [TextTrial]) -> String {
        var lines = ["TAP version 14", "1..\(trials.count)"]
        for (index, trial) in trials.enumerated() {
            lines.append("\(trial.passed ? "ok" : "not ok") \(index + 1) - \(tapText(trial.name))")
            guard !trial.passed else { continue }
            lines.append("  ---")
            lines.append("  message: \(quoted(trial.failures.map(\.description).joined(separator: "; ")))")
            lines.append("  severity: fail")
            lines.append("  at: \(quoted("\(trial.place)"))")
            lines.append("  text: \(quoted(trial.text))")
            lines.append("  failures:")
            for failure in trial.failures {
                lines.append("    - way: \(quoted(failure.way.name))")
                lines.append("      reason: \(quoted(failure.reason))")
                if case .spelled(_, let text) = failure.way { lines.append("      text: \(quoted(text))") }
            }
            lines.append("  ...")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// What is no description in TAP is escaped.
    private static func tapText(_ text: String) -> String {
        let escaped = text.replacing("\\", with: "\\\\").replacing("#", with: "\\#")
        return String(String.UnicodeScalarView(escaped.unicodeScalars.flatMap { isControl($0) ? Array("\u{FFFD}".unicodeScalars) : [$0] }))
    }

    /// In double quotes as YAML has them, which JSON's are too.
    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case "\n": quoted += "\\n"
            default: quoted += isControl(scalar) || !isInXML(scalar) ? escape(scalar) : String(scalar)
            }
        }
        return quoted + "\""
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16)
        return (digits.count > 4 ? "\\U" : "\\u") + String(repeating: "0", count: (digits.count > 4 ? 8 : 4) - digits.count) + digits
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: true
        default: false
        }
    }

    // MARK: JUnit

    /// JUnit's XML: a suite a pack, a case a text.
    public static func junit(_ trials: [TextTrial]) -> String {
        var suites: [(pack: String, trials: [TextTrial])] = []
        for trial in trials {
            if suites.last?.pack == trial.pack { suites[suites.count - 1].trials.append(trial) } else { suites.append((trial.pack, [trial])) }
        }
        var lines = [#"<?xml version="1.0" encoding="UTF-8"?>"#, "<testsuites\(counts("hallmark rules test", trials))>"]
        for suite in suites {
            lines.append("  <testsuite\(counts(suite.pack, suite.trials))>")
            for trial in suite.trials { lines += self.lines(of: trial) }
            lines.append("  </testsuite>")
        }
        return (lines + ["</testsuites>"]).joined(separator: "\n") + "\n"
    }

    private static func counts(_ name: String, _ trials: [TextTrial]) -> String {
        attributes([
            ("name", name), ("tests", "\(trials.count)"), ("failures", "\(trials.count { !$0.passed })"), ("errors", "0"),
            ("time", seconds(trials.reduce(0) { $0 + $1.nanoseconds })),
        ])
    }

    private static func lines(of trial: TextTrial) -> [String] {
        let head = "    <testcase" + attributes([
            ("name", trial.name), ("classname", trial.rule), ("time", seconds(trial.nanoseconds)),
        ])
        guard !trial.passed else { return [head + "/>"] }
        let message = trial.failures.map(\.description).joined(separator: "; ")
        let failure = "      <failure" + attributes([("message", message), ("type", trial.kind.rawValue)]) + ">"
        let details = ["\(trial.place)", trial.text] + trial.failures.map(\.details)
        return [head + ">", failure + xml(details.joined(separator: "\n")) + "</failure>", "    </testcase>"]
    }

    private static func attributes(_ attributes: [(String, String)]) -> String {
        attributes.map { " \($0.0)=\"\(xml($0.1, inAttribute: true))\"" }.joined()
    }

    private static func seconds(_ nanoseconds: Int64) -> String {
        let micro = max(0, nanoseconds) / 1_000
        let rest = String(micro % 1_000_000)
        return "\(micro / 1_000_000)." + String(repeating: "0", count: 6 - rest.count) + rest
    }

    private static func xml(_ text: String, inAttribute: Bool = false) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "\n", "\r", "\t": escaped += inAttribute || scalar == "\r" ? "&#\(scalar.value);" : String(scalar)
            default: escaped += isInXML(scalar) ? String(scalar) : "\u{FFFD}"
            }
        }
        return escaped
    }

    /// What XML 1.0 may hold at all.
    private static func isInXML(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x9, 0xA, 0xD, 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
        default: false
        }
    }
}

extension TextTrial {
    /// As in `cn-privacy.mobile hit 1: «…»`.
    public var name: String { "\(rule) \(kind == .hit ? "hit" : "near miss") \(index + 1): «\(text)»" }
}

extension TrialFailure: CustomStringConvertible {
    /// As in `finds nothing, spelled with width`.
    public var description: String {
        if case .asItIs = way { return reason }
        return "\(reason), \(way.name)"
    }

    /// With the text as it was given, where that is another.
    fileprivate var details: String {
        if case .spelled(_, let text) = way { return "\(description): \(text)" }
        return description
    }
}

extension TrialFailure.Way {
    /// As in `cut before byte 4`.
    public var name: String {
        switch self {
        case .asItIs: "as it is"
        case .spelled(let spelling, _): "spelled with \(spelling.rawValue)"
        case .cut(let byte): "cut before byte \(byte)"
        case .byteByByte: "byte by byte"
        }
    }
}
