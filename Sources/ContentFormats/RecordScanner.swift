import Primitives

/// One text of a scanned record.
public struct ScannedChannel: Hashable, Sendable {
    /// As ``Channel/name`` has it.
    public let name: String
    public let kind: Channel.Kind
    /// The path of the field; `nil` where the text is not in one.
    public let field: String?
    /// Decoded bytes, which need not be UTF-8.
    public let text: [UInt8]
}

/// A record that was read and is not changed.
public struct ScannedRecord: Hashable, Sendable {
    public let channels: [ScannedChannel]
    /// From 1, for a line of JSONL.
    public let line: Int?
    /// Of its first byte in the source.
    public let offset: Int
    public let model: String?
    /// The value of a member `AIGC`, as JSON.
    public let existingLabel: [UInt8]?
    public let ending: Ending
}

/// Reads records for an audit. It finds the same texts in a record as ``JSONLinesCodec`` and writes nothing.
///
/// A line of JSONL is held one at a time; a text or document is held whole, up to the limit. Past it nothing is kept
/// and the record has a channel of kind `unknown(.recordLimit)` without text.
public struct RecordScanner: Sendable {
    public enum Kind: String, CaseIterable, Sendable {
        case text
        /// A record a line.
        case jsonl
        /// One document: an object is one record, an array has one for each element.
        case json
    }

    public let kind: Kind
    /// Everything that was wrong with the input so far.
    public private(set) var faults: [InputFault] = []

    private let paths: [FieldPath]?
    private let limit: Int
    private let depth: Int
    private var lines: LineSplitter
    private var held: [UInt8] = []
    private var length = 0

    /// - Parameters:
    ///   - fields: where text stands; empty for the fields that are commonly used.
    ///   - limit: the longest line, text or document that is read, in bytes.
    ///   - depth: how many arrays and objects may stand inside each other.
    public init(
        kind: Kind, fields: [FieldPath] = [], limit: Int = JSONLinesCodec.defaultLimit,
        depth: Int = JSONLinesCodec.defaultDepth
    ) {
        self.depth = depth
        self.kind = kind
        self.limit = max(1, limit)
        paths = fields.isEmpty ? nil : fields
        lines = LineSplitter(limit: limit)
    }

    /// Takes the next bytes.
    /// - Returns: the records that are whole now.
    public mutating func feed(_ bytes: [UInt8]) -> [ScannedRecord] {
        if kind == .jsonl { return lines.feed(bytes).compactMap { scan($0) } }
        length += bytes.count
        if length <= limit { held += bytes } else { held = [] }
        return []
    }

    /// The input has ended.
    /// - Returns: the records that are left.
    public mutating func finish() -> [ScannedRecord] {
        switch kind {
        case .jsonl: return lines.finish().flatMap { scan($0) }.map { [$0] } ?? []
        case .text, .json: break
        }
        guard length > 0 else { return [] }
        let name = kind == .text ? "text" : "document"
        guard length <= limit else { return [Self.record(name, .unknown(.recordLimit), [], .complete)] }
        return kind == .json ? scanDocument() : [scanText()]
    }

    private mutating func scan(_ line: LineSplitter.Line) -> ScannedRecord? {
        if line.bytes.isBlank, !line.isOverLimit { return nil }
        let record = LineRecord(line, paths: paths, depth: depth, group: Group.ID(number: 0), firstChannel: 0)
        if let fault = record.fault { faults.append(fault) }
        let channels = record.channels.map { channel, text in
            ScannedChannel(name: channel.name, kind: channel.kind, field: channel.field, text: text)
        }
        return ScannedRecord(
            channels: channels, line: line.number, offset: line.offset, model: record.group.model,
            existingLabel: record.group.existingLabel, ending: record.ending)
    }

    private mutating func scanText() -> ScannedRecord {
        let cut = UTF8End.cut(held)
        if let cut {
            faults.append(InputFault(offset: cut, line: nil, message: "the input ends inside a character"))
        }
        return Self.record("text", .reply, held, cut == nil ? .complete : .interrupted)
    }

    private mutating func scanDocument() -> [ScannedRecord] {
        var bytes = held
        if bytes.starts(with: [UInt8].byteOrderMark) { bytes.replaceSubrange(0..<3, with: [0x20, 0x20, 0x20]) }
        let outline: JSONOutline
        do {
            outline = try JSONOutline(bytes, depth: depth)
        } catch {
            let isCut = error.offset >= bytes.count
            let message = isCut ? "the input ends inside a record" : "no JSON: \(error.reason)"
            faults.append(InputFault(offset: error.offset, line: nil, message: message))
            return [Self.record("document", .unknown(.notJSON), held, isCut ? .interrupted : .complete)]
        }
        guard outline.kind(of: outline.root) == .array else { return [scan(outline, at: outline.root)] }
        return outline.elements(of: outline.root).map { scan(outline, at: $0) }
    }

    private func scan(_ outline: JSONOutline, at place: JSONOutline.Place) -> ScannedRecord {
        let range = outline.range(of: place)
        let offset = range.lowerBound
        let isObject = outline.kind(of: place) == .object
        let record = isObject ? JSONRecord(outline, at: place, paths: paths, depth: depth) : nil
        guard let record, !record.fields.isEmpty, !record.hasUnreadText else {
            let unread = record?.hasUnreadText ?? false
            let reason = unread ? UnknownReason.unknownFrame : isObject ? .noTextField : .notJSON
            return Self.record(
                "record at \(offset)", .unknown(reason), Array(outline.bytes[range]), .complete, offset: offset)
        }
        let channels = record.fields.map {
            ScannedChannel(name: $0.name, kind: $0.kind, field: $0.name, text: record.text(of: $0))
        }
        return ScannedRecord(
            channels: channels, line: nil, offset: offset, model: record.model, existingLabel: record.existingLabel,
            ending: .complete)
    }

    private static func record(
        _ name: String, _ kind: Channel.Kind, _ text: [UInt8], _ ending: Ending, offset: Int = 0
    ) -> ScannedRecord {
        ScannedRecord(
            channels: [ScannedChannel(name: name, kind: kind, field: nil, text: text)], line: nil, offset: offset,
            model: nil, existingLabel: nil, ending: ending)
    }
}
