import Monitor
import Rules
import TextMatching

/// A way to write a text so that a view still sees the same: the reverse of something that it folds away.
public enum Spelling: String, CaseIterable, Sendable {
    case width, `case`, traditional, styled, ignorables, confusables, separators, repeats
    /// Characters of a keyword as the parts they are written with.
    case split
    /// Characters that are read alike.
    case pinyin
    /// Several of those that go character by character, in turn.
    case mixed

    /// What has to be folded away for the text to stay the same; `nil` for ``mixed``.
    var foldings: Foldings? {
        switch self {
        case .width: .width
        case .case: .case
        case .traditional: .simplified
        case .styled: .styled
        case .ignorables: .ignorables
        case .confusables: .confusables
        case .separators: .separators
        case .repeats: .repeats
        case .split: .split
        case .pinyin: .pinyin
        case .mixed: nil
        }
    }

    /// Those that take one character for another.
    static let ofCharacters: [Spelling] = [.width, .case, .traditional, .styled, .confusables, .pinyin]

    /// Those that leave what a view sees of a text as it is.
    static let ofTexts: [Spelling] = ofCharacters + [.ignorables, .mixed]
}

/// Characters that a folding makes one.
enum Lookalikes {
    /// By spelling, the characters that become a character, itself left out; of the first two planes and those of
    /// Chinese, in order.
    static let tables: [Spelling: [UInt32: [UInt32]]] = {
        var tables: [Spelling: [UInt32: [UInt32]]] = [:]
        for spelling in Spelling.ofCharacters {
            guard let foldings = spelling.foldings else { continue }
            let folding = Folding(foldings)
            var table: [UInt32: [UInt32]] = [:]
            for scalar in UInt32(0x20)...0x2FFFF where Unicode.Scalar(scalar) != nil {
                guard let folded = folding.map(scalar), folded != scalar else { continue }
                table[folded, default: []].append(scalar)
            }
            tables[spelling] = table
        }
        return tables
    }()

    /// What is dropped, and what people hide in words.
    static let ignorables: [UInt32] = {
        let folding = Folding(.ignorables)
        return [0x200B, 0x200D, 0xAD, 0x2060, 0xFE0F, 0x200C, 0x180E].filter { folding.map($0) == nil }
    }()

    /// What may part a keyword's characters.
    static let separators: [UInt32] = [0x20, 0x2E, 0x2A, 0x2D, 0x5F, 0xB7]
}

/// Writes texts so that some views still see the same.
struct Speller {
    /// The views that have to.
    private let foldings: [Folding]

    /// - Parameter views: at least one.
    init(_ views: Set<View>) {
        foldings = views.sorted { "\($0)" < "\($1)" }.map { Folding($0.foldings) }
    }

    /// What all of the views fold away.
    var shared: Foldings {
        foldings.dropFirst().reduce(foldings.first?.foldings ?? .raw) { $0.intersection($1.foldings) }
    }

    /// A text, character by character, in a spelling; `nil` where none of its characters has one.
    func respell(_ text: [UInt32], _ spelling: Spelling) -> [UInt32]? {
        switch spelling {
        case .ignorables: return hide(text)
        case .mixed: return mix(text)
        default: break
        }
        guard let foldings = spelling.foldings, shared.contains(foldings) else { return nil }
        let made = text.enumerated().map { other($1, spelling, turn: $0) ?? $1 }
        return made == text ? nil : made
    }

    /// Another character that each view takes for the same.
    private func other(_ scalar: UInt32, _ spelling: Spelling, turn: Int) -> UInt32? {
        guard let own = spelling.foldings.flatMap({ Folding($0).map(scalar) }) else { return nil }
        let choices = ([own] + (Lookalikes.tables[spelling]?[own] ?? [])).filter { choice in
            choice != scalar && choice <= 0x10FFFF && foldings.allSatisfy { $0.map(choice) == $0.map(scalar) }
        }
        return choices.isEmpty ? nil : choices[turn % choices.count]
    }

    /// With something that is dropped between its characters.
    private func hide(_ text: [UInt32]) -> [UInt32]? {
        guard shared.contains(.ignorables), text.count > 1 else { return nil }
        var made: [UInt32] = []
        for (index, scalar) in text.enumerated() {
            if index > 0 { made.append(Lookalikes.ignorables[index % Lookalikes.ignorables.count]) }
            made.append(scalar)
        }
        return made
    }

    /// Each character in the next of the spellings that it has.
    private func mix(_ text: [UInt32]) -> [UInt32]? {
        var used: Set<Spelling> = []
        let ways = Spelling.ofCharacters.filter { $0.foldings.map(shared.contains) ?? false }
        guard ways.count > 1 else { return nil }
        let made = text.enumerated().map { index, scalar in
            for step in ways.indices {
                let way = ways[(index + step) % ways.count]
                if let other = other(scalar, way, turn: index) {
                    used.insert(way)
                    return other
                }
            }
            return scalar
        }
        return used.count > 1 ? made : nil
    }
}

// MARK: Keywords in a text

extension Speller {
    /// A keyword as it stands in a text, in a spelling that its own view looks over; `nil` where it has none.
    static func respell(keyword: [UInt32], _ spelling: Spelling, in view: View) -> [UInt32]? {
        let folding = Folding(view.foldings)
        // Character for character as the view has it, without separators of its own.
        guard folding.foldings.contains(spelling.foldings ?? .raw), keyword.count > 1,
            keyword.allSatisfy({ scalar in folding.map(scalar).map { !Scalars.isSeparator($0) } ?? false })
        else { return nil }
        switch spelling {
        case .separators:
            let separator = Lookalikes.separators[keyword.count % Lookalikes.separators.count]
            return Array(keyword.map { [$0] }.joined(separator: [separator]))
        case .repeats:
            let made = keyword.flatMap { scalar in
                folding.map(scalar).map(Scalars.isDigit) ?? true ? [scalar] : [scalar, scalar]
            }
            return made == keyword ? nil : made
        case .split: return split(keyword, folding)
        default: return nil
        }
    }

    private static func split(_ keyword: [UInt32], _ folding: Folding) -> [UInt32]? {
        let text = String(String.UnicodeScalarView(keyword.compactMap(Unicode.Scalar.init)))
        let plain = folding.scalars(of: text)
        return folding.spellings(of: text).filter { $0 != plain }.max { $0.count < $1.count }
    }
}
