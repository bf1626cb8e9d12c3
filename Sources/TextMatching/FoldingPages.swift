/// A mapping of scalars in pages of 256, only those that change something; all others stay themselves.
struct ScalarPages: Sendable {
    /// Not a scalar: stands for «none».
    static let dropped: UInt32 = 0xFFFF_FFFF

    /// One more than the page's number among `entries`, or 0 for a page that changes nothing.
    private var numbers = [UInt16](repeating: 0, count: 0x1100)
    private var entries: [UInt32] = []
    /// The scalars that were given a value.
    private(set) var sources: [UInt32] = []

    init() {}

    /// Reads `first,count,step,to` entries in hexadecimal; with `always`, all of them lead there.
    init(runs: String, always: UInt32? = nil) {
        for run in runs.split(separator: " ") {
            let numbers = run.split(separator: ",").compactMap { UInt32($0, radix: 16) }
            guard numbers.count == 4 else { continue }
            for index in 0..<numbers[1] {
                let step = index * numbers[2]
                self[numbers[0] + step] = always ?? (numbers[3] + step)
            }
        }
    }

    /// Reads scalars that stand in turn: from, to, from, to.
    init(pairs: String) {
        var from: UInt32?
        for scalar in pairs.unicodeScalars {
            if let source = from {
                self[source] = scalar.value
                from = nil
            } else {
                from = scalar.value
            }
        }
    }

    subscript(scalar: UInt32) -> UInt32 {
        get {
            let page = Int(scalar >> 8)
            guard page < numbers.count, numbers[page] != 0 else { return scalar }
            return entries[(Int(numbers[page]) - 1) << 8 + Int(scalar & 0xFF)]
        }
        set {
            let page = Int(scalar >> 8)
            guard page < numbers.count else { return }
            if numbers[page] == 0 {
                let first = scalar & ~0xFF
                entries.append(contentsOf: first...(first + 0xFF))
                numbers[page] = UInt16(entries.count >> 8)
            }
            entries[(Int(numbers[page]) - 1) << 8 + Int(scalar & 0xFF)] = newValue
            sources.append(scalar)
        }
    }
}
