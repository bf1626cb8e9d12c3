internal import RegexSyntax

/// Turns a simplified tree into instructions.
struct ProgramCompiler {
    private(set) var code = ProgramCode()

    /// `nil` where the program would be too large.
    static func compile(_ root: Node) -> ProgramCode? {
        var compiler = ProgramCompiler()
        compiler.emit(root, before: nil)
        compiler.code.emit(.match)
        return compiler.code.isTooLarge ? nil : compiler.code
    }

    // `next` is what begins the text behind a match of the node: a superset, or `nil` where nobody knows.

    private mutating func emit(_ node: Node, before next: ScalarSet?) {
        guard !code.isTooLarge else { return }
        switch node.kind {
        case .empty: break
        case .one(let set): emit(set)
        case .sequence(let nodes): emitSequence(nodes, before: next)
        case .alternation(let nodes): emitAlternation(nodes, before: next)
        case .repetition(let body, let repetition): emitRepetition(body, repetition, before: next)
        case .capture(let body, _): emit(body, before: next)
        case .atomic(let body):
            let start = code.emit(.atomic, 0)
            emit(body, before: nil)
            code.emit(.match)
            code.setOperand(0, at: start, to: code.place)
        case .lookAhead(let body, let negative): emitLookAhead(body, negative)
        case .lookBehind(let body, let negative): emitLookBehind(body, negative)
        case .anchor(let anchor): emit(anchor)
        case .backreference, .keep, .absent, .lineBreak, .grapheme: code.emit(.fail)
        }
    }

    private mutating func emit(_ set: ScalarSet) {
        if set.isEmpty {
            code.emit(.fail)
        } else if let only = set.only {
            code.emit(.scalar, only)
        } else {
            code.emit(.set, code.add(set))
        }
    }

    private mutating func emitSequence(_ nodes: [Node], before next: ScalarSet?) {
        // What follows each member, from the last to the first.
        var following: [ScalarSet?] = []
        var behind = next
        for node in nodes.reversed() {
            following.append(behind)
            behind = node.firsts(before: behind)
        }
        following.reverse()
        var index = 0
        while index < nodes.count {
            let literal = nodes[index...].prefix { $0.onlyScalar != nil }.compactMap(\.onlyScalar)
            if literal.count > 1 {
                code.emit(.literal, code.add(literal), UInt32(literal.count))
                index += literal.count
            } else {
                emit(nodes[index], before: following[index])
                index += 1
            }
        }
    }

    private mutating func emitAlternation(_ nodes: [Node], before next: ScalarSet?) {
        let start = code.emit(.alternatives, 0)
        var branches: [(place: UInt32, begins: ScalarSet?)] = []
        var jumps: [Int] = []
        for node in nodes {
            branches.append((code.place, node.firsts(before: next)))
            emit(node, before: next)
            jumps.append(code.emit(.jump, 0))
        }
        for jump in jumps { code.setOperand(0, at: jump, to: code.place) }
        code.setOperand(0, at: start, to: code.addChoices(branches))
    }

    private mutating func emitRepetition(_ body: Node, _ repetition: Repetition, before next: ScalarSet?) {
        if case .one(let set) = body.kind { return emitRun(set, repetition, before: next) }
        if repetition.least == 0, repetition.greatest == 1 {
            return emitOption(body, repetition, before: next)
        }
        let isPlain = repetition.greatest == nil && repetition.least <= 1
        isPlain ? emitLoop(body, repetition, before: next) : emitCounted(body, repetition, before: next)
    }

    private mutating func emitRun(_ set: ScalarSet, _ repetition: Repetition, before next: ScalarSet?) {
        let least = UInt32(clamping: repetition.least)
        let greatest = repetition.greatest.map { UInt32(clamping: $0) } ?? ProgramCode.none
        let isDecided = next.map { $0.intersection(set).isEmpty } ?? false
        if least == greatest || isDecided || repetition.order == .possessive {
            // What follows cannot stand where the run could have ended earlier, so giving back leads nowhere.
            code.emit(.possessiveRun, code.add(set), least, greatest)
            return
        }
        let follows = operand(next)
        code.emit(repetition.order == .lazy ? .lazyRun : .greedyRun, code.add(set), least, greatest, follows)
    }

    private mutating func operand(_ set: ScalarSet?) -> UInt32 { set.map { code.add($0) } ?? 0 }

    private mutating func emitOption(_ body: Node, _ repetition: Repetition, before next: ScalarSet?) {
        let inside = operand(body.firsts(before: next))
        let outside = operand(next)
        let start = code.emit(.split, code.place + 1, 0, inside, outside)
        if repetition.order == .lazy { setSplit(start, (0, outside), (code.place, inside)) }
        emit(body, before: next)
        code.setOperand(repetition.order == .lazy ? 0 : 1, at: start, to: code.place)
    }

