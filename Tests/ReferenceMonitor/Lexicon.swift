import Rules

/// All the words of a rule set, by view, so that one walk over a text finds the occurrences of all lists at once.
struct Lexicon: Sendable {
    /// A list of words in a view: what a `keywords` leaf, a `near` or the exceptions of a rule look for.
    struct List: Hashable, Sendable {
        fileprivate var number: Int
        let view: View
    }

    private struct Entry: Sendable {
        var keyword: Keyword
        var list: Int
    }

    private var tables: [View: Table] = [:]
    private var count = 0

    init() {}

    /// Adds a list of words; a word that is empty in the view is passed over.
    mutating func add(_ words: [String], in view: View) -> List {
        let list = List(number: count, view: view)
        count += 1
        for word in words {
            for keyword in Keyword.spellings(of: word, view) {
                tables[view, default: Table()].add(Entry(keyword: keyword, list: list.number))
            }
        }
        return list
    }

    /// Finds every list's occurrences in a view of a text: each word's longest from each start, by start.
    func occurrences(in text: TextView) -> [List: [Range<Int>]] {
        guard let table = tables[text.view] else { return [:] }
        var found: [Int: [Range<Int>]] = [:]
        for start in text.scalars.indices {
            for entry in table[text.scalars[start]] {
                guard let end = entry.keyword.end(in: text, from: start) else { continue }
                found[entry.list, default: []].append(start..<end)
            }
        }
        var lists: [List: [Range<Int>]] = [:]
        for (number, ranges) in found { lists[List(number: number, view: text.view)] = ranges }
        return lists
    }

    /// The words by the scalar that they start with; quick to look up, since most scalars of a text start none.
    private struct Table: Sendable {
        /// For the first plane, where to look in `groups`; 0 is the empty group.
        private var plane = [UInt32](repeating: 0, count: 0x10000)
        private var beyond: [UInt32: Int] = [:]
        private var groups: [[Entry]] = [[]]

        mutating func add(_ entry: Entry) {
            let first = entry.keyword.first
            let known = group(of: first)
            guard known == 0 else {
                groups[known].append(entry)
                return
            }
            if first < 0x10000 {
                plane[Int(first)] = UInt32(groups.count)
            } else {
                beyond[first] = groups.count
            }
            groups.append([entry])
        }

        subscript(scalar: UInt32) -> [Entry] { groups[group(of: scalar)] }

        private func group(of scalar: UInt32) -> Int {
            scalar < 0x10000 ? Int(plane[Int(scalar)]) : beyond[scalar, default: 0]
        }
    }
}
