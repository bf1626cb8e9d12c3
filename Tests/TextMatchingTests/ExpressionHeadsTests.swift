import RegexSyntax
import TestSupport
import Testing
import TextMatching

/// What is followed together is what each expression alone would say.
@Suite struct ExpressionHeadsTests {
    /// What following heads from a place has come to for each expression.
    private struct Followed {
        var due: Set<Int32> = []
        var alive: Set<Int32> = []
        var unsure: Set<Int32> = []
    }

    private static func follow(_ heads: ExpressionHeads, _ text: [UInt32], from place: Int) -> Followed {
        var followed = Followed()
        var state = heads.first(behind: place > 0 ? text[place - 1] : nil)
        guard state >= 0 else { return followed }
        followed.due.formUnion(heads[state].due)
        for (seen, scalar) in text[place...].enumerated() {
            let next = seen < ExpressionHeads.depth ? heads.next(state, scalar) : ExpressionHeads.full
            guard next >= 0 else {
                if next == ExpressionHeads.full { followed.due.formUnion(heads[state].alive + heads[state].unsure) }
                return followed
            }
            state = next
            followed.due.formUnion(heads[state].due)
        }
        followed.alive = Set(heads[state].alive).subtracting(followed.due)
        followed.unsure = Set(heads[state].unsure).subtracting(followed.due)
        return followed
    }

