internal import Dispatch
import Synchronization

/// Work on many things on every core, where each takes long enough.
enum EveryCore {
    /// With fewer things other cores are no help.
    private static let fewest = 32
    /// How many are taken at a time: few, since some take a hundred times as long as others.
    private static let piece = 8

    /// What `transform` makes of each element, in their order.
    /// - Parameter besides: done meanwhile, and before this returns.
    static func map<Element: Sendable, Made: Sendable>(
        _ elements: [Element], besides: @Sendable () -> Void = {}, _ transform: @Sendable (Element) -> Made
    ) -> [Made] {
        guard elements.count >= fewest else {
            besides()
            return elements.map(transform)
        }
        let starts = Array(stride(from: 0, to: elements.count, by: piece))
        let all = Mutex<[[Made]]>(Array(repeating: [], count: starts.count))
        DispatchQueue.concurrentPerform(iterations: starts.count + 1) { number in
            guard number > 0 else { return besides() }
            let start = starts[number - 1]
            let made = elements[start..<min(start + piece, elements.count)].map(transform)
            all.withLock { $0[number - 1] = made }
        }
        return all.withLock { $0.flatMap { $0 } }
    }
}
