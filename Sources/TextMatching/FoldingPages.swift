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
        // Every start reads these tables: byte by byte it takes a fraction of what splitting the text would.
        var numbers: [UInt32] = [0]
        for byte in runs.utf8 {
            switch byte {
            case UInt8(ascii: ","): numbers.append(0)
            case UInt8(ascii: " "):
                add(numbers, always)
                numbers = [0]
            default:
                let digit = UInt32(byte & 0x0F) + (byte > UInt8(ascii: "9") ? 9 : 0)
                numbers[numbers.count - 1] = numbers[numbers.count - 1] << 4 | digit
            }
        }
        add(numbers, always)
    }

    private mutating func add(_ run: [UInt32], _ always: UInt32?) {
        guard run.count == 4 else { return }
        for index in 0..<run[1] {
            let step = index * run[2]
            self[run[0] + step] = always ?? (run[3] + step)
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
