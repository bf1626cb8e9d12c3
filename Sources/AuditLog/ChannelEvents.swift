internal import Primitives

/// What the records of one frame say of channels that were opened and closed, in their order.
struct ChannelEvents: Sendable {
    enum Event: Sendable {
        /// A record `log.open`: the beginning of a run.
        case run
        case opened(id: String, line: [UInt8])
        case part(of: String)
        /// A record `content` that closes a channel.
        case closed(String)
    }

    private(set) var events: [Event] = []

    init(_ frame: LogFrame) {
        let isText = (try? UTF8Span(validating: frame.content.span)) != nil
        for range in frame.lines {
            if let event = isText ? Self.event(frame.content, range) : nil { events.append(event) }
        }
    }

    /// Not all of a line is parsed: there may be millions.
    private static func event(_ bytes: [UInt8], _ range: Range<Int>) -> Event? {
        var members = Members()
        let answer = CanonicalScan.scan(bytes, in: range) { members.take(bytes[$0], bytes[$1]) }
        guard answer == .canonical, !members.isEscaped else { return event(Array(bytes[range])) }
        return event(members.kind, id: members.id, open: members.open, of: members.of) { Array(bytes[range]) }
    }

    private static func event(_ line: [UInt8]) -> Event? {
        guard let record = try? JSONValue(parsing: line) else { return nil }
        return event(
            record["kind"]?.string, id: record["id"]?.string, open: record["open"]?.string, of: record["of"]?.string
        ) { line }
    }

    private static func event(
        _ kind: String?, id: String?, open: String?, of: String?, line: () -> [UInt8]
    ) -> Event? {
        switch kind {
        case "log.open": .run
        case "open": id.map { .opened(id: $0, line: line()) }
        case "part": of.map { .part(of: $0) }
        case "content": open.map { .closed($0) }
        default: nil
        }
    }

    /// The members of a record that matter here, where they are strings.
    private struct Members {
        private(set) var kind: String?
        private(set) var id: String?
        private(set) var open: String?
        private(set) var of: String?
        /// Whether one of them is spelled with an escape.
        private(set) var isEscaped = false

        mutating func take(_ name: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>) {
            switch name.count {
            case 2 where name.elementsEqual("id".utf8): id = text(value)
            case 2 where name.elementsEqual("of".utf8): of = text(value)
            case 4 where name.elementsEqual("kind".utf8): kind = text(value)
            case 4 where name.elementsEqual("open".utf8): open = text(value)
            default: break
            }
        }

        private mutating func text(_ value: ArraySlice<UInt8>) -> String? {
            guard value.first == UInt8(ascii: "\"") else { return nil }
            if value.contains(UInt8(ascii: "\\")) { isEscaped = true }
            return String(decoding: value.dropFirst().dropLast(), as: UTF8.self)
        }
    }
}

/// The channels that a run had not closed, found by going back from its end. What is held grows with the channels
/// that are open at once, not with the run.
struct OpenChannels {
    struct Channel {
        let id: String
        /// The record `open`.
        let line: [UInt8]
        let parts: Int64
    }

    /// The channel that was opened last is the first.
    private(set) var open: [Channel] = []
    private var closed: Set<String> = []
    private var parts: [String: Int64] = [:]

    /// Takes in the frame before those that were taken in.
    /// - Returns: whether there is more of the run.
    mutating func precede(_ frame: ChannelEvents) -> Bool {
        for event in frame.events.reversed() {
            switch event {
            case .run: return false
            case .closed(let id): closed.insert(id)
            case .part(let id): parts[id, default: 0] += 1
            case .opened(let id, let line):
                let count = parts.removeValue(forKey: id) ?? 0
                if closed.remove(id) == nil { open.append(Channel(id: id, line: line, parts: count)) }
            }
        }
        return true
    }
}
