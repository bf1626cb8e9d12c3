/// The terms of a block's records, collected: names, which come again and again, each with its records, and all others
/// in one list that is sorted in the end.
struct BlockTerms {
    /// What the record that is being read has.
    private var pending: [(bits: UInt64, isName: Bool)] = []
    private var record: UInt16 = 0
    private var names = NameTable()
    private var others: [UInt64] = []

    init() { others.reserveCapacity(IndexFormat.block * 3) }

    /// What was added and not kept is forgotten.
    mutating func begin(_ record: UInt16) {
        self.record = record
        pending.removeAll(keepingCapacity: true)
    }

    mutating func add(_ term: IndexTerm, isName: Bool) { pending.append((term.bits, isName)) }

    mutating func keep() {
        for term in pending where !term.isName || !names.add(term.bits, record) {
            others.append(term.bits << 16 | UInt64(record))
        }
    }

    /// Hands each term with its records to `body`, both in order. Nothing is left.
    mutating func forEach(_ body: (_ bits: UInt64, _ records: [UInt16]) -> Void) {
        var names = self.names.terms
        for name in names where name.records.count < IndexFormat.common {
            for record in name.records { others.append(name.bits << 16 | UInt64(record)) }
        }
        names.removeAll { $0.records.count < IndexFormat.common }
        names.sort { $0.bits < $1.bits }
        others.sort()
        var (rest, start) = (names[...], 0)
        var records: [UInt16] = []
        while start < others.count {
            let bits = others[start] >> 16
            while let name = rest.first, name.bits < bits {
                body(name.bits, name.records)
                rest.removeFirst()
            }
            records.removeAll(keepingCapacity: true)
            while start < others.count, others[start] >> 16 == bits {
                let record = UInt16(truncatingIfNeeded: others[start])
                if records.last != record { records.append(record) }
                start += 1
            }
            // A name and an id whose hashes are the same.
            if let name = rest.first, name.bits == bits {
                records = Set(records + name.records).sorted()
                rest.removeFirst()
            }
            body(bits, records)
        }
        for name in rest { body(name.bits, name.records) }
        self = BlockTerms()
    }
}

/// A hash table of up to 1,024 terms; once it is full, it takes no new ones.
private struct NameTable {
    private(set) var terms: [(bits: UInt64, records: [UInt16])] = []
    /// The place in `terms` of what hashes to a slot, plus 1; 0 for a free one.
    private var slots = [UInt16](repeating: 0, count: 1 << slotBits)

    private static let slotBits: UInt64 = 12
    private static let most = 1024

    /// - Returns: `false` where it is full and does not know the term.
    mutating func add(_ bits: UInt64, _ record: UInt16) -> Bool {
        var slot = Int(bits & (1 << Self.slotBits - 1))
        while slots[slot] != 0 {
            let place = Int(slots[slot]) - 1
            if terms[place].bits == bits {
                if terms[place].records.last != record { terms[place].records.append(record) }
                return true
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        guard terms.count < Self.most else { return false }
        terms.append((bits, [record]))
        slots[slot] = UInt16(terms.count)
        return true
    }
}
