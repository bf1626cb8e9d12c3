/// A provider code (服务提供者编码) of TC260-PG-20252A: 27 digits and capital letters.
///
/// | Position | Meaning |
/// |---|---|
/// | 1–2 | format, `00` |
/// | 3 | kind of subject, `1` for an organisation |
/// | 4 | kind of binding, `1` for a unified social credit code |
/// | 5–22 | unified social credit code (GB 32100), with its check character |
/// | 23 | service: `1` generates, `2` distributes, `0` not said |
/// | 24–27 | the provider's own extension |
///
/// Codes are checked and never made up: one that passes may still not have been assigned to anyone.
public struct ProviderCode: Hashable, Sendable, CustomStringConvertible {
    /// What position 23 says.
    public enum Service: Character, Hashable, Sendable {
        case unspecified = "0"
        case generation = "1"
        case propagation = "2"
    }

    /// The 27 characters.
    public let text: String
    /// Position 23.
    public let service: Service

    /// The unified social credit code of the provider, 18 characters.
    public var creditCode: String { String(text.dropFirst(4).prefix(18)) }
    /// The provider's own extension, 4 characters.
    public var serviceExtension: String { String(text.suffix(4)) }

    public var description: String { text }

    /// Reads and checks a code.
    /// - Throws: ``ProviderCodeError`` for the first position at fault.
    public init(_ text: String) throws(ProviderCodeError) {
        let units = Array(text.utf8)
        for (index, unit) in units.enumerated() {
            guard index < Self.length else { break }
            guard Self.expected(index).contains(unit) else {
                throw ProviderCodeError(position: index + 1, reason: .character(Self.rule(index)))
            }
        }
        guard units.count >= Self.length else { throw ProviderCodeError(position: units.count + 1, reason: .short) }
        guard units.count == Self.length else { throw ProviderCodeError(position: Self.length + 1, reason: .long) }
        guard let check = Self.checkCharacter(units[4..<21]), units[21] == check else {
            throw ProviderCodeError(position: 22, reason: .check)
        }
        self.text = text
        service = Service(rawValue: Character(Unicode.Scalar(units[22]))) ?? .unspecified
    }

    private static let length = 27
    /// GB 32100: digits and capitals without I, O, S, V and Z.
    private static let creditAlphabet = Array("0123456789ABCDEFGHJKLMNPQRTUWXY".utf8)
    private static let extensionAlphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8)
    /// Powers of 3 modulo 31 (GB 32100).
    private static let weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]

    private static func expected(_ index: Int) -> [UInt8] {
        switch index {
        case 0, 1: [UInt8(ascii: "0")]
        case 2, 3: [UInt8(ascii: "1")]
        case 4..<22: creditAlphabet
        case 22: Array("012".utf8)
        default: extensionAlphabet
        }
    }

    private static func rule(_ index: Int) -> String {
        switch index {
        case 0, 1: "0, the format"
        case 2: "1, an organisation"
        case 3: "1, a unified social credit code"
        case 4..<22: "a digit or a capital letter other than I, O, S, V, Z"
        case 22: "1 for generation, 2 for propagation or 0"
        default: "a digit or a capital letter"
        }
    }

    private static func checkCharacter(_ subject: ArraySlice<UInt8>) -> UInt8? {
        var sum = 0
        for (unit, weight) in zip(subject, weights) {
            guard let value = creditAlphabet.firstIndex(of: unit) else { return nil }
            sum += value * weight
        }
        return creditAlphabet[(31 - sum % 31) % 31]
    }
}

/// Why a text is no provider code, and where.
public struct ProviderCodeError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong at the position.
    public enum Reason: Hashable, Sendable {
        /// Another character is due; the text says which.
        case character(String)
        /// The check character does not fit the 17 characters before it (GB 32100).
        case check
        /// The code ends before 27 characters.
        case short
        /// The code goes on after 27 characters.
        case long
    }

    /// From 1, in bytes, which for a valid code are its characters.
    public let position: Int
    public let reason: Reason

    /// One line, lower case, no full stop.
    public var description: String {
        switch reason {
        case .character(let rule): "provider code, position \(position): expected \(rule)"
        case .check: "provider code, position \(position): the check character of the social credit code does not fit"
        case .short: "provider code, position \(position): ended, 27 characters are due"
        case .long: "provider code, position \(position): goes on, 27 characters are due"
        }
    }
}
