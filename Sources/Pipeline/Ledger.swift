public import AuditLog
public import Cryptography
public import Primitives

/// Whatever takes records and makes them durable: the log, or a test's list.
public protocol RecordKeeper: AnyObject {
    /// The id of the key that ``contentHMAC()`` digests with.
    var epochKeyID: String { get }
    /// A keyed digest that has been fed `hallmark/text/v1\n` and awaits a text.
    func contentHMAC() -> HMACSHA256
    /// Adds a record.
    /// - Returns: its number in the log.
    func append(_ record: [String: JSONValue]) throws(LogError) -> Int
    /// How many records there are: those that were appended, but for what an error took back.
    var size: Int { get }
    /// Makes every record so far durable.
    func commit() throws(LogError)
}

extension LogWriter: RecordKeeper {}

/// The log as a pipeline sees it: records go in, and nothing may leave before ``commit()``.
///
/// A run without a log has a ledger too, which keeps nothing; so there is one way through the pipeline.
public final class Ledger {
    private let keeper: (any RecordKeeper)?

    /// A ledger over `keeper`, or one that keeps nothing.
    public init(_ keeper: (any RecordKeeper)?) {
        self.keeper = keeper
    }

    /// A keyed digest in the making, for one channel's text.
    func digest() -> TextDigest? {
        keeper.map { TextDigest(hmac: $0.contentHMAC(), key: $0.epochKeyID) }
    }

    /// The keyed digest of a whole text.
    func digest(of text: [UInt8]) -> TextDigest? {
        guard var digest = digest() else { return nil }
        digest.update(text)
        return digest
    }

    /// Takes a record, which is made only where it is kept.
    /// - Returns: its number in the log, where there is one.
    @discardableResult
    func append(_ record: @autoclosure () -> [String: JSONValue]) throws(LogError) -> Int? {
        if let keeper { try keeper.append(record()) } else { nil }
    }

    /// Whether record `index`, which was appended, is still there.
    func holds(_ index: Int) -> Bool { keeper.map { index < $0.size } ?? true }

    /// Makes every record so far durable.
    public func commit() throws(LogError) {
        try keeper?.commit()
    }
}

/// HMAC-SHA-256 over `hallmark/text/v1\n` and a text under the epoch's key, cut to 128 bits: equal texts of one
/// epoch can be matched by who has the key, and nothing can be read from it by who has not.
struct TextDigest: Sendable {
    private var hmac: HMACSHA256
    let key: String

    init(hmac: HMACSHA256, key: String) {
        self.hmac = hmac
        self.key = key
    }

    mutating func update(_ bytes: [UInt8]) {
        hmac.update(bytes)
    }

    /// 32 lower-case hexadecimal digits.
    var value: String { Hex.encode(hmac.finish().prefix(16)) }
}
