internal import Foundation
internal import GRDB
internal import Zstandard

/// Why a file is not used as the index of a log.
enum IndexFault: Error, Equatable {
    /// There is none.
    case missing
    /// Not a file of ours, or of another version.
    case foreign
    /// The index of another log, or of this one before it was put back.
    case otherLog
    /// What stands in it is not what was written.
    case damaged(String)
    /// Somebody else is at it.
    case busy
    /// Whoever wrote it was killed in between: it is whole again once it is opened for writing.
    case interrupted
    /// It cannot be opened, read or written.
    case unusable(String)
}

/// `index.sqlite`: four tables of rows that each carry their checksum.
///
/// Everything that is read is checked, and a row that is gone is missed, so that what an accident did to the file shows.
/// Whoever wants it to lie can make it do so: it may keep records back, but what it names is held against the log.
final class IndexFile {
    private let queue: DatabaseQueue

    private enum Table: String, CaseIterable {
        case blocks, terms, rare

        /// Rows of one table are no rows of another.
        var seed: UInt64 { UInt64(rawValue.utf8.count) &* 0x9e37_79b9_7f4a_7c15 }
    }

    private static let schema =
        ["CREATE TABLE log (origin TEXT NOT NULL)"]
        + Table.allCases.map { "CREATE TABLE \($0.rawValue) (key INTEGER PRIMARY KEY, bytes BLOB NOT NULL, sum INTEGER NOT NULL)" }

    /// Opens the index at `path`, or makes it where `isNew`.
    init(_ path: String, writing: Bool) throws(IndexFault) {
        guard FileManager.default.fileExists(atPath: path) || writing else { throw .missing }
        var configuration = Configuration()
        configuration.readonly = !writing
        configuration.busyMode = .timeout(writing ? 10 : 1)
        configuration.prepareDatabase { database in
            // What a foreign file brings along is not run.
            try database.execute(sql: "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA cache_size = -32768")
            if writing { try database.execute(sql: "PRAGMA page_size = 8192; PRAGMA synchronous = NORMAL") }
        }
        queue = try Self.attempt { try DatabaseQueue(path: path, configuration: configuration) }
    }

    /// Whose log it indexes.
    /// - Throws: ``IndexFault/foreign`` where the tables are not just those of this version.
    func origin() throws(IndexFault) -> String {
        let (isOurs, origin) = try read { database in
            let application = try Self.number(database, "PRAGMA application_id")
            let version = try Self.number(database, "PRAGMA user_version")
            // A view or a trigger under the name of a table of ours would be somebody else's program.
            let statements = try Row.fetchAll(database, sql: "SELECT sql FROM sqlite_master ORDER BY rowid").map {
                Self.text($0[0])
            }
            let isOurs =
                application == IndexFormat.application && version == IndexFormat.version && statements == Self.schema
            guard isOurs else { return (false, String?.none) }
            let rows = try Row.fetchAll(database, sql: "SELECT origin FROM log LIMIT 2")
            return (true, rows.count == 1 ? Self.text(rows[0][0]) : nil)
        }
        guard isOurs, let origin else { throw .foreign }
        return origin
    }

    /// Makes the tables in a file that has none.
    func create(origin: String) throws(IndexFault) {
        try write { database in
            for statement in Self.schema { try database.execute(sql: statement) }
            try database.execute(sql: "INSERT INTO log VALUES (?)", arguments: [origin])
            try database.execute(
                sql: "PRAGMA application_id = \(IndexFormat.application); PRAGMA user_version = \(IndexFormat.version)")
        }
    }

    /// How many blocks it has: from the first without gaps.
    func blockCount() throws(IndexFault) -> Int {
        let (count, last) = try read { database in
            (
                try Self.number(database, "SELECT count(*) FROM blocks"),
                try Self.number(database, "SELECT max(key) FROM blocks") ?? -1
            )
        }
        guard let count, count == last + 1, count <= IndexFormat.mostBlocks else { throw .damaged("blocks are missing") }
        return count
    }

    /// Adds `blocks`, of which the first is number `start`, in one go.
    /// - Returns: `false`, with nothing done, where another process added that one meanwhile.
    func append(_ blocks: [IndexBlock], at start: Int) throws(IndexFault) -> Bool {
        try write { database in
            guard try Self.number(database, "SELECT count(*) FROM blocks") == start else { return false }
            for block in blocks {
                try Self.insert(.blocks, Int64(block.number), block.summary.encoded, database)
                for row in block.terms { try Self.insert(.terms, row.key, row.bytes, database) }
                for row in block.rare { try Self.insert(.rare, row.key, row.bytes, database) }
            }
            return true
        }
    }

    func summaries(_ blocks: Range<Int>) throws(IndexFault) -> [BlockSummary] {
        let rows = try rows(.blocks, Int64(blocks.lowerBound)...Int64(max(blocks.lowerBound, blocks.upperBound - 1)))
        var summaries: [BlockSummary] = []
        for (place, row) in rows.enumerated() {
            guard row.key == Int64(blocks.lowerBound + place), let summary = BlockSummary(decoding: row.bytes) else {
                throw .damaged("the table of blocks")
            }
            summaries.append(summary)
        }
        guard summaries.count == blocks.count else { throw .damaged("blocks are missing") }
        return summaries
    }

