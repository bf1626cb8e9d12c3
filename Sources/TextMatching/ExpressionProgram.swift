public import RegexSyntax

/// An expression made ready for attempts at single places of a text, matched as libonig matches it: by priority.
///
///     let program = ExpressionProgram(try Expression(#"(?<!\d)1[3-9]\d{9}(?!\d)"#).root)
///
/// Where the text is not at its end yet, an attempt also knows whether what is still to come decides.
public final class ExpressionProgram: Sendable {
    let words: [UInt32]
    /// Where the instructions begin in `words`.
    let start: Int
    let registers: Int
    /// Where the set of ``firsts`` begins in `words`; 0 where a match may take nothing.
    let firstsOffset: Int
    /// Whether something in it reads text that a path does not take.
    let looksAhead: Bool

    /// How many scalars before its start an attempt looks at.
    public let reach: Int
    /// What every match that takes anything begins with; not all of them need lead to one.
    public let firsts: ScalarSet
    /// Whether a match may take nothing, so that it can begin anywhere.
    public let mayBeEmpty: Bool

    /// The steps that an attempt may take where nobody says otherwise: some milliseconds.
    public static let usualLimit = 200_000

    /// `nil` where the expression holds what programs do not cover exactly: references to groups, `\K`, `\G`, `\X`,
    /// absent groups, counted groups of which a round may take nothing, and trees of absurd size.
    public convenience init?(_ root: Node) {
        guard root.isShallow(), let tree = root.simplified(), tree.isShallow() else { return nil }
        self.init(simplified: tree)
    }

    private convenience init?(simplified tree: Node) {
        guard let code = ProgramCompiler.compile(tree) else { return nil }
        self.init(code, tree)
    }

    private init(_ code: ProgramCode, _ tree: Node) {
        var code = code
        firsts = tree.firsts
        mayBeEmpty = tree.mayBeEmpty
        reach = tree.lookBehindReach
        looksAhead = tree.looksAhead
        firstsOffset = mayBeEmpty ? 0 : Int(code.add(firsts))
        words = code.data + code.code
        start = code.data.count
        registers = code.registers
    }

    /// A program for any tree, which takes all that the tree takes and more: that its answer is ``Attempt/none`` is
    /// certain, its other answers are not.
    public static func relaxed(_ root: Node) -> ExpressionProgram {
        if root.isShallow(), let program = ExpressionProgram(root.relaxed()) { return program }
        return anything
    }

    /// Takes all that is there.
    private static let anything: ExpressionProgram = {
        var code = ProgramCode()
        let set = code.add(ScalarSet.all)
        code.emit(.greedyRun, set, 0, ProgramCode.none, 0)
        code.emit(.match)
        return ExpressionProgram(code, .anyText)
    }()
}

extension Node {
    fileprivate var looksAhead: Bool {
        switch kind {
        case .lookAhead: return true
        case .anchor(let anchor): return anchor != .textStart
        case .sequence(let nodes), .alternation(let nodes): return nodes.contains(where: \.looksAhead)
        case .repetition(let node, _), .capture(let node, _), .atomic(let node), .lookBehind(let node, _):
            return node.looksAhead
        default: return false
        }
    }
}
