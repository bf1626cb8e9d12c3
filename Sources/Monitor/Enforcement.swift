/// What the policy says about enforcement.
public struct Enforcement: Hashable, Sendable {
    /// What becomes of text that could not be judged.
    public enum OnUndecided: String, CaseIterable, Sendable { case block, release }

    public var onUndecided: OnUndecided
    /// Put in place by a mask whose rule names nothing else.
    public var defaultReplacement: String
    /// Put after what precedes a block.
    public var blockNotice: String

    public init(
        onUndecided: OnUndecided = .block, defaultReplacement: String = "[已屏蔽]",
        blockNotice: String = "[内容已被拦截 / content blocked]"
    ) {
        self.onUndecided = onUndecided
        self.defaultReplacement = defaultReplacement
        self.blockNotice = blockNotice
    }
}

/// Bounds on the work for one text.
public struct MatchLimits: Hashable, Sendable {
    /// Backtracks of an expression from one place of the text. One search through the text may take ten times as many,
    /// and a hundred more for each byte.
    public var retries: Int
    /// Entries of the expression engine's stack.
    public var stack: Int

    public init(retries: Int = 1_000_000, stack: Int = 200_000) {
        self.retries = retries
        self.stack = stack
    }

    /// Steps of our own engine from one place, before libonig is asked instead.
    var steps: Int { max(1, retries / 10) }

    /// The bound on one search through a text of some bytes.
    package func retriesPerSearch(of bytes: Int) -> Int {
        let (fixed, one) = retries.multipliedReportingOverflow(by: 10)
        let (growing, two) = bytes.multipliedReportingOverflow(by: 100)
        let (sum, three) = fixed.addingReportingOverflow(growing)
        return one || two || three ? .max : sum
    }
}
