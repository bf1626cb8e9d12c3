public import Primitives

/// How many records have to be looked at.
public enum SamplePlan: Sendable, Equatable {
    /// So many of each stratum.
    case size(Int)
    /// So many that, if none of them is defective, it is `confidence` certain that fewer than `defects` of the stratum
    /// are: both in parts per million.
    case confidence(Int, defects: Int)

    /// The number for a stratum of `population` records; never more than there are.
    ///
    /// For a confidence it is the least n with which a stratum that holds ⌈p·N⌉ defective records would show none with
    /// a probability of at most 1 − C. Drawn without replacement that probability is C(N−D, n) / C(N, n), so the bound
    /// is exact for few records too; for many it is ⌈ln(1−C) / ln(1−p)⌉.
    public func size(of population: Int) -> Int {
        switch self {
        case .size(let size): return min(size, population)
        case .confidence(let confidence, let defects):
            let defective = (population * defects + 999_999) / 1_000_000
            guard defective > 0 else { return population }
            let bound = Double(1_000_000 - confidence) / 1_000_000
            var none = 1.0
            var size = 0
            while none > bound * (1 + 1e-12), size < population {
                let good = population - defective - size
                guard good > 0 else { return size + 1 }
                none *= Double(good) / Double(population - size)
                size += 1
            }
            return size
        }
    }

    public var json: JSONValue {
        switch self {
        case .size(let size): ["size": .integer(Int64(size))]
        case .confidence(let confidence, let defects):
            ["confidence_ppm": .integer(Int64(confidence)), "defects_ppm": .integer(Int64(defects))]
        }
    }

    public init?(_ value: JSONValue) {
        func number(_ key: String) -> Int? { value[key]?.integer.flatMap { Int(exactly: $0) } }
        if let size = number("size"), size > 0 {
            self = .size(size)
        } else if let confidence = number("confidence_ppm"), let defects = number("defects_ppm"),
            (1..<1_000_000).contains(confidence), (1...1_000_000).contains(defects)
        {
            self = .confidence(confidence, defects: defects)
        } else {
            return nil
        }
    }
}
