internal import AuditLog
internal import Monitor
internal import Provenance
public import Rules
internal import SystemIO

extension Policy {
    /// Reads a policy file. Every key that is not known is an error; so is a value that this version cannot honour,
    /// because a policy that is quietly not applied is worse than none. Paths in the file are relative to its folder.
    /// - Throws: every problem that was found, with its place.
    public static func load(_ bytes: [UInt8], file: String) throws(RuleProblems) -> Policy {
        var reader = PolicyReader(folder: FileTree.parent(of: file))
        var policy = Policy()
        if let document = try Document.read(bytes, file: file) { reader.read(document, into: &policy) }
        guard reader.problems.isEmpty else { throw RuleProblems(reader.problems) }
        return policy
    }
}

/// Walks a policy's mappings and gathers what is wrong on the way.
struct PolicyReader {
    /// What relative paths are relative to.
    private let folder: String
    private(set) var problems: [RuleProblem] = []

    init(folder: String) {
        self.folder = folder
    }

    mutating func read(_ document: Document, into policy: inout Policy) {
        each(document, "the policy") { reader, key, value in
            switch key {
            case "producer": reader.producer(value, &policy)
            case "rules": policy.rules = reader.list(value).compactMap { reader.path($0) }
            case "overrides": policy.overrides = reader.overrides(value)
            case "labels": reader.labels(value, &policy.labels)
            case "log": reader.log(value, &policy.log)
            case "on_undecided":
                reader.choice(value).map { policy.enforcement.onUndecided = $0 }
            case "limits": reader.limits(value, &policy.limits)
            case "block_notice": reader.text(value).map { policy.enforcement.blockNotice = $0 }
            default: return false
            }
            return true
        }
    }

    private mutating func producer(_ document: Document, _ policy: inout Policy) {
        var name: Document?
        var code: Document?
        each(document, "producer") { _, key, value in
            switch key {
            case "name": name = value
            case "code": code = value
            default: return false
            }
            return true
        }
        if let code, let text = text(code), !text.isEmpty {
            do throws(ProviderCodeError) { policy.producer = Producer(code: try ProviderCode(text)) } catch {
                fault("P004", code, "\(error)", hint: "a provider code has 27 characters (TC260-PG-20252A); leave it out for a trial")
            }
        } else if let name, let text = text(name) {
            do throws(ProducerError) { policy.producer = try Producer(name: text) } catch {
                fault("P004", name, "\(error)", hint: "GB 45438-2025 E.j allows printable ASCII without space, quote and backslash")
            }
        }
    }

    private mutating func overrides(_ document: Document) -> [Override] {
        list(document).compactMap { override($0) }
    }

    private mutating func override(_ document: Document) -> Override? {
        var target: Override.Target?
        var action: Action?
        var level: Level?
        each(document, "an override") { reader, key, value in
            switch key {
            case "pack": target = reader.text(value).map { .pack($0) }
            case "rule": target = reader.text(value).map { .rule($0) }
            case "action": action = reader.choice(value)
            case "level": level = reader.choice(value)
            default: return false
            }
            return true
        }
        guard let target else {
            fault("P005", document, "an override without pack or rule")
            return nil
        }
        return Override(target: target, action: action, level: level)
    }

    private mutating func labels(_ document: Document, _ labels: inout Policy.Labels) {
        var wording: Document?
        each(document, "labels") { reader, key, value in
            switch key {
            case "visible", "aigc", "c2pa": reader.placement(key, value, &labels)
            case "text":
                wording = value
                labels.text = reader.text(value)
            case "sign": reader.flag(value).map { labels.sign = $0 }
            default: return false
            }
            return true
        }
        if let wording {
            do throws(VisibleLabelError) { _ = try labels.placement.visibleLabel(text: labels.text) } catch {
                fault("P004", wording, "\(error)")
            }
        }
    }

    private mutating func placement(_ key: String, _ document: Document, _ labels: inout Policy.Labels) {
        guard let value = text(document) else { return }
        do throws(LabelPlacementError) { try labels.placement.set(key, to: value) } catch {
            fault("P004", document, "\(error)")
        }
    }
}

