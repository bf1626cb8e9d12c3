public import ContentFormats
public import Monitor
internal import Primitives

/// Data in, figures out: how often rules find what they should, and how often what they should not.
///
///     let evaluator = try Evaluator(rules, Evaluator.Options())
///     let report = await evaluator.run(files)
///     report.levels.detect.scores[.rule("cn-privacy.mobile")]?.recall
///
/// One reader cuts the files into batches and several workers judge them; what they say is put together in the order
/// of the files, so that the number of workers changes nothing.
public struct Evaluator: Sendable {
    /// What right, wrong and missed are counted in.
    public enum Unit: String, Sendable {
        /// A text: a class is right, wrong or missed in it once.
        case line
        /// A label with its bytes, and a finding.
        case span
    }

    public struct Options: Sendable {
        public var unit = Unit.line
        /// Whether the data has no labels, and everything that is found is wrong.
        public var isBenign = false
        /// Where text stands in a record; empty for `text` of labelled data, and for the usual fields of other data.
        public var fields: [FieldPath] = []
        /// Batches that are judged at once.
        public var jobs = 1
        /// How many false alarms, and misses, and changes, are listed.
        public var listed = 20
        /// Whether the lists show the text.
        public var showsText = true
        /// Bytes of a line, or of a file that is one text.
        public var recordLimit = 64 << 20
        /// Arrays and objects inside each other in a record.
        public var depth = 64

        public init() {}
    }

    let options: Options
    let monitor: StreamingMonitor
    let catalog: RuleCatalog
    let old: (monitor: StreamingMonitor, catalog: RuleCatalog)?
    /// Where the text of labelled data stands.
    let field: FieldSteps

    /// - Parameter old: rules to compare with.
    /// - Returns: `nil` where labelled data is asked for more than one text a line.
    public init?(_ rules: RuleSet, against old: RuleSet? = nil, options: Options) {
        var steps: FieldSteps?
        if let path = options.fields.first ?? (try? FieldPath("text")) { steps = FieldSteps(path) }
        guard let steps, options.isBenign || options.fields.count < 2 else { return nil }
        field = steps
        self.options = options
        monitor = StreamingMonitor(rules)
        catalog = RuleCatalog(rules)
        self.old = old.map { (StreamingMonitor($0), RuleCatalog($0)) }
    }

    /// Judges all texts of `files`.
    /// - Parameter progress: called between batches with the texts so far.
    public func run(_ files: [EvaluationFile], progress: (Int) -> Void = { _ in }) async -> EvaluationReport {
        let reader = EvaluationReader(files: files, limit: options.recordLimit)
        monitor.prepare()
        old?.monitor.prepare()
        var report = EvaluationReport(options)
        await withTaskGroup(of: (number: Int, report: EvaluationReport).self) { group in
            var waiting: [Int: EvaluationReport] = [:]
            var started = 0
            var taken = 0
            while true {
                while started - taken < options.jobs * 2, let batch = reader.nextBatch() {
                    let number = started
                    group.addTask { (number, judge(batch)) }
                    started += 1
                }
                guard let judged = await group.next() else { break }
                waiting[judged.number] = judged.report
                while let next = waiting.removeValue(forKey: taken) {
                    taken += 1
                    report.add(next)
                }
                progress(report.texts)
            }
        }
        report.failures = reader.failures
        return report
    }
}
