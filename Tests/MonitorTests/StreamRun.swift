import Monitor

/// What a channel monitor let out of a text that came in pieces, and what it said.
struct StreamRun {
    private(set) var output: [UInt8] = []
    private(set) var findings: [Finding] = []
    private(set) var doubts: [Doubt] = []
    private(set) var cut: Int?
    /// What was out after each piece, and how much of the text had come; the end is none.
    private(set) var steps: [(emitted: Int, came: Int)] = []
    /// What went against the contract between monitor and caller.
    private(set) var faults: [String] = []
    private var released = 0
    private let text: [UInt8]

    /// - Parameter cuts: places in the text at which it is cut, in order.
    init(_ monitor: any TextMonitor, _ text: [UInt8], cuts: [Int]) {
        self.text = text
        var channel = monitor.open()
        var from = 0
        for place in cuts + [text.count] {
            take(channel.feed(Array(text[from..<place])), came: place)
            from = place
        }
        take(channel.finish(), came: text.count)
        steps.removeLast()
    }

    private mutating func take(_ progress: Progress, came: Int) {
        if progress.released < released { faults.append("released went back from \(released) to \(progress.released)") }
        if progress.released > came { faults.append("released \(progress.released) of \(came)") }
        for edit in progress.edits {
            guard edit.bytes.lowerBound >= released, edit.bytes.upperBound <= progress.released else {
                faults.append("edit \(edit.bytes) outside of \(released)..<\(progress.released)")
                continue
            }
            output += text[released..<edit.bytes.lowerBound]
            output += Array(edit.replacement.utf8)
            released = edit.bytes.upperBound
        }
        if progress.released > released { output += text[released..<min(progress.released, came)] }
        released = progress.released
        if let cut, progress.cut != cut { faults.append("cut moved from \(cut) to \(String(describing: progress.cut))") }
        if let place = progress.cut {
            cut = place
            if progress.released != place { faults.append("cut at \(place), released \(progress.released)") }
        }
        findings += progress.findings
        doubts += progress.doubts.filter { !doubts.contains($0) }
        steps.append((output.count, came))
    }
}
