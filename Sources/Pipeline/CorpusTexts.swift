public import ContentFormats

/// The texts of some files, one after the other, as an audit would judge them.
public struct CorpusTexts: Sendable {
    /// The texts, in the order of the files.
    public private(set) var texts: [[UInt8]] = []
    /// Of all texts together.
    public private(set) var bytes = 0
    /// Whether there was more than the limit.
    public private(set) var isCut = false
    /// Files that could not be read to their end.
    public private(set) var failures: [AuditFailure] = []

    /// Reads texts until there are more bytes of them than `limit`.
    /// - Parameters:
    ///   - fields: where the text stands in a JSON record; empty for the usual places.
    ///   - limit: the text that passes it is the last.
    public init(_ files: [AuditedFile], fields: [FieldPath], limit: Int) {
        let policy = Policy()
        let reader = AuditReader(
            files: files, fields: fields, recordLimit: policy.limits.record, depth: policy.limits.depth)
        while bytes < limit, let batch = reader.nextBatch() {
            for channel in batch.items.flatMap(\.record.channels) where bytes < limit {
                texts.append(channel.text)
                bytes += channel.text.count
            }
        }
        isCut = bytes >= limit
        failures = reader.failures
    }
}
