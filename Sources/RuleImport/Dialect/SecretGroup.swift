/// Which part of a match a program takes for the secret, made the whole match.
///
/// A branch `before(secret)behind` becomes `before\Ksecret(?=behind)`; where `before` takes no characters it stays as it
/// is, and where it always takes equally many it becomes `(?<=before)`. So a text's first secret is the same one, byte for
/// byte. Of secrets that share what stands between them more may be found: what is behind one is not used up for the next.
enum SecretGroup {
    /// - Parameter group: the number of the group; `nil` for the first that took something.
    /// - Returns: the expression whose match is the secret; `nil` where there is no saying so, and the node itself where
    ///   the secret is the whole match.
    static func isolated(_ node: ForeignNode, group: Int?) -> ForeignNode? {
        guard !node.captures.isEmpty, group != 0 else { return node }
        let branches = branches(node)
        var isolated: [ForeignNode] = []
        for branch in branches {
            let captures = branch.captures
            guard let wanted = group ?? captures.first else {
                isolated.append(branch)
                continue
            }
            guard let own = isolate(branch, wanted) else { return nil }
            isolated.append(own)
        }
        return isolated.count == 1 ? isolated[0] : .alternation(isolated)
    }

    private static func branches(_ node: ForeignNode) -> [ForeignNode] {
        if case .alternation(let nodes) = node { return nodes.flatMap(branches) }
        // One group around everything, of which nothing is asked.
        if node.elements.count == 1, case .alternation = node.elements[0] { return branches(node.elements[0]) }
        return [node]
    }

    private static func isolate(_ branch: ForeignNode, _ wanted: Int) -> ForeignNode? {
        let elements = branch.elements
        let place = elements.firstIndex { element in
            if case .capture(_, wanted) = element { return true }
            return false
        }
        guard let place, case .capture(let secret, _) = elements[place], secret.width.least > 0 else { return nil }
        let before = ForeignNode.joined(Array(elements[..<place]))
        let behind = ForeignNode.joined(Array(elements[(place + 1)...]))
        guard !branch.hasBackreference else { return nil }
        var parts: [ForeignNode] = []
        let width = before.width
        if width.greatest == 0 {
            parts = before.elements
        } else if let greatest = width.greatest, greatest == width.least, greatest <= 16 {
            parts = [.lookBehind(before, negative: false)]
        } else {
            parts = before.elements + [.keep]
        }
        parts += secret.elements
        parts += behind.width.greatest == 0 ? behind.elements : [.lookAhead(behind, negative: false)]
        return .joined(parts)
    }
}
