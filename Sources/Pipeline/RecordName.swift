internal import ContentFormats
internal import Monitor

/// Names in a record that come from the content or from upstream: they must neither carry content into the log nor
/// make a record longer than a record may be.
enum RecordName {
    /// The most bytes of a name; what is longer is cut at a character and marked with `…`.
    static let longest = 256

    /// The name of a channel. The path of a value in tool-call arguments is made of names that a model wrote: where
    /// a rule finds something in it, or it is no path of plain names, the path is left out.
    static func channel(_ channel: Channel, _ monitor: any TextMonitor) -> String {
        guard channel.kind == .argument, let start = channel.name.firstRange(of: "/$") else { return short(channel.name) }
        let path = channel.name[start.lowerBound...].dropFirst()
        let isPlain = path.utf8.count <= longest && path.utf8.allSatisfy(Self.isPlain)
        guard isPlain, monitor.judge(Array(path.utf8)).findings.isEmpty else {
            return short(String(channel.name[..<start.lowerBound]) + "/$…")
        }
        return channel.name
    }

    /// `text`, or its beginning where it has more than `limit` bytes. Control characters take six bytes each in a
    /// record, and it stays well below what a record may have all the same.
    static func short(_ text: String, to limit: Int = longest) -> String {
        guard text.utf8.count > limit else { return text }
        var kept = ""
        var length = 0
        for scalar in text.unicodeScalars {
            length += UTF8.width(scalar)
            if length > limit { break }
            kept.unicodeScalars.append(scalar)
        }
        return kept + "…"
    }

    private static func isPlain(_ unit: UInt8) -> Bool {
        switch unit {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
        case UInt8(ascii: "$"), UInt8(ascii: "."), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "_"),
            UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
