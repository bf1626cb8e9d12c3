/// Mailboxes: RFC 5321 §4.1.2, the part that is in use: a dot-string at a domain.
enum MailAddress {
    static func isValid(_ units: [UInt8]) -> Bool {
        guard units.count <= 254, let at = units.lastIndex(of: UInt8(ascii: "@")) else { return false }
        return isLocal(units[..<at]) && isDomain(units[(at + 1)...])
    }

    private static func isLocal(_ units: ArraySlice<UInt8>) -> Bool {
        let marks = Array("!#$%&'*+-/=?^_`{|}~".utf8)
        let atoms = units.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return units.count <= 64
            && atoms.allSatisfy { atom in
                !atom.isEmpty && atom.allSatisfy { $0.digitValue != nil || $0.isLetter || marks.contains($0) }
            }
    }

    private static func isDomain(_ units: ArraySlice<UInt8>) -> Bool {
        let labels = units.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard labels.count >= 2, let top = labels.last, labels.allSatisfy({ isLabel($0) }) else { return false }
        let isEncoded =
            top.count > 4 && top.prefix(2).allSatisfy(\.isLetter)
            && String(decoding: top.prefix(4), as: UTF8.self).lowercased() == "xn--"
        return top.count >= 2 && (top.allSatisfy(\.isLetter) || isEncoded)
    }

    private static func isLabel(_ units: ArraySlice<UInt8>) -> Bool {
        let hyphen = UInt8(ascii: "-")
        return (1...63).contains(units.count) && units.first != hyphen && units.last != hyphen
            && units.allSatisfy { $0.digitValue != nil || $0.isLetter || $0 == hyphen }
    }
}

/// Internet addresses as text.
enum InternetAddress {
    /// Four decimal numbers from 0 to 255 without needless zeros.
    static func isV4(_ units: ArraySlice<UInt8>) -> Bool {
        let parts = units.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in
                let digits = part.compactMap(\.digitValue)
                guard digits.count == part.count, (1...3).contains(digits.count) else { return false }
                return (digits.count == 1 || digits[0] != 0) && digits.reduce(0) { $0 * 10 + $1 } <= 255
            }
    }

    /// RFC 4291 §2.2: eight groups, one run of them left out at most, the last two perhaps an IPv4 address.
    static func isV6(_ units: ArraySlice<UInt8>) -> Bool {
        let colon = UInt8(ascii: ":")
        guard units.count <= 45 else { return false }
        guard let gap = gap(units) else { return groups(units, mayEndInV4: true) == 8 }
        let head = units[..<gap]
        let tail = units[(gap + 2)...]
        guard tail.first != colon, let before = head.isEmpty ? 0 : groups(head, mayEndInV4: false),
            let after = tail.isEmpty ? 0 : groups(tail, mayEndInV4: true)
        else { return false }
        return before + after <= 7
    }

    /// Where the first `::` stands. A second one leaves an empty group behind, which is refused.
    private static func gap(_ units: ArraySlice<UInt8>) -> Int? {
        let colon = UInt8(ascii: ":")
        return zip(units.indices, units.indices.dropFirst()).first { units[$0] == colon && units[$1] == colon }?.0
    }

    private static func groups(_ units: ArraySlice<UInt8>, mayEndInV4: Bool) -> Int? {
        var parts = units.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        var count = 0
        if mayEndInV4, let last = parts.last, last.contains(UInt8(ascii: ".")) {
            guard isV4(last) else { return nil }
            parts.removeLast()
            count = 2
        }
        let areGroups = parts.allSatisfy { part in
            (1...4).contains(part.count)
                && part.allSatisfy { $0.digitValue != nil || (0x61...0x66).contains($0 | 0x20) }
        }
        return areGroups ? count + parts.count : nil
    }
}
