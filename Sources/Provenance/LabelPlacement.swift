/// Which labels are wanted: `visible=start,aigc=on,c2pa=off`, from the command line or a policy file.
public struct LabelPlacement: Hashable, Sendable {
    /// Where the visible label stands; `nil` for none, which only unlabelled delivery may ask for.
    public var visible: VisibleLabel.Position?
    /// Whether the machine-readable label is written; always so, outside unlabelled delivery.
    public var aigc: Bool

    /// The default: visible label at the start, machine-readable label on.
    public static let standard = LabelPlacement(visible: .start, aigc: true)

    public init(visible: VisibleLabel.Position?, aigc: Bool) {
        self.visible = visible
        self.aigc = aigc
    }

    /// Reads `key=value` pairs with commas between them; what is not named keeps its default.
    /// - Throws: ``LabelPlacementError`` for the first pair at fault.
    public init(parsing text: String) throws(LabelPlacementError) {
        self = .standard
        var seen: Set<Substring> = []
        for item in text.split(separator: ",", omittingEmptySubsequences: false) {
            let pair = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2, let key = pair.first, let value = pair.last else {
                throw .notAPair(String(item))
            }
            guard seen.insert(key).inserted else { throw .repeated(String(key)) }
            try set(String(key), to: String(value))
        }
    }

    /// Sets one thing, as a pair of ``init(parsing:)`` or a member of a policy's `labels` does.
    /// - Throws: ``LabelPlacementError``.
    public mutating func set(_ key: String, to value: String) throws(LabelPlacementError) {
        switch key {
        case "visible":
            if value == "off" { throw .unlabelled(key) }
            guard let position = VisibleLabel.Position(rawValue: value) else {
                throw .unknownValue(key: key, value: value, allowed: "start, end, both or corner")
            }
            visible = position
        case "aigc":
            if value == "off" { throw .unlabelled(key) }
            guard value == "on" else { throw .unknownValue(key: key, value: value, allowed: "on") }
            aigc = true
        case "c2pa":
            if value == "sidecar" || value == "embed" { throw .c2paNotAvailable(value) }
            guard value == "off" else { throw .unknownValue(key: key, value: value, allowed: "off") }
        default: throw .unknownKey(key)
        }
    }

    /// The visible label that is wanted; `nil` for none.
    /// - Parameter text: the configured wording; `nil` for the standard one.
    /// - Throws: ``VisibleLabelError`` where the wording does not do.
    public func visibleLabel(text: String? = nil) throws(VisibleLabelError) -> VisibleLabel? {
        guard let visible else { return nil }
        guard let text else { return VisibleLabel(position: visible) }
        return try VisibleLabel(text, position: visible)
    }
}

/// Why a choice of labels is refused.
public enum LabelPlacementError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Not of the form `key=value`.
    case notAPair(String)
    case unknownKey(String)
    case repeated(String)
    case unknownValue(key: String, value: String, allowed: String)
    /// The wanted kind of C2PA label.
    case c2paNotAvailable(String)
    /// A label switched off, which only delivery under a recorded agreement may do.
    case unlabelled(String)

    /// One line, lower case, no full stop.
    public var description: String {
        switch self {
        case .notAPair(let item): "label: expected key=value, found \"\(item)\""
        case .unknownKey(let key): "label: unknown key \"\(key)\", expected visible, aigc or c2pa"
        case .repeated(let key): "label: \(key) stands twice"
        case .unknownValue(let key, let value, let allowed): "label: \(key)=\(value), expected \(allowed)"
        case .c2paNotAvailable(let value): "label: c2pa=\(value) is not available in this version"
        case .unlabelled(let key):
            "label: \(key)=off needs unlabelled delivery under a recorded agreement, which is not available in this "
                + "version"
        }
    }
}