    /// Compares some expressions, followed together, with each of them asked alone, at each place of each beginning.
    private static func compare(_ roots: [Node], _ text: [UInt32], _ seen: inout (alive: Int, dead: Int)) {
        let programs = roots.map { ExpressionProgram($0) }
        let heads = ExpressionHeads(
            roots.enumerated().map { .init(number: $0.offset, root: $0.element, isEager: $0.offset % 7 == 6, marks: 1) })
        var workspace = ExpressionWorkspace()
        for end in 1...text.count {
            let part = Array(text[..<end])
            for place in 0..<end {
                let followed = follow(heads, part, from: place)
                for (number, program) in programs.enumerated() {
                    guard let program, !followed.due.contains(Int32(number)), !followed.unsure.contains(Int32(number))
                    else { continue }
                    let isAlive = followed.alive.contains(Int32(number))
                    if isAlive { seen.alive += 1 } else { seen.dead += 1 }
                    let attempt = program.attempt(
                        in: part, at: place, isTextStart: true, isComplete: false, workspace: &workspace)
                    #expect(
                        attempt == (isAlive ? .open : .none) || attempt == .match(end: place),
                        "\(roots[number].text) in \(part) at \(place)")
                    guard end == text.count else { continue }
                    let last = program.attempt(
                        in: part, at: place, isTextStart: true, isComplete: true, workspace: &workspace)
                    #expect(last == .none || last == .match(end: place), "\(roots[number].text) in all of \(part)")
                }
            }
        }
    }

    @Test func `what is dead matches nothing, and what is alive is open`() throws {
        var generator = PatternGenerator(seed: 21)
        var random = SeededGenerator(seed: 21)
        var seen = (alive: 0, dead: 0)
        for _ in 0..<150 * Soak.factor {
            let count = Int.random(in: 1...12, using: &random)
            let roots = (0..<count).compactMap { _ in try? Expression("[ab1]" + generator.next()).root }
            let text = Array(generator.text(10).unicodeScalars.map(\.value).prefix(12))
            guard !roots.isEmpty, !text.isEmpty else { continue }
            Self.compare(roots, text, &seen)
        }
        #expect(seen.alive > 300 && seen.dead > 3000, "\(seen)")
    }

    @Test(arguments: [
        (#"(?<![0-9])1[3-9][0-9]{9}(?![0-9])"#, "a13912345678b"), (#"\bab+c\b"#, "xab abbc abc"),
        (#"[a-z0-9.]{1,64}@[a-z]+\.com"#, "mail ann.lee@mail.com now"), (#"a{20,}b"#, "aaaaaaaaaaaaaaaaaaaaaaab"),
        (#"(?i)how (?:to|do i) (?:build|sell).{0,20}now"#, "How to build it now"), (#"(?:a|ab)(?:c|bcd)*+e"#, "abcbcde"),
        (#"^ab"#, "ab\nab"), (#"(a)\1b"#, "aab"), (#"x(?=yz)y"#, "xyz xy"), (#"a?"#, "ab"),
    ])
    func `by example`(expression: String, text: String) throws {
        var seen = (alive: 0, dead: 0)
        let root = try Expression(expression).root
        Self.compare([root, try Expression("[a-z]c").root, root], scalars(text), &seen)
        #expect(seen.dead > 0)
    }

    /// Where the first of some places is at which not all is dead, tried one after the other.
    private static func first(_ heads: ExpressionHeads, _ text: [UInt32], from place: Int, upTo end: Int) -> String {
        for start in place..<max(place, end) {
            var state = heads.first(behind: start > 0 ? text[start - 1] : nil)
            guard state >= 0 else { continue }
            for seen in 0... {
                guard start + seen < text.count else { return "\(start) end" }
                guard seen < ExpressionHeads.depth else { return "\(start) full" }
                let next = heads.next(state, text[start + seen])
                if next == ExpressionHeads.full { return "\(start) full" }
                guard next >= 0 else { break }
                state = next
                if !heads[state].due.isEmpty { return "\(start) due" }
            }
        }
        return "dead"
    }

    @Test func `walks that meet others go their way`() throws {
        var generator = PatternGenerator(seed: 5)
        var random = SeededGenerator(seed: 6)
        var answers: [String: Int] = [:]
        for _ in 0..<200 * Soak.factor {
            let shared = ["[ab1]{1,40}c", "a{17,}", "(?:ab?){20}1", "[a-b]+@"].map { "\($0)二" }
            let own = (0..<3).map { _ in "[ab1]" + generator.next() }
            let roots = (shared + own).compactMap { try? Expression($0).root }
            let heads = ExpressionHeads(
                roots.enumerated().map { .init(number: $0.offset, root: $0.element, isEager: false, marks: 1) })
            let text = Array((generator.text(30) + generator.text(30)).unicodeScalars.map(\.value))
            var view = ViewText()
            for (place, scalar) in text.enumerated() { view.append(scalar, from: place, to: place + 1) }
            var from = 0
            while from < text.count {
                let end = Int.random(in: from...text.count, using: &random)
                let expected = Self.first(heads, text, from: from, upTo: end)
                let found = heads.next(in: view, from..<end)
                #expect((found.map { "\($0.walk.start) \($0.stop)" } ?? "dead") == expected)
                answers[String(expected.split(separator: " ").last ?? ""), default: 0] += 1
                from = found.map { $0.walk.start + 1 } ?? max(end, from + 1)
            }
            // In pieces it is the same.
            var piece = ViewText()
            var walk = ExpressionHeads.Walk(at: 0)
            for (place, scalar) in text.enumerated() {
                piece.append(scalar, from: place, to: place + 1)
                guard Int.random(in: 0..<4, using: &random) == 0 else { continue }
                let before = walk.start
                let stop = heads.settle(&walk, in: piece)
                let expected = Self.first(heads, Array(text[...place]), from: before, upTo: place + 1)
                #expect((stop == .dead ? "dead" : "\(walk.start) \(stop)") == expected)
                if stop == .due || stop == .full { walk = ExpressionHeads.Walk(at: walk.start + 1) }
            }
        }
        #expect(Set(answers.keys) == ["dead", "end", "due", "full"], "\(answers)")
    }

    @Test func `there is an end to the states, behind which expressions are asked`() throws {
        // So many sets that rows are long, and few of them fit.
        let roots = try (0..<1200).map { try Expression("[\\x{\(String(0x4E00 + $0, radix: 16))}\\x{6000}]{1,9}a").root }
        let heads = ExpressionHeads(
            roots.enumerated().map { .init(number: $0.offset, root: $0.element, isEager: false, marks: 0) })
        var random = SeededGenerator(seed: 3)
        var full = 0
        for _ in 0..<4000 {
            var state = heads.first(behind: nil)
            for _ in 0..<12 {
                let scalar = UInt32.random(in: 0x4E00..<0x4E00 + 1200, using: &random)
                let next = heads.next(state, Bool.random(using: &random) ? 0x6000 : scalar)
                if next == ExpressionHeads.full { full += 1 }
                guard next >= 0 else { break }
                state = next
            }
        }
        #expect(full > 0 && heads.count < 8192)
    }

    @Test func `any number of threads see the same states`() async throws {
        let heads = ExpressionHeads(
            try ["[a-c]{2,9}d", "abc", "(?:ab|c)+e"].enumerated().map {
                .init(number: $0.offset, root: try Expression($0.element).root, isEager: false, marks: 0)
            })
        let all = await withTaskGroup(of: [Int32].self) { group in
            for _ in 0..<8 {
                group.addTask {
                    var random = SeededGenerator(seed: 9)
                    return (0..<20_000).map { _ in
                        var state = heads.first(behind: nil)
                        for _ in 0..<6 {
                            let next = heads.next(state, UInt32.random(in: 0x61...0x65, using: &random))
                            guard next >= 0 else { break }
                            state = next
                        }
                        return state
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(all.count == 8 && all.allSatisfy { $0 == all[0] })
    }
}
