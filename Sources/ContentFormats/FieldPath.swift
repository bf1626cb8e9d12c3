/// Where in a record text stands: `a.b`, `$.a[].b`, `a[0]`.
///
/// A leading `$` or `$.` may be left out; `[]` is every element, `[n]` the one at `n`, counted from 0.
public struct FieldPath: Hashable, Sendable {
    /// One step down.
    public enum Step: Hashable, Sendable {
        case member(String)
        case every
        case element(Int)
    }

    /// From the top of the record.
    public let steps: [Step]

    /// - Throws: ``FieldPathError`` that names the character at fault.
    public init(_ text: String) throws(FieldPathError) {
        var rest = text[...]
        if rest == "$" || rest.hasPrefix("$.") || rest.hasPrefix("$[") { rest = rest.dropFirst() }
        var steps: [Step] = []
        if !rest.hasPrefix("."), !rest.hasPrefix("[") { rest = "." + rest }
        while let mark = rest.first {
            let start = text.count - rest.count
            rest = rest.dropFirst()
            if mark == "." {
                let name = rest.prefix { $0 != "." && $0 != "[" && $0 != "]" }
                guard !name.isEmpty else { throw .emptyName(at: max(0, start + 1)) }
                steps.append(.member(String(name)))
                rest = rest.dropFirst(name.count)
            } else if mark == "[" {
                let number = rest.prefix { $0 != "]" }
                guard number.count < rest.count else { throw .unclosedBracket(at: start) }
                rest = rest.dropFirst(number.count + 1)
                if number.isEmpty {
                    steps.append(.every)
                } else if let index = Int(number), index >= 0, number.first != "+" {
                    steps.append(.element(index))
                } else {
                    throw .notANumber(at: start + 1, String(number))
                }
            } else {
                throw .unexpected(at: start, mark)
            }
        }
        self.steps = steps
    }

    /// How a member is written in a path: `.name`, or `["a name"]` where it is no plain word.
    static func step(_ key: String) -> String {
        let isPlain =
            !key.isEmpty
            && key.unicodeScalars.allSatisfy {
                $0.properties.isAlphabetic || ("0"..."9").contains($0) || $0 == "_" || $0 == "-"
            }
        return isPlain ? ".\(key)" : "[\(String(decoding: Array(key.utf8).quoted, as: UTF8.self))]"
    }
}

/// Why a text names no field. Places are in characters from 0.
public enum FieldPathError: Error, Equatable, Sendable {
    case emptyName(at: Int)
    case unclosedBracket(at: Int)
    case notANumber(at: Int, String)
    case unexpected(at: Int, Character)
}

extension FieldPathError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .emptyName(let place): "a name is missing at character \(place + 1) of the field path"
        case .unclosedBracket(let place): "the bracket at character \(place + 1) of the field path is not closed"
        case .notANumber(_, let text): "\"\(text)\" is no index of a field path; write [] or [0]"
        case .unexpected(let place, let mark):
            "\"\(mark)\" at character \(place + 1) of the field path is neither a point nor a bracket"
        }
    }
}
