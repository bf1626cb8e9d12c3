import Foundation

/// A program that runs the same work when asked, and says how long it took.
final class Peer {
    private let process = Process()
    private let commands = Pipe()
    private let answers = Pipe()
    private var rest = Data()
    /// What it said of itself when it was ready.
    private(set) var ready = ""

    /// - Returns: `nil` where the program is not there or will not start.
    init?(_ program: String, _ arguments: [String]) {
        guard FileManager.default.isExecutableFile(atPath: program) else { return nil }
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.standardInput = commands
        process.standardOutput = answers
        guard (try? process.run()) != nil, let line = readLine(), line.hasPrefix("ready ") else { return nil }
        ready = line
    }

    deinit {
        try? commands.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    private func readLine() -> String? {
        while true {
            if let end = rest.firstIndex(of: 0x0a) {
                let line = String(decoding: rest[rest.startIndex..<end], as: UTF8.self)
                rest = Data(rest[rest.index(after: end)...])
                return line
            }
            let more = answers.fileHandleForReading.availableData
            guard !more.isEmpty else { return nil }
            rest += more
        }
    }

    /// One round over everything.
    func run(_ command: String = "") -> Round? {
        commands.fileHandleForWriting.write(Data("\(command)\n".utf8))
        guard let parts = readLine()?.split(separator: " "), parts.count == 2, let seconds = Double(parts[0]),
            let pairs = Int(parts[1])
        else { return nil }
        return Round(seconds: seconds, pairs: pairs)
    }

    /// The distinct pairs of record and rule, each as the record's number times 2³² and the rule's.
    func pairs(through file: String) -> Set<UInt64> {
        guard run("pairs \(file)") != nil, let data = FileManager.default.contents(atPath: file) else { return [] }
        var pairs = Set<UInt64>()
        for place in stride(from: 0, to: data.count - 7, by: 8) {
            let numbers = data[(data.startIndex + place)..<(data.startIndex + place + 8)]
            let low = numbers.reversed().reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
            pairs.insert(low << 32 | low >> 32)
        }
        try? FileManager.default.removeItem(atPath: file)
        return pairs
    }
}

/// What one round came to.
struct Round {
    var seconds: Double
    /// Distinct pairs of record and rule.
    var pairs: Int
}
