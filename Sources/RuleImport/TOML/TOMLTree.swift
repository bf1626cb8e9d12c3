/// The tables of a document while it is read, with what may still be added to them.
final class TOMLTree {
    enum Slot {
        case value(TOMLValue)
        case table(TOMLTree)
        /// What `[[name]]` makes.
        case tables([TOMLTree])
    }

    private var order: [String] = []
    private var slots: [String: Slot] = [:]
    /// Defined by a header, or by dotted keys of a section that is over: neither may define it again.
    var isClosed = false
    let line: Int

    init(line: Int) { self.line = line }

    subscript(key: String) -> Slot? {
        get { slots[Self.exact(key)] }
        set {
            let key = Self.exact(key)
            if slots[key] == nil { order.append(key) }
            slots[key] = newValue
        }
    }

    /// Strings compare by canonical equivalence, keys by their bytes.
    private static func exact(_ key: String) -> String {
        key.utf8.allSatisfy { $0 < 0x80 } ? key : "\u{0}" + key.utf8.map { String($0, radix: 16) }.joined(separator: " ")
    }

    private static func key(_ exact: String) -> String {
        guard exact.utf8.first == 0 else { return exact }
        let units = exact.dropFirst().split(separator: " ").compactMap { UInt8($0, radix: 16) }
        return String(decoding: units, as: UTF8.self)
    }

    var table: TOMLTable {
        var table = TOMLTable()
        for exact in order {
            guard let slot = slots[exact] else { continue }
            let value: TOMLValue =
                switch slot {
                case .value(let value): value
                case .table(let tree): TOMLValue(content: .table(tree.table), line: tree.line)
                case .tables(let trees):
                    TOMLValue(
                        content: .array(trees.map { TOMLValue(content: .table($0.table), line: $0.line) }),
                        line: trees.first?.line ?? line)
                }
            table.entries.append((Self.key(exact), value))
        }
        return table
    }
}
