internal import Rules

/// A rule that is to be written into a pack.
struct RuleDraft {
    /// What it looks for.
    enum Looks {
        case regex(String)
        case words([String])
        /// The path of a word file, from the pack's folder.
        case wordFile(String)
    }

    var id: String
    var zh: String
    var en: String
    var category = Category.custom
    var severity = Severity.medium
    var action = Action.observe
    var looks: Looks
    /// The view of what it looks for; `nil` for the default.
    var matchView: View.Kind?
    /// The view of the rule, in which `near` and `except` are looked for; `nil` for that of what it looks for.
    var view: View.Kind?
    /// The foldings that it keeps; empty for all of the view's.
    var onlyFolds: [Fold] = []
    var near: NearDraft?
    var validate: Validator?
    var except: [String] = []
    /// In characters.
    var cap: Int?
    var risk: String?
    var why: String?
    var tests = RuleTests(hit: [], clean: [])

    /// Words before a match that raise its severity.
    struct NearDraft {
        var any: [String]
        var within: Int
        var raise: Severity
    }
}

/// The names of packs and the parts of rules' ids.
enum Slug {
    /// Letters, digits and hyphens out of any text; empty where nothing is left.
    static func slug(_ text: String, atMost length: Int = 60) -> String {
        var units: [UInt8] = []
        for unit in text.lowercased().utf8 {
            switch unit {
            case 0x61...0x7A, 0x30...0x39: units.append(unit)
            default: if let last = units.last, last != UInt8(ascii: "-") { units.append(UInt8(ascii: "-")) }
            }
        }
        units = Array(units.prefix(length))
        while units.last == UInt8(ascii: "-") { units.removeLast() }
        return String(decoding: units, as: UTF8.self)
    }

    /// `name`, or `name-2`, `name-3` … where it is taken.
    static func unused(_ name: String, _ taken: inout Set<String>) -> String {
        var unused = name
        var number = 2
        while !taken.insert(unused).inserted {
            unused = "\(name)-\(number)"
            number += 1
        }
        return unused
    }
}
