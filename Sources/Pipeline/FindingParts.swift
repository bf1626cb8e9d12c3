internal import Monitor

/// The findings of one channel on their way into the books: a few stand in the record that closes the channel, many
/// go out before it in parts, so that neither a record nor what is not yet in the books grows with the text.
///
/// Which part a finding is in depends on the findings alone, not on when they came.
struct FindingParts {
    /// A part of this many findings stays below what a record may have, whatever the rules are called.
    static let findingsPerRecord = 256
    /// Findings whose places are this many bytes of text apart, or more, are not in one part.
    static let textPerPart = 16 << 20
    /// What findings may take in a record that has names from the content beside them.
    private static let findingBytes = 36 << 10

    /// What is in no part yet.
    private(set) var pending: [Finding] = []
    private var size = 0
    /// How many there were.
    private(set) var total = 0
    /// How many parts were made.
    private(set) var parts = 0

    /// Takes the next findings, in their order.
    /// - Returns: the parts that are full.
    mutating func take(_ findings: [Finding]) -> [[Finding]] {
        var full: [[Finding]] = []
        for finding in findings {
            let cost = finding.rule.utf8.count + 112
            if let first = pending.first,
                pending.count == Self.findingsPerRecord || size + cost > Self.findingBytes
                    || Self.stretch(finding) > Self.stretch(first)
            {
                full.append(part())
            }
            pending.append(finding)
            size += cost
            total += 1
        }
        return full
    }

    /// The text has come to `count` bytes.
    /// - Returns: the part that is old enough to be written without more. A whole stretch later nothing that belongs
    ///   into it can be expected.
    mutating func passed(_ count: Int) -> [Finding]? {
        guard let first = pending.first, count / Self.textPerPart >= Self.stretch(first) + 2 else { return nil }
        return part()
    }

    /// No more findings come.
    /// - Returns: the last part, where there was one before it; otherwise the closing record takes what is pending.
    mutating func finish() -> [Finding]? {
        parts > 0 && !pending.isEmpty ? part() : nil
    }

    private mutating func part() -> [Finding] {
        defer {
            pending = []
            size = 0
            parts += 1
        }
        return pending
    }

    private static func stretch(_ finding: Finding) -> Int { finding.bytes.lowerBound / textPerPart }
}
