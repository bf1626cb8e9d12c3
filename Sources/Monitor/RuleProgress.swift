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
    /// Of an `all` at the top of a rule, how many complete windows have been judged.
    private var judgedWindows = 0
    private var search = SearchState()

    init() {}

    /// Goes on to the end of what is known.
    mutating func advance(_ rule: PlannedRule, in scan: ChannelScan) -> (findings: [Finding], doubt: Doubt?) {
        guard !isGivenUp else { return ([], nil) }
        if case .all(let window) = rule.search { return advance(window, rule, scan) }
        var findings: [Finding] = []
        while true {
            switch scan.next(rule.search, from: cursor, of: rule, &search) {
            case .none:
                open = nil
                return (findings, nil)
            case .open(let from):
                open = from
                return (findings, nil)
            case .failure(let doubt):
                isGivenUp = true
                open = nil
                return (findings, doubt)
            case .hit(let hit, let at):
                switch scan.condition(hit, of: rule) {
                case .accepted(let severity):
                    findings.append(Self.finding(rule, hit, severity))
                    cursor = hit.bytes.upperBound
                case .refused: cursor = max(hit.bytes.lowerBound, at) + 1
                case .wait:
                    open = hit.bytes.lowerBound
                    return (findings, nil)
                }
            }
        }
    }

    /// An `all` goes by completion, so that a refused window gives way to the next that is complete.
    private mutating func advance(
        _ window: PlanSearch.PlanWindow, _ rule: PlannedRule, _ scan: ChannelScan
    ) -> (findings: [Finding], doubt: Doubt?) {
        var findings: [Finding] = []
        var state = search.windows[window.number] ?? WindowState(members: window.members.count)
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
                    findings.append(Self.finding(rule, hit, severity))
                    cursor = hit.bytes.upperBound
                }
            }
            state.complete.removeFirst()
        }
        open = [waiting, scan.hold(window, of: rule, state)].compactMap { $0 }.min()
        let doubt = open == nil ? scan.reach(state.doubt, window, of: rule, state) : nil
        if doubt != nil { isGivenUp = true }
        search.windows[window.number] = state
        return (findings, doubt)
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
