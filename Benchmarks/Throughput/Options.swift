import Foundation
import Monitor

/// A monitor that can be measured.
struct NamedMonitor: Sendable {
    var name: String
    /// Whether it gets the whole text; the others get its beginning.
    var isFast: Bool
    var make: @Sendable (RuleSet) throws -> any TextMonitor

    /// All that there are.
    static let all = [NamedMonitor(name: "streaming", isFast: true) { StreamingMonitor($0) }]
}

/// The command line.
struct Options {
    var folder: String?
    var peers: String?
    var rounds = 5
    var texts = ["chinese", "english", "mixed"]
    var monitor = NamedMonitor.all.last
    /// What is measured: keywords, libonig, records, streams; everything where nothing is named.
    var only: Set<String> = []

    func measures(_ part: String) -> Bool { only.isEmpty || only.contains(part) }

    /// Where rules and pairs pass through to the peers.
    var scratch: String { folder ?? "." }

    init(_ arguments: [String]) {
        var rest = arguments.dropFirst()
        while let argument = rest.popFirst() {
            switch argument {
            case "--peers": peers = rest.popFirst()
            case "--rounds": rounds = max(1, rest.popFirst().flatMap { Int($0) } ?? rounds)
            case "--texts": texts = rest.popFirst()?.split(separator: ",").map(String.init) ?? texts
            case "--monitor":
                let name = rest.popFirst()
                monitor = NamedMonitor.all.first { $0.name == name }
            case "--only": only = Set(rest.popFirst()?.split(separator: ",").map(String.init) ?? [])
            default: folder = argument
            }
        }
    }

    /// Writes a file for a peer, and returns its path.
    func write(_ text: String, _ name: String) throws -> String {
        let path = "\(scratch)/\(name)"
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return path
    }
}