// MARK: The log and the limits

extension PolicyReader {
    private mutating func log(_ document: Document, _ log: inout Policy.Log) {
        each(document, "log") { reader, key, value in
            switch key {
            case "dir": log.directory = reader.path(value)
            case "durability": reader.choice(value).map { log.durability = $0 }
            // An upper bound that is always kept: records are committed with each piece of input, and none waits.
            case "group_ms": _ = reader.number(value, 0...10_000)
            case "checkpoint_s": reader.number(value, 1...86_400).map { log.checkpointSeconds = $0 }
            case "keys": log.keys = reader.path(value)
            case "trust": log.trust = reader.path(value)
            case "on_full": reader.choice(value).map { log.onFull = $0 }
            case "on_error": reader.choice(value).map { log.onError = $0 }
            case "quorum": reader.choice(value).map { log.quorum = $0 }
            case "excerpts":
                if case .text("off", _) = value.content { log.excerpts = nil } else { log.excerpts = reader.excerpts(value) }
            case "retain": reader.retain(value, &log.retain)
            default: return false
            }
            return true
        }
        if log.quorum == .required, log.trust == nil {
            fault("P005", document, "log.quorum: required without log.trust", hint: "log.trust names the file of the witnesses")
        }
    }

    private mutating func excerpts(_ document: Document) -> ExcerptPolicy? {
        var policy = ExcerptPolicy(readers: [])
        each(document, "log.excerpts") { reader, key, value in
            switch key {
            case "to": policy.readers = reader.readers(value)
            case "chars": reader.number(value, 0...200).map { policy.characters = $0 }
            case "severity": reader.choice(value).map { policy.severity = $0 }
            default: return false
            }
            return true
        }
        if policy.readers.isEmpty {
            // Where a key is bad, that was said.
            guard problems.allSatisfy({ $0.code != "P007" }) else { return nil }
            fault("P007", document, "log.excerpts names nobody who may read them", hint: "to: [regulator.hpke]; hallmark keygen --excerpts makes a key pair")
            return nil
        }
        return policy
    }

    private mutating func readers(_ document: Document) -> [ExcerptKey] {
        var keys: [ExcerptKey] = []
        for element in list(document) {
            guard let text = text(element) else { continue }
            // A key as it is, or a file that holds one.
            let held = text.hasPrefix("HPKE+") ? nil : path(element).flatMap { try? FileTree.read($0, limit: 4096) }
            let word = held.map { String(decoding: $0, as: UTF8.self).split(whereSeparator: \.isNewline).first.map(String.init) ?? "" } ?? text
            if let key = ExcerptKey(word) {
                keys.append(key)
            } else if word.hasPrefix("PRIVATE+") {
                fault("P007", element, "a private key: it belongs to who reads excerpts, not to who writes them")
            } else {
                fault("P007", element, "\(Quote.short(text)): neither an excerpt key nor a file that holds one")
            }
        }
        return keys
    }

    private mutating func retain(_ document: Document, _ retention: inout Retention) {
        each(document, "log.retain") { reader, key, value in
            guard Retention.kinds.contains(key) else { return false }
            var bounds = retention.bounds(key)
            reader.bounds(value, key, &bounds)
            switch key {
            case "content": retention.content = bounds
            case "open": retention.open = bounds
            case "part": retention.part = bounds
            case "unlabelled": retention.unlabelled = bounds
            default: retention.log = bounds
            }
            return true
        }
    }

    private mutating func bounds(_ document: Document, _ kind: String, _ bounds: inout Retention.Bounds) {
        each(document, "log.retain.\(kind)") { reader, key, value in
            guard key == "min" || key == "max" else { return false }
            guard let text = reader.text(value) else { return true }
            let span = text == "none" ? nil : Retention.Span(text)
            if span == nil, text != "none" {
                reader.fault("P008", value, "\(Quote.short(text)): no stretch of time", hint: "write 184 days, 6 months, 3 years or none")
            }
            if key == "min" { bounds.min = span } else { bounds.max = span }
            return true
        }
        guard kind == "unlabelled", !Retention.keepsArticle9(bounds) else { return }
        fault(
            "P008", document, "records of unlabelled content have to be kept for \(Retention.article9Days) days at least",
            hint: "标识办法第九条 (Article 9 of the labelling measures): six months; longer is allowed, shorter is not")
    }

