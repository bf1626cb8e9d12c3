import Rules
import TextMatching

/// How far one rule has come in a channel.
struct RuleProgress {
    /// From where the next hit is looked for.
    var cursor = 0
    /// Whether the rule was given up: nothing more is found.
    var isGivenUp = false
    /// The first byte at which a finding could still begin; `nil` where all of the text is decided.
    var open: Int?
    private var search = SearchState()

    /// The byte from which on what is undecided can still become a finding.
    var reach: Int { isGivenUp ? .max : cursor }

    init() {}

    /// The last finding's attempt, while it is not known how far its match would have gone on past the cap.
    private var following: Hit.CappedAttempt?

    /// What became certain of a rule.
    struct Answer {
        var findings: [Finding] = []
        var doubt: Doubt?
        /// What leaves with the replacement of what stands before it: the tails of capped matches.
        var swallowed: [Swallowed] = []
    }

    /// Goes on to the end of what is known.
    mutating func advance(_ rule: PlannedRule, in scan: ChannelScan) -> Answer {
        var answer = Answer()
        guard !isGivenUp, endOfTail(rule, scan, &answer) else { return answer }
        if case .all(let window) = rule.search {
            advance(window, rule, scan, &answer)
            return answer
        }
        while true {
            switch scan.next(rule.search, from: cursor, of: rule, &search) {
            case .none:
                open = nil
                return answer
            case .open(let from):
                open = from
                return answer
            case .failure(let doubt):
                isGivenUp = true
                open = nil
                answer.doubt = doubt
                return answer
            case .hit(let hit, let at):
                switch scan.condition(hit, of: rule) {
                case .accepted(let severity):
                    take(hit, severity, rule, &answer)
                    guard endOfTail(rule, scan, &answer) else { return answer }
                case .refused: cursor = max(hit.bytes.lowerBound, at) + 1
                case .wait:
                    open = hit.bytes.lowerBound
                    return answer
                }
            }
        }
    }

    /// An `all` goes by completion, so that a refused window gives way to the next that is complete.
    private mutating func advance(
        _ window: PlanSearch.PlanWindow, _ rule: PlannedRule, _ scan: ChannelScan, _ answer: inout Answer
    ) {
        var state = search.windows[window.number] ?? WindowState(members: window.members.count)
        defer { search.windows[window.number] = state }
        scan.advance(window, of: rule, &state)
        var waiting: Int?
        while let hit = state.complete.first {
            if hit.bytes.lowerBound >= cursor {
                let condition = scan.condition(hit, of: rule)
                if case .wait = condition {
                    waiting = state.complete.map(\.bytes.lowerBound).min()
                    break
                }
                if case .accepted(let severity) = condition {
                    take(hit, severity, rule, &answer)
                    guard endOfTail(rule, scan, &answer) else {
                        state.complete.removeFirst()
                        return
                    }
                }
            }
            state.complete.removeFirst()
        }
        open = [waiting, scan.hold(window, of: rule, state)].compactMap { $0 }.min()
        answer.doubt = open == nil ? scan.reach(state.doubt, window, of: rule, state) : nil
        if answer.doubt != nil { isGivenUp = true }
    }

    private mutating func take(_ hit: Hit, _ severity: Severity, _ rule: PlannedRule, _ answer: inout Answer) {
        var finding = Self.finding(rule, hit, severity)
        if hit.capped != nil, rule.acts, rule.rule.cap?.then == .block { finding.action = .block }
        answer.findings.append(finding)
        cursor = hit.bytes.upperBound
        following = hit.capped
    }

    /// Goes past the tail of the last finding; answers whether that is known to its end.
    private mutating func endOfTail(_ rule: PlannedRule, _ scan: ChannelScan, _ answer: inout Answer) -> Bool {
        guard let attempt = following, let tail = scan.tail(attempt.leaf, at: attempt.at) else { return true }
        cursor = max(cursor, tail.end)
        if rule.rule.action == .mask, rule.rule.cap?.then == .commit {
            answer.swallowed.append(Swallowed(rule: rule.rule.id, bytes: tail.start..<tail.end, isOpen: tail.isOpen))
        }
        guard tail.isOpen else {
            following = nil
            return true
        }
        open = tail.end
        return false
    }

    /// Whether there is nothing to remember of a rule that has been brought up to the end of what is known, but for
    /// places at which its leaves are open, once what these have found is forgotten.
    func isIdle(_ rule: PlannedRule, in scan: ChannelScan) -> Bool {
        guard !isGivenUp, following == nil else { return false }
        let first = rule.leaves.lazy.compactMap { scan.firstOpen($0, from: 0) }.min()
        guard first ?? .max >= cursor else { return false }
        guard !rule.isPlain else { return open == nil }
        guard rule.restsWithWindows else { return false }
        return rule.search.parts.allSatisfy { part in
            switch part {
            case .any: return false
            case .leaf(let leaf): return scan.hits[leaf]?.last?.at ?? -1 < cursor
            case .all(let window):
                guard let state = search.windows[window.number] else {
                    return part.leaves.allSatisfy { scan.hits[$0] == nil }
                }
                // What goes by place picks from the windows as it comes to them.
                if case .any = rule.search, state.taken.last?.bytes.lowerBound ?? -1 >= cursor { return false }
                return scan.isSpent(window, of: rule, state, before: first ?? scan.decoded)
            }
        }
    }

    private static func finding(_ rule: PlannedRule, _ hit: Hit, _ severity: Severity) -> Finding {
        Finding(
            rule: rule.rule.id, category: rule.rule.category, severity: severity, action: rule.rule.action,
            bytes: hit.bytes, view: hit.view)
    }

    /// Forgets what lies before a byte.
    mutating func forget(before byte: Int, _ rule: PlannedRule, in scan: ChannelScan) {
        for number in search.windows.keys {
            guard var state = search.windows.removeValue(forKey: number) else { continue }
            if let window = rule.search.window(number) { scan.forget(window, before: byte, &state) }
            search.windows[number] = state
        }
    }
}

extension PlanSearch {
    /// The window with a number.
    func window(_ number: Int) -> PlanWindow? {
        switch self {
        case .leaf: nil
        case .any(let members): members.lazy.compactMap { $0.window(number) }.first
        case .all(let window): window.number == number ? window : nil
        }
    }
}

extension RuleProgress {
    /// What it has set aside, in bytes, about.
    var size: Int {
        search.windows.values.reduce(0) { size, window in
            let hits = window.occurrences.reduce(window.complete.capacity + window.taken.capacity) { $0 + $1.capacity }
            return size + MemoryLayout<WindowState>.stride + hits * MemoryLayout<Hit>.stride
        }
    }
}
