public import Pipeline
internal import SystemIO
internal import Zstandard

/// A file of data to evaluate rules on.
public struct EvaluationFile: Hashable, Sendable {
    /// Where it is opened.
    public var path: String
    /// How messages call it.
    public var name: String
    /// A record a line, or one text.
    public var kind: AuditedFile.Kind
    public var packing: AuditedFile.Packing

    public init(path: String, name: String? = nil, kind: AuditedFile.Kind, packing: AuditedFile.Packing = .none) {
        self.path = path
        self.name = name ?? path
        self.kind = kind
        self.packing = packing
    }
}

/// A file that could not be read to its end.
public struct EvaluationFailure: Hashable, Sendable, CustomStringConvertible {
    public var file: String
    public var isMissing: Bool
    /// One line, lower case.
    public var message: String
    public var description: String { "\(file): \(message)" }
}

/// Whole lines of a file, or a file that is one text or document.
struct DataBatch: Sendable {
    var file: EvaluationFile
    /// The number of its first line, from 1.
    var firstLine: Int
    var bytes: [UInt8]
    /// Longer than what is read: the bytes are not there.
    var isTooLong = false
}

/// Reads files one after the other and cuts them into batches, holding no more than one batch and the longest line.
final class EvaluationReader {
    /// Small enough that many are under way, large enough that handing one over costs nothing.
    static let batchSize = 1 << 19

    private let files: [EvaluationFile]
    /// Bytes of a line, or of a file that is one text.
    private let limit: Int
    private var next = 0
    private var current: OpenData?
    private(set) var failures: [EvaluationFailure] = []

    init(files: [EvaluationFile], limit: Int) {
        self.files = files
        self.limit = limit
    }

    /// The next batch; `nil` when all files are done.
    func nextBatch() -> DataBatch? {
        while true {
            guard let file = openFile() else { return nil }
            do {
                if let batch = try file.next() { return batch }
            } catch let error as CompressionError {
                fail(file.file, error.message)
            } catch let error as SystemError {
                fail(file.file, SystemError(call: error.call, code: error.code).description)
            } catch {
                fail(file.file, "\(error)")
            }
            current = nil
        }
    }

    private func openFile() -> OpenData? {
        while current == nil, next < files.count {
            let file = files[next]
            next += 1
            do throws(SystemError) { current = try OpenData(file, limit: limit) } catch {
                fail(file, SystemError(call: error.call, code: error.code).description, isMissing: error.isNotFound)
            }
        }
        return current
    }

    private func fail(_ file: EvaluationFile, _ message: String, isMissing: Bool = false) {
        failures.append(EvaluationFailure(file: file.name, isMissing: isMissing, message: message))
    }
}

/// One file under way.
private final class OpenData {
    let file: EvaluationFile
    private let limit: Int
    private let handle: File
    private var unpacker: Unpacker
    private var held: [UInt8] = []
    /// Where the next line feed is looked for.
    private var searched = 0
    private var line = 1
    private var isAtEnd = false
    /// Inside a line of which nothing is kept.
    private var isSkipping = false

    init(_ file: EvaluationFile, limit: Int) throws(SystemError) {
        self.file = file
        self.limit = limit
        handle = try File(file.path, .read)
        unpacker = Unpacker(file.packing)
    }

    /// The next batch; `nil` at the end of the file.
    func next() throws -> DataBatch? {
        while !isAtEnd {
            if let piece = try unpacker.pull() {
                take(piece)
                if file.kind == .jsonl, held.count >= EvaluationReader.batchSize, let batch = lines() { return batch }
            } else {
                let piece = try handle.read(atMost: 1 << 18)
                if piece.isEmpty {
                    isAtEnd = true
                    try unpacker.finish()
                } else {
                    try unpacker.push(piece)
                }
            }
        }
        return rest()
    }

    /// Of a line or text that is too long nothing is kept.
    private func take(_ piece: [UInt8]) {
        guard file.kind == .jsonl else {
            isSkipping = isSkipping || held.count + piece.count > limit
            if isSkipping { held = [] } else { held += piece }
            return
        }
        guard isSkipping else { return held += piece }
        guard let end = piece.firstIndex(of: 0x0A) else { return }
        isSkipping = false
        held = Array(piece[(end + 1)...])
        line += 1
    }

    /// All whole lines that are held.
    private func lines() -> DataBatch? {
        guard let end = held[searched...].lastIndex(of: 0x0A) else {
            searched = held.count
            guard held.count > limit else { return nil }
            (held, searched, isSkipping) = ([], 0, true)
            return DataBatch(file: file, firstLine: line, bytes: [], isTooLong: true)
        }
        let batch = DataBatch(file: file, firstLine: line, bytes: Array(held[...end]))
        line += batch.bytes.count { $0 == 0x0A }
        held.removeSubrange(...end)
        searched = 0
        return batch
    }

    private func rest() -> DataBatch? {
        let isTooLong = isSkipping && file.kind != .jsonl
        isSkipping = false
        guard !held.isEmpty || isTooLong else { return nil }
        defer { held = [] }
        return DataBatch(file: file, firstLine: line, bytes: held, isTooLong: isTooLong)
    }
}
