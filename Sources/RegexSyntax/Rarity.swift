/// How seldom characters stand in ordinary Chinese and English, in bits: `n` stands for a share of 2⁻ⁿ of the places of
/// whichever of the two has more of them.
///
/// Rough, and only for choosing between gates: a wrong figure costs time, never a match. (Letters after Norvig,
/// «English Letter Frequency Counts», 2012; characters after the order of Jun Da's list of modern Chinese, 2004.)
enum Rarity {
    /// Of a text of sets, one scalar out of each.
    static func bits(_ sets: some Sequence<ScalarSet>) -> Double {
        var bits = 0.0
        var last: (set: ScalarSet, share: Double)?
        for set in sets {
            let share = share(of: set)
            let own = self.bits(share)
            // Digits stand beside digits, and capitals beside capitals.
            if let last, Self.share(of: set.intersection(last.set)) * 2 >= min(share, last.share), set.count > 1 {
                bits += min(own, 1.5)
            } else {
                bits += last == nil ? own : own * 0.85
            }
            last = (set, share)
        }
        return bits
    }

    /// Of a text.
    static func bits(_ text: [UInt32], ignoresCase: Bool) -> Double {
        var bits = 0.0
        for (place, scalar) in text.enumerated() {
            var share = share(of: scalar)
            if ignoresCase, 0x61...0x7A ~= scalar { share += Self.share(of: scalar - 32) }
            bits += self.bits(share) * (place == 0 ? 1 : 0.85)
        }
        return bits
    }

    /// Of any of several that are so seldom.
    static func bits(anyOf bits: some Sequence<Double>) -> Double { self.bits(bits.reduce(0) { $0 + share(bits: $1) }) }

    private static func bits(_ share: Double) -> Double {
        guard share > 0, share < 1 else { return share > 0 ? 0 : 64 }
        // The logarithm of 1…2, by a parabola that is right at both ends and at the middle.
        let part = share.significand - 1
        return -(Double(share.exponent) + part * (1.34 - 0.34 * part))
    }

    /// 2⁻ⁿ, a tenth of a bit off at most.
    private static func share(bits: Double) -> Double {
        let whole = bits.rounded(.down)
        return (1 - (bits - whole) / 2) / (whole < 64 ? Double(UInt64(1) << UInt64(max(0, whole))) : .infinity)
    }

    private static func share(of set: ScalarSet) -> Double {
        var share = 0.0
        for range in set.ranges {
            for scalar in range.lowerBound..<max(range.lowerBound, min(128, range.upperBound + 1)) {
                share += ascii[Int(scalar)]
            }
            guard range.upperBound >= 128 else { continue }
            let count = Double(range.upperBound - max(128, range.lowerBound) + 1)
            share += count * unknown
            if count > 64 {
                for (scalar, known) in common where range.contains(scalar) { share += known - unknown }
            } else {
                for scalar in max(128, range.lowerBound)...range.upperBound {
                    share += common[scalar].map { $0 - unknown } ?? 0
                }
            }
        }
        return min(share, 1)
    }

    private static func share(of scalar: UInt32) -> Double {
        scalar < 128 ? ascii[Int(scalar)] : common[scalar] ?? unknown
    }

    /// A character that is none of the most common.
    private static let unknown = share(bits: 12.0)

    private static let ascii: [Double] = {
        var shares = [Double](repeating: share(bits: 12.0), count: 128)
        for control in 0..<32 { shares[control] = share(bits: 16) }
        for (bits, letters) in [
            (3.3, "e"), (3.9, "taoin"), (4.4, "srhl"), (5.0, "dcum"), (5.8, "fpgwyb"), (7.2, "vk"), (9.8, "xjqz"),
        ] {
            for letter in letters.utf8 {
                shares[Int(letter)] = share(bits: bits)
                shares[Int(letter) - 32] = share(bits: bits + 4.5)
            }
        }
        for digit in 0x30...0x39 { shares[digit] = share(bits: 9.0) }
        for (bits, marks) in [
            (2.5, " "), (6.0, "\n"), (6.5, ".,"), (8.5, "-'\""), (9.0, ":()*\t"), (10.0, "/_#`;!?[]{}="),
        ] {
            for mark in marks.utf8 { shares[Int(mark)] = share(bits: bits) }
        }
        return shares
    }()

    private static let common: [UInt32: Double] = {
        var shares: [UInt32: Double] = [:]
        for (bits, characters) in [
            (5.0, "的，。"), (6.5, "一是不了在人有我他这、"), (7.5, "个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里：“”"),
            (
                8.5,
                "用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运笔"
            ),
        ] {
            for scalar in characters.unicodeScalars { shares[scalar.value] = share(bits: bits) }
        }
        return shares
    }()
}
