internal import ContentFormats
internal import Primitives
internal import SystemIO
internal import Zstandard

/// Records of one or more files that are judged together, in their order.
struct AuditBatch: Sendable {
    struct Item: Sendable {
        let file: AuditedFile
        let record: ScannedRecord
    }

    var items: [Item] = []
    var textBytes = 0

    /// Small enough that many are under way at once, large enough that handing one over costs nothing.
    static let textLimit = 1 << 20
    static let countLimit = 512
    var isFull: Bool { textBytes >= Self.textLimit || items.count >= Self.countLimit }
}

/// A file that could not be read to its end.
public struct AuditFailure: Hashable, Sendable, CustomStringConvertible {
    public enum Cause: Hashable, Sendable { case missing, unreadable, damaged }
    public let path: String
    public let cause: Cause
    /// One line, lower case.
    public let message: String
    public var description: String { "\(path): \(message)" }
}

/// Reads files one after the other, unpacks them, and cuts them into batches: the serial end of an audit.
final class AuditReader {
    private let files: [AuditedFile]
    private let fields: [FieldPath]
    private let recordLimit: Int
    private let depth: Int
    private var next = 0
    private var current: OpenFile?
    /// Bytes read so far, as they lie on the disk.
    private(set) var bytesRead: Int64 = 0
    private(set) var filesDone = 0
    private(set) var failures: [AuditFailure] = []
    private(set) var faults: [(path: String, fault: InputFault)] = []

    init(files: [AuditedFile], fields: [FieldPath], recordLimit: Int, depth: Int) {
        self.files = files
        self.fields = fields
        self.recordLimit = recordLimit
        self.depth = depth
    }

    /// The next records, or `nil` when all files are done.
    func nextBatch() -> AuditBatch? {
        var batch = AuditBatch()
        while !batch.isFull {
            guard let file = openFile() else { return batch.items.isEmpty ? nil : batch }
            let (records, isDone) = file.read()
            for record in records {
                batch.items.append(AuditBatch.Item(file: file.file, record: record))
                batch.textBytes += record.channels.reduce(0) { $0 + $1.text.count }
            }
            bytesRead += file.takeBytesRead()
            if isDone { close(file) }
        }
        return batch
    }

    private func openFile() -> OpenFile? {
        while current == nil, next < files.count {
            let file = files[next]
            next += 1
            do throws(SystemError) {
                current = try OpenFile(file, fields: fields, recordLimit: recordLimit, depth: depth)
            } catch {
                failures.append(
                    AuditFailure(
                        path: file.path, cause: error.isNotFound ? .missing : .unreadable,
                        message: SystemError(call: error.call, code: error.code).description))
            }
        }
        return current
    }

    private func close(_ file: OpenFile) {
        current = nil
        filesDone += 1
        if let failure = file.failure { failures.append(failure) }
        faults += file.faults.map { (file.file.path, $0) }
    }
}

/// One file under way: bytes, unpacked bytes, records.
private final class OpenFile {
    let file: AuditedFile
    private let handle: File
    private var unpacker: Unpacker
    private var scanner: RecordScanner
    private var bytesRead: Int64 = 0
    private(set) var failure: AuditFailure?

    init(_ file: AuditedFile, fields: [FieldPath], recordLimit: Int, depth: Int) throws(SystemError) {
        self.file = file
        handle = try File(file.path, .read)
        unpacker = Unpacker(file.packing)
        let kind: RecordScanner.Kind =
            switch file.kind {
            case .text: .text
            case .jsonl: .jsonl
            case .json: .json
            }
        scanner = RecordScanner(kind: kind, fields: fields, limit: recordLimit, depth: depth)
    }

    var faults: [InputFault] { scanner.faults }

    func takeBytesRead() -> Int64 {
        defer { bytesRead = 0 }
        return bytesRead
    }

    /// Reads one piece. A file that turns out damaged still gives the records before the damage, and what was cut
    /// there is told as cut.
    func read() -> (records: [ScannedRecord], isDone: Bool) {
        do {
            if let unpacked = try unpacker.pull() { return (scanner.feed(unpacked), false) }
            let piece = try handle.read(atMost: 1 << 18)
            bytesRead += Int64(piece.count)
            if piece.isEmpty { return (finish(), true) }
            try unpacker.push(piece)
            return ([], false)
        } catch let error as CompressionError {
            fail(.damaged, error.message)
        } catch let error as SystemError {
            fail(.unreadable, SystemError(call: error.call, code: error.code).description)
        } catch {
            fail(.unreadable, "\(error)")
        }
        return (scanner.finish(), true)
    }

    private func finish() -> [ScannedRecord] {
        do throws(CompressionError) { try unpacker.finish() } catch { fail(.damaged, error.message) }
        return scanner.finish()
    }

    private func fail(_ cause: AuditFailure.Cause, _ message: String) {
        failure = AuditFailure(path: file.path, cause: cause, message: message)
    }
}