    private mutating func limits(_ document: Document, _ limits: inout Policy.Limits) {
        each(document, "limits") { reader, key, value in
            switch key {
            case "hold": reader.size(value, 1 << 10...1 << 30).map { limits.hold = $0 }
            case "record": reader.size(value, 1 << 10...1 << 30).map { limits.record = $0 }
            case "retries": reader.number(value, 1...1_000_000_000).map { limits.match.retries = $0 }
            case "depth": reader.number(value, 1...512).map { limits.depth = $0 }
            default: return false
            }
            return true
        }
    }
}

// MARK: Values

extension PolicyReader {
    /// Calls `body` for each member of a mapping; where it answers `false` the key is not known.
    private mutating func each(
        _ document: Document, _ name: String, _ body: (inout PolicyReader, String, Document) -> Bool
    ) {
        guard case .map(let entries) = document.content else {
            return fault("P002", document, "\(name) is \(document.kind), expected a mapping")
        }
        for entry in entries where !body(&self, entry.key, entry.value) {
            problems.append(
                RuleProblem(
                    code: "P001", place: entry.keyPlace, message: "unknown key \(Quote.short(entry.key)) in \(name)",
                    hint: "docs/policy.md lists the keys"))
        }
    }

    private mutating func list(_ document: Document) -> [Document] {
        if case .list(let elements) = document.content { return elements }
        fault("P002", document, "expected a list, found \(document.kind)")
        return []
    }

    /// A path, taken from the policy's folder where it is relative.
    private mutating func path(_ document: Document) -> String? {
        text(document).map { $0.hasPrefix("/") || folder == "." ? $0 : FileTree.join(folder, $0) }
    }

    private mutating func text(_ document: Document) -> String? {
        if case .text(let text, let bare) = document.content, !(bare && BareWord(text) == .null) { return text }
        fault("P002", document, "expected a text, found \(document.kind)")
        return nil
    }

    private mutating func flag(_ document: Document) -> Bool? {
        switch text(document) {
        case "true": return true
        case "false": return false
        case nil: return nil
        case .some(let word):
            fault("P003", document, "\(Quote.short(word)): expected true or false")
            return nil
        }
    }

    private mutating func choice<Word: RawRepresentable & CaseIterable>(_ document: Document) -> Word?
    where Word.RawValue == String {
        guard let text = text(document) else { return nil }
        if let word = Word(rawValue: text) { return word }
        fault("P003", document, "\(Quote.short(text)): expected \(Quote.list(Word.allCases.map(\.rawValue)))")
        return nil
    }

    private mutating func number(_ document: Document, _ range: ClosedRange<Int>) -> Int? {
        guard let text = text(document) else { return nil }
        if let number = Int(text), range.contains(number) { return number }
        fault("P003", document, "\(Quote.short(text)): expected a number from \(range.lowerBound) to \(range.upperBound)")
        return nil
    }

    /// A number of bytes: digits, and `KiB`, `MiB` or `GiB` where wanted.
    private mutating func size(_ document: Document, _ range: ClosedRange<Int>) -> Int? {
        guard let text = text(document) else { return nil }
        let units = [("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30)]
        let unit = units.first { text.hasSuffix($0.0) }
        let digits = unit.map { String(text.dropLast($0.0.count)) } ?? text
        if let number = Int(digits.trimmingSpaces), number >= 0,
            case let (bytes, overflow) = number.multipliedReportingOverflow(by: unit?.1 ?? 1), !overflow,
            range.contains(bytes)
        {
            return bytes
        }
        fault("P003", document, "\(Quote.short(text)): expected a size from 1KiB to 1GiB")
        return nil
    }

    private mutating func fault(_ code: String, _ document: Document, _ message: String, hint: String? = nil) {
        problems.append(RuleProblem(code: code, place: document.place, message: message, hint: hint))
    }
}

extension String {
    fileprivate var trimmingSpaces: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
