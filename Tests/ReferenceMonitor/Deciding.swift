import Monitor
import Rules

/// From findings and doubts to what becomes of the text. Knows nothing of how they were found.
struct Deciding: Sendable {
    /// What each rule's mask puts in place; the default where a rule is missing.
    var replacements: [String: String]
    var enforcement: Enforcement

    init(replacements: [String: String], enforcement: Enforcement) {
        self.replacements = replacements
        self.enforcement = enforcement
    }

    /// Decides about a text.
    /// - Parameter acting: those of the doubts that cut the text where the policy blocks what is undecided.
    /// - Parameter swallowed: what leaves with the replacement before it.
    func decide(
        findings: [Finding], doubts: [Doubt], acting: [Doubt], swallowed: [Swallowed] = [], clusters: () -> Clusters
    ) -> (verdict: Verdict, decision: Decision) {
        let verdict = self.verdict(findings, doubts)
        let changes = findings.contains { $0.action != .observe } || (!acting.isEmpty && cutsAtDoubts)
        guard changes else { return (verdict, Decision(edits: [], cut: nil)) }
        let clusters = clusters()
        let spans = masked(findings, swallowed, clusters)
        let cut = self.cut(findings, acting, spans, clusters)
        let edits = spans.filter { span in cut.map { span.bytes.upperBound <= $0 } ?? true }
            .map { Edit(bytes: $0.bytes, replacement: replacement($0.leader)) }
        let gone = deleted(swallowed, edits, cut, clusters)
        return (verdict, Decision(edits: (edits + gone).sorted { $0.bytes.lowerBound < $1.bytes.lowerBound }, cut: cut))
    }

    /// Byte by byte: what is swallowed, to the end of its last character, is deleted where nothing is replaced.
    private func deleted(_ swallowed: [Swallowed], _ edits: [Edit], _ cut: Int?, _ clusters: Clusters) -> [Edit] {
        var bytes: Set<Int> = []
        for part in swallowed {
            let end = max(part.bytes.upperBound, clusters.end(of: part.bytes.upperBound))
            bytes.formUnion(part.bytes.lowerBound..<min(end, max(part.bytes.lowerBound, cut ?? end)))
        }
        for edit in edits { bytes.subtract(edit.bytes) }
        var gone: [Edit] = []
        for byte in bytes.sorted() {
            if let last = gone.last, last.bytes.upperBound == byte {
                gone[gone.count - 1].bytes = last.bytes.lowerBound..<byte + 1
            } else {
                gone.append(Edit(bytes: byte..<byte + 1, replacement: ""))
            }
        }
        return gone
    }

    private var cutsAtDoubts: Bool { enforcement.onUndecided == .block }

    private func replacement(_ finding: Finding) -> String {
        replacements[finding.rule] ?? enforcement.defaultReplacement
    }

    private func verdict(_ findings: [Finding], _ doubts: [Doubt]) -> Verdict {
        var verdict: Verdict = doubts.isEmpty ? .clean : .undecided
        for finding in findings {
            switch finding.action {
            case .observe: verdict = max(verdict, .observed)
            case .mask: verdict = max(verdict, .masked)
            case .block: verdict = max(verdict, .blocked)
            }
        }
        return verdict
    }

    /// A span that is replaced, and the finding whose replacement it takes.
    private struct Span {
        var bytes: Range<Int>
        var leader: Finding
    }

    /// The masks, grown to grapheme boundaries; those that overlap or touch are one.
    private func masked(_ findings: [Finding], _ swallowed: [Swallowed], _ clusters: Clusters) -> [Span] {
        let grown = findings.filter { $0.action == .mask }
            .map { finding in
                // What is swallowed behind a match goes to the end of the character instead.
                let isFollowed = swallowed.contains {
                    $0.rule == finding.rule && $0.bytes.lowerBound == finding.bytes.upperBound
                }
                let bytes = clusters.around(finding.bytes)
                return Span(
                    bytes: isFollowed ? bytes.lowerBound..<finding.bytes.upperBound : bytes, leader: finding)
            }
            .sorted { $0.bytes.lowerBound < $1.bytes.lowerBound }
        var spans: [Span] = []
        for span in grown {
            guard let last = spans.last, span.bytes.lowerBound <= last.bytes.upperBound else {
                spans.append(span)
                continue
            }
            let end = max(last.bytes.upperBound, span.bytes.upperBound)
            let leader = Self.leads(span.leader, last.leader) ? span.leader : last.leader
            spans[spans.count - 1] = Span(bytes: last.bytes.lowerBound..<end, leader: leader)
        }
        return spans
    }

    /// Whether a finding's replacement goes before another's: severity, then start, then rule id.
    private static func leads(_ one: Finding, _ other: Finding) -> Bool {
        if one.severity != other.severity { return one.severity > other.severity }
        if one.bytes.lowerBound != other.bytes.lowerBound { return one.bytes.lowerBound < other.bytes.lowerBound }
        return one.rule < other.rule
    }

    /// The earliest place from which nothing is released. It never lies inside a span that is replaced.
    private func cut(_ findings: [Finding], _ doubts: [Doubt], _ spans: [Span], _ clusters: Clusters) -> Int? {
        let blocks = findings.filter { $0.action == .block }.map(\.bytes.lowerBound)
        let unjudged = cutsAtDoubts ? doubts.map(\.from) : []
        guard let first = (blocks + unjudged).min() else { return nil }
        let place = clusters.beginning(at: first)
        return spans.first { $0.bytes.contains(place) }?.bytes.lowerBound ?? place
    }
}

/// The places at which a text may be cut.
struct Clusters {
    private let boundaries: [Int]
    /// The bytes at which a mark stands that only modifies the character before it.
    private let marks: Set<Int>

    init(_ boundaries: [Int], marks: Set<Int> = []) {
        self.boundaries = boundaries
        self.marks = marks
    }

    init(_ text: SourceText) {
        boundaries = text.graphemeBoundaries()
        marks = Set(
            text.scalars.indices.lazy.filter { index in
                let scalar = text.scalars[index]
                return scalar == 0x200D || Unicode.Scalar(scalar)?.properties.isGraphemeExtend ?? false
            }.map { text.starts[$0] })
    }

    /// Where a span that begins at a byte is grown to: what begins with a mark that only modifies the character before
    /// it leaves that character whole.
    func beginning(at byte: Int) -> Int {
        marks.contains(byte) ? byte : start(of: byte)
    }

    /// The greatest boundary that is not after a byte.
    func start(of byte: Int) -> Int {
        let after = boundaries.partitioningIndex { $0 > byte }
        return after > 0 ? boundaries[after - 1] : 0
    }

    /// The smallest range between boundaries that contains a range.
    func around(_ range: Range<Int>) -> Range<Int> {
        let lower = beginning(at: range.lowerBound)
        return lower..<max(lower, end(of: range.upperBound))
    }

    /// The first boundary at a byte or after.
    func end(of byte: Int) -> Int {
        let ordinal = boundaries.partitioningIndex { $0 >= byte }
        return ordinal < boundaries.count ? boundaries[ordinal] : byte
    }
}
