/// The changes of a text as a unified diff, which `patch` and `git apply` read.
public enum UnifiedDiff {
    /// Lines around a change that are shown too.
    private static let around = 3

    /// Empty where nothing changed.
    /// - Parameter path: stands at the head, behind `a/` and `b/`.
    public static func text(path: String, before: [UInt8], after: [UInt8]) -> String {
        let (old, new) = (lines(before), lines(after))
        let script = script(old, new)
        let hunks = hunks(script)
        guard !hunks.isEmpty else { return "" }
        let name = path.drop { $0 == "/" }
        return "--- a/\(name)\n+++ b/\(name)\n" + hunks.map { text($0, script) }.joined()
    }

    /// Each with its line feed, where it has one.
    private static func lines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let end = rest.firstIndex(of: 0x0A).map { $0 + 1 } ?? rest.endIndex
            lines.append(rest[..<end])
            rest = rest[end...]
        }
        return lines
    }

    /// What becomes of a line.
    private enum Step { case keep, remove, insert }
    private typealias Script = [(step: Step, line: ArraySlice<UInt8>)]

    private static func script(_ old: [ArraySlice<UInt8>], _ new: [ArraySlice<UInt8>]) -> Script {
        var removed: Set<Int> = []
        var inserted: [Int: ArraySlice<UInt8>] = [:]
        for change in new.difference(from: old) {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, let line, _): inserted[offset] = line
            }
        }
        var script: Script = []
        var (from, to) = (0, 0)
        while from < old.count || to < new.count {
            if from < old.count, removed.contains(from) {
                script.append((.remove, old[from]))
                from += 1
            } else if let line = inserted[to] {
                script.append((.insert, line))
                to += 1
            } else if from < old.count {
                script.append((.keep, old[from]))
                from += 1
                to += 1
            }
        }
        return script
    }

    /// Stretches of the script that hold changes, and what stands around them.
    private static func hunks(_ script: Script) -> [Range<Int>] {
        var hunks: [Range<Int>] = []
        for index in script.indices where script[index].step != .keep {
            let range = max(0, index - around)..<min(script.count, index + around + 1)
            if let last = hunks.last, last.upperBound >= range.lowerBound {
                hunks[hunks.count - 1] = last.lowerBound..<range.upperBound
            } else {
                hunks.append(range)
            }
        }
        return hunks
    }

    private static func text(_ hunk: Range<Int>, _ script: Script) -> String {
        func count(_ range: Range<Int>, without step: Step) -> Int { script[range].count { $0.step != step } }
        func span(without step: Step) -> String {
            let length = count(hunk, without: step)
            // Of nothing, the line before it is named.
            let first = count(0..<hunk.lowerBound, without: step) + (length > 0 ? 1 : 0)
            return length == 1 ? "\(first)" : "\(first),\(length)"
        }
        var text = "@@ -\(span(without: .insert)) +\(span(without: .remove)) @@\n"
        for (step, line) in script[hunk] {
            let mark = switch step {
            case .keep: " "
            case .remove: "-"
            case .insert: "+"
            }
            text += mark + String(decoding: line, as: UTF8.self)
            if line.last != 0x0A { text += "\n\\ No newline at end of file\n" }
        }
        return text
    }
}
