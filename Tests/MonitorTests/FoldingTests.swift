import Rules
import Testing

@testable import Monitor
@testable import ReferenceMonitor

@Suite struct FoldingTests {
    private var scalars: [UInt32] { (0...0x10FFFF).filter { !(0xD800...0xDFFF).contains($0) } }

    @Test func `folding twice is folding once`() {
        for scalar in scalars {
            guard let folded = Folding.folded(scalar) else { continue }
            #expect(Folding.folded(folded) == folded)
            let alike = Folding.lookalike(folded)
            #expect(Folding.folded(alike) == alike && Folding.lookalike(alike) == alike)
        }
    }

    @Test func `what is ignorable or a format character is dropped, and nothing else`() {
        for scalar in scalars {
            guard let value = Unicode.Scalar(scalar) else { continue }
            let properties = value.properties
            // The tables may be older than the standard library's: what is unassigned in them may have become Cf.
            // The enclosing keycap styles the digit before it, as a circle would.
            let ignorable = properties.isDefaultIgnorableCodePoint || properties.generalCategory == .format || scalar == 0x20E3
            if Folding.folded(scalar) == nil {
                #expect(ignorable, "\(scalar)")
            } else if ignorable {
                #expect(scalar >= 0x13430 && scalar <= 0x1345F, "\(String(scalar, radix: 16))")
            }
        }
    }

    @Test func `digits stay digits, letters of ASCII stay themselves`() {
        for scalar in UInt32(0x30)...0x39 {
            #expect(Folding.map(scalar, to: .foldedPlus) == scalar)
        }
        for scalar in UInt32(0x61)...0x7A {
            #expect(Folding.map(scalar, to: .foldedPlus) == scalar)
            #expect(Folding.map(scalar - 0x20, to: .folded) == scalar)
        }
        for scalar in scalars {
            guard let value = Unicode.Scalar(scalar), value.properties.numericType == .decimal,
                let alike = Folding.map(scalar, to: .foldedPlus)
            else { continue }
            #expect(!(0x61...0x7A).contains(alike), "\(String(scalar, radix: 16))")
        }
    }

    @Test func `a letter and its capital fold alike`() {
        for scalar in scalars {
            guard let value = Unicode.Scalar(scalar), let age = value.properties.age, age.major <= 14 else { continue }
            let lower = value.properties.lowercaseMapping.unicodeScalars
            guard lower.count == 1, let other = lower.first else { continue }
            #expect(Folding.folded(scalar) == Folding.folded(other.value), "\(String(scalar, radix: 16))")
        }
    }
}
