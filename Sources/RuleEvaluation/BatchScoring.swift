internal import ContentFormats
internal import Monitor
internal import Pipeline
internal import Rules

extension Evaluator {
    /// All figures of one batch.
    func judge(_ batch: DataBatch) -> EvaluationReport {
        var report = EvaluationReport(options)
        guard !batch.isTooLong else {
            fault(batch, batch.firstLine, "longer than \(options.recordLimit) bytes", &report)
            return report
        }
        if options.isBenign {
            scan(batch, &report)
        } else {
            readLines(batch, &report)
        }
        return report
    }

    private func fault(_ batch: DataBatch, _ line: Int?, _ message: String, _ report: inout EvaluationReport) {
        let place = DataPlace(file: batch.file.name, line: batch.file.kind == .jsonl ? line : nil)
        report.malformed.add(MalformedLine(place: place, message: message))
    }

    // MARK: Labelled data

    private func readLines(_ batch: DataBatch, _ report: inout EvaluationReport) {
        var number = batch.firstLine
        for line in batch.bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
            defer { number += 1 }
            guard line.contains(where: { !Self.isSpace($0) }) else { continue }
            // A byte order mark may open a file.
            let bytes = number == 1 && line.starts(with: [0xEF, 0xBB, 0xBF]) ? line.dropFirst(3) : line
            do throws(LineFault) {
                let text = try LabelledText(Array(bytes), field: field, depth: options.depth)
                let place = DataPlace(file: batch.file.name, line: number)
                score(text.text, text.labels, at: place, &report)
            } catch {
                fault(batch, number, error.message, &report)
            }
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }

    // MARK: Data without labels

    private func scan(_ batch: DataBatch, _ report: inout EvaluationReport) {
        let kind: RecordScanner.Kind =
            switch batch.file.kind {
            case .text: .text
            case .jsonl: .jsonl
            case .json: .json
            }
        var scanner = RecordScanner(
            kind: kind, fields: options.fields, limit: options.recordLimit, depth: options.depth)
        for record in scanner.feed(batch.bytes) + scanner.finish() {
            let line = record.line.map { $0 + batch.firstLine - 1 }
            for channel in record.channels {
                if case .unknown(let reason) = channel.kind {
                    fault(batch, line, Self.words(reason), &report)
                } else {
                    let place = DataPlace(file: batch.file.name, line: line, field: channel.field)
                    score(channel.text, [], at: place, &report)
                }
            }
        }
    }

    private static func words(_ reason: UnknownReason) -> String {
        switch reason {
        case .notJSON: "no JSON"
        case .noTextField: "no field with text (--field names one)"
        case .unknownFrame: "text in a field of an unknown form"
        case .malformedArguments: "arguments that are no JSON"
        case .recordLimit: "too long"
        }
    }

    // MARK: One text

    private func score(_ text: [UInt8], _ labels: [Label], at place: DataPlace, _ report: inout EvaluationReport) {
        let judgement = monitor.judge(text)
        let findings = judgement.findings
        report.texts += 1
        report.bytes += text.count
        report.labels += labels.count
        if !labels.isEmpty { report.labelledTexts += 1 }
        if !judgement.doubts.isEmpty { report.undecided += 1 }
        let scoring = TextScoring(catalog: catalog, unit: options.unit, labels: labels)
        report.detect += scoring.scores(findings)
        report.enforce += scoring.scores(findings.filter { $0.action > .observe })
        list(findings, scoring, text, place, &report)
        if let old {
            let before = old.monitor.judge(text).findings
            let scoringBefore = TextScoring(catalog: old.catalog, unit: options.unit, labels: labels)
            compare((findings, scoring), (before, scoringBefore), text, place, &report)
        }
    }

    private func list(
        _ findings: [Finding], _ scoring: TextScoring, _ text: [UInt8], _ place: DataPlace,
        _ report: inout EvaluationReport
    ) {
        for finding in findings where !scoring.isExplained(finding) {
            report.falseAlarms.add(
                FalseAlarm(
                    place: place, rule: finding.rule, acts: finding.action > .observe, bytes: finding.bytes,
                    excerpt: excerpt(text, finding.bytes)))
        }
        for label in scoring.labels {
            if case .rule(let id) = label.target, catalog[id] == nil,
                report.unknownRules.count < EvaluationReport.mostUnknown
            {
                report.unknownRules.insert(id)
            }
            guard !scoring.isFound(label, in: findings) else { continue }
            report.misses.add(Miss(place: place, label: label, excerpt: excerpt(text, label.bytes ?? 0..<text.count)))
        }
    }

    private func excerpt(_ text: [UInt8], _ bytes: Range<Int>) -> String? {
        options.showsText ? Excerpt.around(bytes, of: text) : nil
    }

    private func compare(
        _ now: (findings: [Finding], scoring: TextScoring), _ before: (findings: [Finding], scoring: TextScoring),
        _ text: [UInt8], _ place: DataPlace, _ report: inout EvaluationReport
    ) {
        var comparison = Comparison()
        let rulesNow = Set(now.findings.map(\.rule))
        let rulesBefore = Set(before.findings.map(\.rule))
        for rule in rulesNow.symmetricDifference(rulesBefore).sorted() {
            let isGained = rulesNow.contains(rule)
            let side = isGained ? now : before
            let own = side.findings.filter { $0.rule == rule }
            let isRight = own.contains(where: side.scoring.isExplained)
            comparison.rules[rule] = Comparison.Change(isGained: isGained, isRight: isRight)
            report.changes.add(
                ChangedText(
                    place: place, rule: rule, isGained: isGained, isRight: isRight,
                    excerpt: own.first.flatMap { excerpt(text, $0.bytes) }))
        }
        for label in now.scoring.labels {
            switch (before.scoring.isFound(label, in: before.findings), now.scoring.isFound(label, in: now.findings)) {
            case (false, true): comparison.labelsGained += 1
            case (true, false): comparison.labelsLost += 1
            default: break
            }
        }
        let wasFalse = !before.findings.allSatisfy(before.scoring.isExplained)
        let isFalse = !now.findings.allSatisfy(now.scoring.isExplained)
        if isFalse, !wasFalse { comparison.falseTextsGained = 1 }
        if wasFalse, !isFalse { comparison.falseTextsLost = 1 }
        report.comparison += comparison
    }
}

extension Comparison.Change {
    fileprivate init(isGained: Bool, isRight: Bool) {
        self.init()
        switch (isGained, isRight) {
        case (true, true): gainedRight = 1
        case (true, false): gainedWrong = 1
        case (false, true): lostRight = 1
        case (false, false): lostWrong = 1
        }
    }
}
