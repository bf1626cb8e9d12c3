import Rules
import TextMatching

/// A place where a rule, or a part of one, hits.
struct Hit: Hashable {
    /// The view that hit.
    var view: View
    /// In original bytes; never empty.
    var bytes: Range<Int>
    /// Of a hit that its rule's cap ended: the attempt that it comes from.
    var capped: CappedAttempt?

    struct CappedAttempt: Hashable {
        var leaf: Int
        var at: Int
    }

    /// Leftmost first, then longest.
    static func precedes(_ one: Hit, _ other: Hit) -> Bool {
        (one.bytes.lowerBound, -one.bytes.upperBound) < (other.bytes.lowerBound, -other.bytes.upperBound)
    }
}

/// What a search comes to from some byte on, as far as the text is known.
enum NextHit {
    case hit(Hit, at: Int)
    /// What is still to come decides whether a hit begins here.
    case open(from: Int)
    /// The engine gave up here.
    case failure(Doubt)
    case none
}

extension ChannelScan {
    /// The first hit of a leaf that begins at a byte or after.
    func next(leaf: Int, from byte: Int) -> NextHit {
        let hit = firstHit(leaf, from: byte)
        let open = firstWaiting(leaf, from: byte)
        // An attempt inside an earlier hit may have failed: what the search has passed stays as it is.
        let failure = failures[leaf].map { Doubt(reason: $0.reason, from: max($0.from, byte)) }
        if let open, open <= hit?.at ?? .max, open <= failure?.from ?? .max { return .open(from: open) }
        if let failure, failure.from <= hit?.at ?? .max { return .failure(failure) }
        guard let hit else { return .none }
        let capped = hit.isCapped ? Hit.CappedAttempt(leaf: leaf, at: hit.at) : nil
        return .hit(Hit(view: plan.leaves[leaf].name, bytes: hit.bytes, capped: capped), at: hit.at)
    }
}

/// The state that one rule's search needs between pieces of text: its windows.
struct SearchState {
    var windows: [Int: WindowState] = [:]
}

extension ChannelScan {
    /// The first hit of a search from a byte on: leftmost, then longest, then in the order of the members.
    func next(_ search: PlanSearch, from byte: Int, of rule: PlannedRule, _ state: inout SearchState) -> NextHit {
        switch search {
        case .leaf(let leaf): return next(leaf: leaf, from: byte)
        case .all(let window): return next(window, from: byte, of: rule, &state)
        case .any(let members):
            var best: (hit: Hit, at: Int)?
            var open: Int?
            var failure: Doubt?
            for member in members {
                switch next(member, from: byte, of: rule, &state) {
                case .none: break
                case .open(let from): open = min(open ?? from, from)
                case .failure(let doubt): if doubt.from < failure?.from ?? .max { failure = doubt }
                case .hit(let hit, let at): if best.map({ Hit.precedes(hit, $0.hit) }) ?? true { best = (hit, at) }
                }
            }
            // At one place what is open could still be the longer one.
            if let open, open <= best?.hit.bytes.lowerBound ?? .max, open <= failure?.from ?? .max {
                return .open(from: open)
            }
            if let failure, failure.from <= best?.hit.bytes.lowerBound ?? .max { return .failure(failure) }
            return best.map { .hit($0.hit, at: $0.at) } ?? .none
        }
    }

    /// The first place at or after a byte at which a leaf of a search is undecided.
    func firstOpen(_ search: PlanSearch, from byte: Int) -> Int? {
        search.leaves.compactMap { firstOpen($0, from: byte) }.min()
    }

    /// All places at or after a byte at which a leaf of a search is undecided.
    func opens(_ search: PlanSearch, from byte: Int) -> [Int] {
        search.leaves.flatMap { openPlaces($0).filter { $0 >= byte } }
    }
}
