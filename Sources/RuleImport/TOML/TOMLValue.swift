/// A value of a TOML document, and the line on which it begins.
struct TOMLValue: Sendable {
    indirect enum Content: Sendable {
        case string(String)
        case integer(Int64)
        case float(Double)
        case boolean(Bool)
        /// A date, a time or both, as it is written.
        case date(String)
        case array([TOMLValue])
        case table(TOMLTable)
    }

    var content: Content
    /// From 1.
    var line: Int

    var string: String? { if case .string(let text) = content { text } else { nil } }
    var integer: Int64? { if case .integer(let number) = content { number } else { nil } }
    var boolean: Bool? { if case .boolean(let flag) = content { flag } else { nil } }
    var array: [TOMLValue]? { if case .array(let elements) = content { elements } else { nil } }
    var table: TOMLTable? { if case .table(let table) = content { table } else { nil } }

    /// A float, or an integer as one.
    var number: Double? {
        switch content {
        case .float(let number): number
        case .integer(let number): Double(number)
        default: nil
        }
    }

    /// What messages call it.
    var kind: String {
        switch content {
        case .string: "a string"
        case .integer, .float: "a number"
        case .boolean: "a boolean"
        case .date: "a date"
        case .array: "an array"
        case .table: "a table"
        }
    }
}

/// Keys and values in the order of the document.
struct TOMLTable: Sendable {
    var entries: [(key: String, value: TOMLValue)] = []

    /// By bytes: keys that differ in their Unicode form are two.
    subscript(key: String) -> TOMLValue? { entries.first { $0.key.utf8.elementsEqual(key.utf8) }?.value }
}

/// Why a text is no TOML: what and where.
struct TOMLError: Error, Hashable, Sendable, CustomStringConvertible {
    /// From 1.
    var line: Int
    /// A few words, lower case.
    var message: String
    var description: String { "line \(line): \(message)" }
}

/// Bounds on what is read.
enum TOMLLimits {
    static let bytes = 16 << 20
    /// Arrays and inline tables inside each other, and parts of a key.
    static let depth = 64
}