    /// The records of each of `blocks` that have `term`, or another that looks like it.
    func records(_ term: IndexTerm, _ blocks: Range<Int>, _ summaries: [BlockSummary]) throws(IndexFault) -> [RecordSet] {
        guard !blocks.isEmpty else { return [] }
        let last = blocks.upperBound - 1
        var sets = try rare(term, blocks)
        guard summaries.contains(where: { $0.hasRow(term) }) else { return sets }
        var common = Set<Int>()
        for row in try rows(.terms, term.key(blocks.lowerBound)...term.key(last)) {
            let block = Int(row.key & 0xffff)
            guard blocks.contains(block), let set = RecordSet(decoding: row.bytes) else { throw .damaged("a term's row") }
            sets[block - blocks.lowerBound].formUnion(set)
            common.insert(block)
        }
        for (place, summary) in summaries.enumerated()
        where summary.hasRow(term) != common.contains(blocks.lowerBound + place) {
            throw .damaged("a term's row is missing")
        }
        return sets
    }

    private func rare(_ term: IndexTerm, _ blocks: Range<Int>) throws(IndexFault) -> [RecordSet] {
        let keys = IndexBlock.rareKey(term.bucket, blocks.lowerBound)...IndexBlock.rareKey(term.bucket, blocks.upperBound - 1)
        let rows = try rows(.rare, keys)
        guard rows.count == blocks.count else { throw .damaged("a bucket's row is missing") }
        var sets: [RecordSet] = []
        for (place, row) in rows.enumerated() {
            guard row.key == keys.lowerBound + Int64(place), row.bytes.count.isMultiple(of: IndexFormat.entry) else {
                throw .damaged("a bucket's row")
            }
            sets.append(Self.find(term.mark, in: row.bytes))
        }
        return sets
    }

    /// The records behind the entries with `mark`, which lie in order.
    private static func find(_ mark: UInt64, in bytes: [UInt8]) -> RecordSet {
        let width = IndexFormat.entry
        func entry(_ index: Int) -> UInt64 {
            bytes[(index * width)..<((index + 1) * width)].reduce(0) { $0 << 8 | UInt64($1) }
        }
        var (low, high) = (0, bytes.count / width)
        let count = high
        while low < high {
            let middle = (low + high) / 2
            if entry(middle) >> 14 < mark { low = middle + 1 } else { high = middle }
        }
        var set = RecordSet.none
        while low < count, entry(low) >> 14 == mark {
            set.insert(UInt16(entry(low) & UInt64(IndexFormat.block - 1)))
            low += 1
        }
        return set
    }
}

extension IndexFile {
    private struct Found {
        let key: Int64
        let bytes: [UInt8]
    }

    private static func sum(_ table: Table, _ key: Int64, _ bytes: [UInt8]) -> Int64 {
        Int64(bitPattern: XXH64.hash(bytes, seed: table.seed ^ UInt64(bitPattern: key)))
    }

    private static func insert(_ table: Table, _ key: Int64, _ bytes: [UInt8], _ database: Database) throws {
        let statement = try database.cachedStatement(sql: "INSERT INTO \(table.rawValue) VALUES (?, ?, ?)")
        try statement.execute(arguments: [key, Data(bytes), sum(table, key, bytes)])
    }

    /// The rows with these keys, in order, each as it was written.
    private func rows(_ table: Table, _ keys: ClosedRange<Int64>) throws(IndexFault) -> [Found] {
        let found = try read { database in
            let statement = try database.cachedStatement(
                sql: "SELECT key, bytes, sum FROM \(table.rawValue) WHERE key BETWEEN ? AND ? ORDER BY key")
            var found: [Found?] = []
            let cursor = try Row.fetchCursor(statement, arguments: [keys.lowerBound, keys.upperBound])
            while let row = try cursor.next() {
                guard case .int64(let key) = (row[0] as DatabaseValue).storage,
                    case .blob(let data) = (row[1] as DatabaseValue).storage,
                    case .int64(let sum) = (row[2] as DatabaseValue).storage
                else { return found + [nil] }
                let bytes = [UInt8](data)
                guard sum == Self.sum(table, key, bytes) else { return found + [nil] }
                found.append(Found(key: key, bytes: bytes))
            }
            return found
        }
        let whole = found.compactMap { $0 }
        guard whole.count == found.count else { throw .damaged("a row of \(table.rawValue)") }
        return whole
    }

    private static func number(_ database: Database, _ sql: String) throws -> Int? {
        guard let row = try Row.fetchOne(database, sql: sql), case .int64(let number) = (row[0] as DatabaseValue).storage
        else { return nil }
        return Int(number)
    }

    private static func text(_ value: DatabaseValue) -> String? {
        if case .string(let text) = value.storage { text } else { nil }
    }

    private func read<Value>(_ body: (Database) throws -> Value) throws(IndexFault) -> Value {
        try Self.attempt { try queue.read(body) }
    }

    private func write<Value>(_ body: (Database) throws -> Value) throws(IndexFault) -> Value {
        try Self.attempt { try queue.write(body) }
    }

    private static func attempt<Value>(_ body: () throws -> Value) throws(IndexFault) -> Value {
        do { return try body() } catch let error as DatabaseError {
            if error.extendedResultCode == .SQLITE_READONLY_ROLLBACK { throw .interrupted }
            switch error.resultCode.primaryResultCode {
            case .SQLITE_BUSY, .SQLITE_LOCKED: throw .busy
            case .SQLITE_NOTADB: throw .foreign
            case .SQLITE_CORRUPT, .SQLITE_FORMAT, .SQLITE_SCHEMA, .SQLITE_ERROR: throw .damaged(error.message ?? "it cannot be read")
            default: throw .unusable(error.message ?? "\(error.resultCode)")
            }
        } catch {
            throw .unusable("\(error)")
        }
    }
}
