import Rules
import TextMatching

/// The words of one view's leaves, and whose they are. (A class, as `PlannedRule` is.)
final class PlanWords: Sendable {
    let table: KeywordTable
    /// Before each of the table's keywords, how many belong to rules without an `all`, how many of these act, and how
    /// many belong to rules with one.
    private let plain: [Int32]
    private let acting: [Int32]
    private let windowed: [Int32]
    /// Whether any can make a text wait: it belongs to a rule that acts, or to one with an `all`.
    let canHold: Bool

    init(_ table: KeywordTable, _ leaves: [PlanLeaf], _ rules: [PlannedRule]) {
        func counts(_ counts: (PlannedRule) -> Bool) -> [Int32] {
            var sums: [Int32] = [0]
            sums.reserveCapacity(table.ids.count + 1)
            for id in table.ids { sums.append((sums.last ?? 0) + (counts(rules[leaves[Int(id)].rule]) ? 1 : 0)) }
            return sums
        }
        self.table = table
        plain = counts { $0.isPlain }
        acting = counts { $0.isPlain && $0.acts }
        windowed = counts { !$0.isPlain }
        canHold = acting.last ?? 0 > 0 || windowed.last ?? 0 > 0
    }

    /// Whether some of the keywords in a row belong to rules without an `all`, and to ones of these that act.
    func arePlain(_ range: Range<Int>) -> (any: Bool, acting: Bool) {
        (plain[range.upperBound] > plain[range.lowerBound], acting[range.upperBound] > acting[range.lowerBound])
    }

    /// The leaves of keywords in a row whose rules have an `all`.
    func windowed(_ range: Range<Int>) -> [Int] {
        guard windowed[range.upperBound] > windowed[range.lowerBound] else { return [] }
        return range.filter { windowed[$0 + 1] > windowed[$0] }.map { Int(table.ids[$0]) }
    }
}
