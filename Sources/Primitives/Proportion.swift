/// A share of a number of records, with the interval in which the true share of such records lies.
///
///     Proportion(count: 3_840, of: 4_000).interval    // 953_000…966_000 ppm
///
/// The interval is Wilson's (1927) at 95 %, which stays within 0 and 1 and holds for few records too. Of what was counted
/// whole it says how far the share could differ by chance in another sample of the same kind; the count itself is exact.
public struct Proportion: Sendable, Equatable {
    public let count: Int
    public let total: Int

    public init(count: Int, of total: Int) {
        self.count = count
        self.total = total
    }

    /// The normal deviate of 97.5 %.
    private static let z = 1.959_963_984_540_054

    /// In parts per million, rounded; 0 of nothing.
    public var ppm: Int { total > 0 ? Self.ppm(Double(count) / Double(total)) : 0 }

    /// Lower and upper bound in parts per million; all of it for nothing.
    public var interval: ClosedRange<Int> {
        guard total > 0, (0...total).contains(count) else { return 0...1_000_000 }
        let n = Double(total)
        let share = Double(count) / n
        let square = Self.z * Self.z
        let middle = share + square / (2 * n)
        let reach = Self.z * (share * (1 - share) / n + square / (4 * n * n)).squareRoot()
        let low = max(0, (middle - reach) / (1 + square / n))
        let high = min(1, (middle + reach) / (1 + square / n))
        // At the ends the bound is the end itself; sums of doubles miss it by a hair.
        return (count == 0 ? 0 : Self.ppm(low))...(count == total ? 1_000_000 : Self.ppm(high))
    }

    private static func ppm(_ share: Double) -> Int { Int((share * 1_000_000).rounded()) }

    /// `{count, of, ppm, low_ppm, high_ppm}`.
    public var json: JSONValue {
        let interval = interval
        return [
            "count": .integer(Int64(count)), "of": .integer(Int64(total)), "ppm": .integer(Int64(ppm)),
            "low_ppm": .integer(Int64(interval.lowerBound)), "high_ppm": .integer(Int64(interval.upperBound)),
        ]
    }

    /// `96.0 % (95.3–96.6)`.
    public var text: String {
        "\(Self.percent(ppm)) % (\(Self.percent(interval.lowerBound))–\(Self.percent(interval.upperBound)))"
    }

    /// A share in parts per million as per cent with one digit behind the point.
    public static func percent(_ ppm: Int) -> String {
        let tenths = (ppm + 500) / 1000
        return "\(tenths / 10).\(tenths % 10)"
    }
}
