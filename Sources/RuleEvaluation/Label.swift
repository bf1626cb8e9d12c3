internal import Primitives
public import Rules

/// What is to be found in a text, as its author says.
public struct Label: Hashable, Sendable {
    /// What names it.
    public enum Target: Hashable, Sendable {
        /// A rule, by its id.
        case rule(String)
        case category(Category)
        /// A risk of GB/T 45654-2025 annex A.
        case risk(String)
    }

    public var target: Target
    /// Where it stands, in bytes of the text's UTF-8; `nil` where it is not said, which means anywhere.
    public var bytes: Range<Int>?

    public init(_ target: Target, bytes: Range<Int>? = nil) {
        self.target = target
        self.bytes = bytes
    }
}

/// Why a line cannot be used: a few words, lower case.
struct LineFault: Error, Hashable {
    var message: String
}

/// A text and what is to be found in it: one line of labelled data.
///
///     {"text": "电话13800138000", "labels": [{"rule": "cn-privacy.mobile", "bytes": [6, 17]}]}
///
/// The text stands in `text`, or in the field that is asked for. A label has exactly one of `rule`, `category` and
/// `risk`, may have `bytes`, and nothing else, so that a slip of the pen cannot take a label away. An empty list says
/// that nothing is to be found. Other members of the line are free.
struct LabelledText: Sendable {
    var text: [UInt8]
    var labels: [Label]

    init(_ line: [UInt8], field: FieldSteps, depth: Int) throws(LineFault) {
        let outline: JSONOutline
        do { outline = try JSONOutline(line, depth: depth) } catch {
            throw LineFault(message: "no JSON: \(error.reason)")
        }
        guard outline.kind(of: outline.root) == .object else { throw LineFault(message: "no JSON object") }
        guard let place = field.place(in: outline), outline.kind(of: place) == .string else {
            throw LineFault(message: "no text in \(field.shown)")
        }
        let text = outline.text(place)
        guard (try? UTF8Span(validating: text.span)) != nil else { throw LineFault(message: "the text is no Unicode") }
        guard let list = outline.member("labels", of: outline.root) else {
            throw LineFault(message: "no labels (--benign is for data without any)")
        }
        guard outline.kind(of: list) == .array else { throw LineFault(message: "'labels' is no list") }
        var labels: [Label] = []
        for element in outline.elements(of: list) { labels.append(try Self.label(element, outline, text)) }
        self.text = text
        self.labels = labels
    }

    private static func label(
        _ place: JSONOutline.Place, _ outline: JSONOutline, _ text: [UInt8]
    ) throws(LineFault) -> Label {
        guard outline.kind(of: place) == .object else { throw LineFault(message: "a label that is no object") }
        var targets: [Label.Target] = []
        var bytes: Range<Int>?
        for (name, value) in outline.members(of: place) {
            let key = outline.name(name)
            if key == "bytes" {
                bytes = try range(value, outline, text)
            } else {
                targets.append(try target(key, value, outline))
            }
        }
        guard let target = targets.first, targets.count == 1 else {
            throw LineFault(message: "a label names one of 'rule', 'category' and 'risk'")
        }
        return Label(target, bytes: bytes)
    }

    private static func target(
        _ key: String, _ value: JSONOutline.Place, _ outline: JSONOutline
    ) throws(LineFault) -> Label.Target {
        let name = outline.kind(of: value) == .string ? String(decoding: outline.text(value), as: UTF8.self) : ""
        switch key {
        case "rule":
            if name.contains(".") { return .rule(name) }
            throw LineFault(message: "no rule is called \(Quote.short(name))")
        case "category":
            if let category = Category(rawValue: name) { return .category(category) }
            throw LineFault(message: "no category is called \(Quote.short(name))")
        case "risk":
            if Risk.all.contains(name) { return .risk(name) }
            throw LineFault(message: "no risk is called \(Quote.short(name))")
        default: throw LineFault(message: "a label has no member \(Quote.short(key))")
        }
    }

    private static func range(
        _ value: JSONOutline.Place, _ outline: JSONOutline, _ text: [UInt8]
    ) throws(LineFault) -> Range<Int> {
        let numbers = outline.elements(of: value).map { place in
            outline.kind(of: place) == .number ? Int(String(decoding: outline.bytes[outline.range(of: place)], as: UTF8.self)) : nil
        }
        guard numbers.count == 2, let start = numbers[0], let end = numbers[1] else {
            throw LineFault(message: "'bytes' is no pair of whole numbers")
        }
        guard 0 <= start, start < end, end <= text.count else {
            throw LineFault(message: "'bytes' [\(start), \(end)] lie outside of the text's \(text.count)")
        }
        guard isBoundary(start, text), isBoundary(end, text) else {
            throw LineFault(message: "'bytes' [\(start), \(end)] cut a character")
        }
        return start..<end
    }

    private static func isBoundary(_ place: Int, _ text: [UInt8]) -> Bool {
        place == text.count || text[place] & 0xC0 != 0x80
    }
}

extension JSONOutline {
    /// The value of the first member with a name.
    func member(_ name: String, of place: Place) -> Place? {
        for member in members(of: place) where self.name(member.name) == name { return member.value }
        return nil
    }
}
