/// Whether a match looks drawn at random, as keys and passwords of machines are.
///
/// What counts is the longest run of letters, digits and `+ / _ -` in it (of equals the first), of `n` characters. Its
/// entropy is Shannon's, in bits per character, over how often each of them occurs:
///
/// - at least 3.0 where `n` is 20 or less, or where all letters and digits are hexadecimal; at least 3.5 otherwise. No run
///   of fewer than 8 characters has as much;
/// - refused is a run that repeats itself (`abc1abc1abc1`), one of which every second step or more leads to a neighbour
///   in the alphabet, among the digits or on the keyboard (`qwerty12345678`), one with the mark of a placeholder in it
///   (`example`, `your`, `xxxx`), and one of words: two pieces or more, parted by `+ / _ -` or by a capital behind a
///   small letter, each of up to four digits or of letters that are set as in a word, those of letters three long on
///   average (`get_user_name_2024`, `getUserName`).
enum Randomness {
    static func isLikely(_ units: [UInt8]) -> Bool {
        let run = longestRun(units)
        let small = run.map { $0.isUpperCaseLetter ? $0 + 0x20 : $0 }
        let isHexadecimal = small.allSatisfy {
            $0.digitValue != nil || (0x61...0x66).contains($0) || separators.contains($0)
        }
        guard entropy(run) >= (run.count <= 20 || isHexadecimal ? 3.0 : 3.5) else { return false }
        return !repeatsItself(run) && !isSequence(small) && !isPlaceholder(small) && !isWords(run)
    }

    private static func longestRun(_ units: [UInt8]) -> [UInt8] {
        units.split { !$0.isLetter && $0.digitValue == nil && !separators.contains($0) }
            .reduce([]) { $1.count > $0.count ? $1 : $0 }.map { $0 }
    }

    private static let separators = Array("+/_-".utf8)

    /// Shannon's entropy in bits per character, from 0 for one character over and over to the logarithm of their number.
    static func entropy(_ run: [UInt8]) -> Double {
        var counts = [Int](repeating: 0, count: 256)
        for unit in run { counts[Int(unit)] += 1 }
        let total = counts.reduce(0.0) { $0 + ($1 > 1 ? Double($1) * logarithm(Double($1)) : 0) }
        return run.isEmpty ? 0 : logarithm(Double(run.count)) - total / Double(run.count)
    }

    /// To the base of 2, of 1 or more; bit by bit, so that it is the same everywhere.
    private static func logarithm(_ value: Double) -> Double {
        var rest = value.significand
        var result = Double(value.exponent)
        var bit = 0.5
        for _ in 0..<40 {
            rest *= rest
            if rest >= 2 {
                rest /= 2
                result += bit
            }
            bit /= 2
        }
        return result
    }

    /// Whether it is a piece, twice or more, the last time perhaps cut off.
    private static func repeatsItself(_ run: [UInt8]) -> Bool {
        run.count > 1 && (1...run.count / 2).contains { period in
            run.indices.dropFirst(period).allSatisfy { run[$0] == run[$0 - period] }
        }
    }

    private static let rows = ["qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz", "01234567890"]
    /// Neighbours, in either order.
    private static let steps: Set<[UInt8]> = rows.reduce(into: []) { steps, row in
        for (one, other) in zip(row.utf8, row.utf8.dropFirst()) { steps.formUnion([[one, other], [other, one]]) }
    }

    private static func isSequence(_ small: [UInt8]) -> Bool {
        let count = zip(small, small.dropFirst()).count { steps.contains([$0, $1]) }
        return count * 2 >= small.count - 1
    }

    private static let placeholders = [
        "example", "sample", "placeholder", "dummy", "your", "xxxx", "changeme", "change_me", "change-me", "insert",
        "replace", "redacted", "fake", "_here", "-here", "123456", "abcdef", "qwerty", "asdfgh", "deadbeef",
    ].map { Array($0.utf8) }

    private static func isPlaceholder(_ small: [UInt8]) -> Bool {
        placeholders.contains { mark in
            small.count >= mark.count
                && (0...(small.count - mark.count)).contains { small[$0..<$0 + mark.count].elementsEqual(mark) }
        }
    }

    private static func isWords(_ run: [UInt8]) -> Bool {
        let pieces = pieces(run)
        let words = pieces.filter(isWord)
        let numbers = pieces.count { $0.count <= 4 && $0.allSatisfy { $0.digitValue != nil } }
        return pieces.count > 1 && words.count + numbers == pieces.count
            && words.reduce(0) { $0 + $1.count } >= 3 * words.count
    }

    /// Letters, two or more, all of them small or capitals, or small behind a capital.
    private static func isWord(_ piece: [UInt8]) -> Bool {
        guard piece.count > 1, piece.allSatisfy(\.isLetter) else { return false }
        return piece.allSatisfy(\.isUpperCaseLetter) || !piece.dropFirst().contains(where: \.isUpperCaseLetter)
    }

    private static func pieces(_ run: [UInt8]) -> [[UInt8]] {
        var pieces: [[UInt8]] = [[]]
        var last: UInt8 = 0
        for unit in run {
            let isSeparator = separators.contains(unit)
            if isSeparator || unit.isUpperCaseLetter && last.isLetter && !last.isUpperCaseLetter { pieces.append([]) }
            if !isSeparator { pieces[pieces.count - 1].append(unit) }
            last = unit
        }
        return pieces.filter { !$0.isEmpty }
    }
}