    private mutating func setSplit(
        _ at: Int, _ preferred: (place: UInt32, begins: UInt32), _ other: (place: UInt32, begins: UInt32)
    ) {
        code.setOperand(0, at: at, to: preferred.place)
        code.setOperand(1, at: at, to: other.place)
        code.setOperand(2, at: at, to: preferred.begins)
        code.setOperand(3, at: at, to: other.begins)
    }

    /// `*` and `+`. With `+` the first round is entered without a choice; that a first round which takes nothing
    /// leaves the loop changes neither what can be matched nor in which order.
    private mutating func emitLoop(_ body: Node, _ repetition: Repetition, before next: ScalarSet?) {
        let firsts = body.firsts
        let round = next.map { firsts.union($0) }
        let inside = operand(body.mayBeEmpty ? round : firsts)
        let outside = operand(next)
        let mayBeEmpty = body.mayBeEmpty
        let jump = repetition.least == 1 ? code.emit(.jump, 0) : nil
        let top = code.place
        let split = code.emit(.split)
        if let jump { code.setOperand(0, at: jump, to: code.place) }
        let entry = code.place
        let register = mayBeEmpty ? code.newRegister() : 0
        if mayBeEmpty { code.emit(.emptyStart, register) }
        emit(body, before: round)
        let check = mayBeEmpty ? code.emit(.emptyEnd, register, 0) : nil
        code.emit(.jump, top)
        if let check { code.setOperand(1, at: check, to: code.place) }
        if repetition.order == .lazy {
            setSplit(split, (code.place, outside), (entry, inside))
        } else {
            setSplit(split, (entry, inside), (code.place, outside))
        }
    }

    /// Rounds that take something, counted.
    private mutating func emitCounted(_ body: Node, _ repetition: Repetition, before next: ScalarSet?) {
        let register = code.newRegister()
        let begins = body.firsts
        code.emit(.countStart, register)
        let top = code.place
        let greatest = repetition.greatest.map { UInt32(clamping: $0) } ?? ProgramCode.none
        let kind: UInt32 = repetition.order == .lazy ? 1 : 0
        let test = code.emit(.countTest, register | kind << 31, UInt32(clamping: repetition.least), greatest, 0)
        code.setOperand(4, at: test, to: code.add(begins))
        code.emit(.countRound, register)
        emit(body, before: next.map { begins.union($0) })
        code.emit(.jump, top)
        code.setOperand(3, at: test, to: code.place)
    }

    private mutating func emitLookAhead(_ body: Node, _ negative: Bool) {
        if case .one(let set) = body.kind {
            code.emit(.lookAheadSet, code.add(set), negative ? 1 : 0)
            return
        }
        let start = code.emit(.lookAhead, 0, negative ? 1 : 0)
        emit(body, before: nil)
        code.emit(.match)
        code.setOperand(0, at: start, to: code.place)
    }

    private mutating func emitLookBehind(_ body: Node, _ negative: Bool) {
        if case .one(let set) = body.kind {
            code.emit(.lookBehindSet, code.add(set), negative ? 1 : 0)
            return
        }
        let start = code.emit(.lookBehind, 0, negative ? 1 : 0, 0)
        var list: [UInt32] = []
        for branch in body.lookBehindBranches {
            list += [UInt32(clamping: branch.fixedWidth ?? 0), code.place]
            emit(branch, before: nil)
            code.emit(.match)
        }
        code.setOperand(0, at: start, to: code.add([UInt32(list.count / 2)] + list))
        code.setOperand(2, at: start, to: code.place)
    }

    private mutating func emit(_ anchor: Anchor) {
        switch anchor {
        case .textStart: code.emit(.textStart)
        case .textEnd: code.emit(.textEnd)
        case .textEndOrLastLineFeed: code.emit(.textEndOrLastLineFeed)
        case .lineStart: code.emit(.lineStart)
        case .lineEnd: code.emit(.lineEnd)
        case .wordEdge(let set): code.emit(.wordEdge, code.add(set), 0)
        case .noWordEdge(let set): code.emit(.wordEdge, code.add(set), 1)
        case .searchStart: code.emit(.fail)
        }
    }
}

extension ScalarSet {
    /// The one member, where there is one.
    fileprivate var only: UInt32? {
        guard let range = ranges.first, ranges.count == 1, range.lowerBound == range.upperBound else { return nil }
        return range.lowerBound
    }
}

extension Node {
    fileprivate var onlyScalar: UInt32? {
        if case .one(let set) = kind { set.only } else { nil }
    }
}
