internal import Primitives

extension TrustPolicy {
    /// Why a file is no policy: every line that is wrong.
    public struct Malformed: Error, Equatable, Sendable {
        public struct Problem: Equatable, Sendable {
            /// From 1.
            public let line: Int
            public let message: String
        }

        /// At least one.
        public let problems: [Problem]
    }

    /// At most so many logs, witnesses and groups each; C2SP asks for 32.
    public static let most = 1_024
    public static let largestFile = 1 << 20

    /// Reads a policy file.
    /// - Throws: every problem with its line.
    public init(parsing bytes: [UInt8]) throws(Malformed) {
        var reader = PolicyLines()
        if bytes.count > Self.largestFile {
            reader.fault("more than \(Self.largestFile) bytes")
        } else {
            for line in bytes.split(separator: 0x0a, omittingEmptySubsequences: false) { reader.read(line) }
            reader.finish()
        }
        guard reader.problems.isEmpty else { throw Malformed(problems: reader.problems) }
        self = reader.policy
    }
}

/// Takes in the lines of a policy.
private struct PolicyLines {
    var policy = TrustPolicy(logs: [])
    var problems: [TrustPolicy.Malformed.Problem] = []
    private var line = 0
    /// By their bytes: what is the same to Unicode may be two names.
    private var members: [[UInt8]: TrustPolicy.Member] = [:]
    private var inGroup: Set<[UInt8]> = []
    private var quorumLine: Int?

    typealias Word = [UInt8]

    mutating func fault(_ message: String) {
        problems.append(.init(line: max(1, line), message: message))
    }

    mutating func read(_ bytes: ArraySlice<UInt8>) {
        line += 1
        guard !bytes.contains(where: { $0 < 0x20 && $0 != 0x09 || $0 == 0x7f }) else {
            return fault("a control character; lines end with a newline alone")
        }
        let words = bytes.split { $0 == 0x20 || $0 == 0x09 }.map { Array($0) }
        guard let first = words.first, first.first != UInt8(ascii: "#") else { return }
        switch Self.text(first) {
        case "log": log(words)
        case "witness": witness(words)
        case "group": group(words)
        case "quorum": quorum(words)
        case let other: fault("not a line of a policy: \(Self.short(other)); one begins with log, witness, group or quorum")
        }
    }

    mutating func finish() {
        if quorumLine == nil {
            fault("no quorum: add a line «quorum NAME», or «quorum none» where no witness is asked for")
        }
    }

    private mutating func log(_ words: [Word]) {
        guard (2...3).contains(words.count) else { return fault("a log is written: log VKEY [URL]") }
        let text = Self.text(words[1])
        guard let verifier = NoteVerifier(vkey: text) else {
            return fault(Self.wrongKey(text, expected: 0x01, of: "a log"))
        }
        guard !policy.logs.contains(where: { $0.verifier.key == verifier.key }) else {
            return fault("this log's key stands on a line above")
        }
        guard policy.logs.count < TrustPolicy.most else { return fault("more than \(TrustPolicy.most) logs") }
        policy.logs.append(.init(verifier: verifier, url: words.count > 2 ? Self.text(words[2]) : nil))
    }

    private mutating func witness(_ words: [Word]) {
        guard (3...4).contains(words.count) else { return fault("a witness is written: witness NAME VKEY [URL]") }
        guard isFree(words[1]) else { return }
        let text = Self.text(words[2])
        guard let verifier = WitnessVerifier(vkey: text) else {
            return fault(Self.wrongKey(text, expected: 0x04, of: "a witness"))
        }
        guard !policy.witnesses.contains(where: { $0.verifier.key == verifier.key }) else {
            return fault("this witness's key stands on a line above")
        }
        guard policy.witnesses.count < TrustPolicy.most else { return fault("more than \(TrustPolicy.most) witnesses") }
        members[words[1]] = .witness(policy.witnesses.count)
        policy.witnesses.append(
            .init(name: Self.text(words[1]), verifier: verifier, url: words.count > 3 ? Self.text(words[3]) : nil))
    }

    private mutating func group(_ words: [Word]) {
        guard words.count >= 4 else { return fault("a group is written: group NAME any|all|NUMBER MEMBER…") }
        guard isFree(words[1]) else { return }
        let names = words[3...]
        guard let threshold = threshold(words[2], of: names.count) else {
            return fault("\(Self.short(Self.text(words[2]))): expected any, all, or a number from 1 to \(names.count)")
        }
        var found: [TrustPolicy.Member] = []
        for name in names {
            guard let member = members[name] else { return fault(Self.unknown(name)) }
            guard inGroup.insert(name).inserted else {
                return fault("\(Self.short(Self.text(name))) is the member of a group already: it may be of one alone")
            }
            found.append(member)
        }
        guard policy.groups.count < TrustPolicy.most else { return fault("more than \(TrustPolicy.most) groups") }
        members[words[1]] = .group(policy.groups.count)
        policy.groups.append(.init(name: Self.text(words[1]), threshold: threshold, members: found))
    }

    private mutating func quorum(_ words: [Word]) {
        guard words.count == 2 else { return fault("the quorum is written: quorum NAME, or quorum none") }
        if let quorumLine { return fault("a second quorum; the first is on line \(quorumLine)") }
        quorumLine = line
        guard words[1] != Self.none else { return }
        guard let member = members[words[1]] else { return fault(Self.unknown(words[1])) }
        policy.quorum = member
    }

    private mutating func isFree(_ name: Word) -> Bool {
        if name == Self.none {
            fault("none is no name: it means that no witness is asked for")
            return false
        }
        guard members[name] == nil else {
            fault("the name \(Self.short(Self.text(name))) is given twice")
            return false
        }
        return true
    }

    private func threshold(_ word: Word, of count: Int) -> Int? {
        switch Self.text(word) {
        case "any": return 1
        case "all": return count
        case let text:
            guard let number = ProofLines.number(text), (1...count).contains(number) else { return nil }
            return number
        }
    }

    private static let none = Array("none".utf8)
    private static func text(_ word: Word) -> String { String(decoding: word, as: UTF8.self) }

    private static func short(_ text: String) -> String {
        text.utf8.count > 60 ? text.prefix(40) + "…" : text
    }

    private static func unknown(_ name: Word) -> String {
        name == none
            ? "none is no member of anything"
            : "\(short(text(name))) is the name of no witness and no group on the lines above"
    }

    private static func wrongKey(_ text: String, expected: UInt8, of owner: String) -> String {
        guard let type = NoteVerifier.parts(text)?.key.first, type != expected else {
            return "not a verifier key: \(short(text))"
        }
        return "a key of type \(Hex.encode([type])); \(owner)'s is of type \(Hex.encode([expected])) in this version"
    }
}
