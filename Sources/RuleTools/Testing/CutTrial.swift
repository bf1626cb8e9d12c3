import Monitor

/// A text in pieces, judged as a stream, against the same text at once.
struct CutTrial {
    private let monitor: StreamingMonitor
    private let text: [UInt8]
    private let whole: Judgement

    init(_ monitor: StreamingMonitor, _ text: [UInt8]) {
        self.monitor = monitor
        self.text = text
        whole = monitor.judge(text)
    }

    /// What goes wrong when the text comes in two pieces, for every place at which it can be cut, and byte by byte; the
    /// first of each kind.
    func faults() -> (count: Int, faults: [(cut: Cut, fault: Fault)]) {
        guard text.count > 1 else { return (0, []) }
        var faults: [(cut: Cut, fault: Fault)] = []
        var seen: Set<Fault> = []
        for cut in (1..<text.count).map(Cut.at) + [.everywhere] {
            if let fault = fault(cut), seen.insert(fault).inserted { faults.append((cut, fault)) }
        }
        return (text.count, faults)
    }

    /// Where a text is cut.
    enum Cut: Hashable, Sendable {
        /// Before this byte.
        case at(Int)
        /// Before every byte.
        case everywhere
    }

    enum Fault: String, Sendable {
        /// It finds other things, or the same elsewhere.
        case findings = "finds other things"
        /// Something left that is masked or blocked later.
        case leak = "lets out what is to be masked or blocked"
        /// Other edits, another cut, or another doubt.
        case decision = "decides otherwise"
    }

    private func fault(_ cut: Cut) -> Fault? {
        var channel = monitor.open()
        var (findings, doubts, edits): ([Finding], Set<Doubt>, [Edit]) = ([], [], [])
        var released = 0
        var end: Int?
        func take(_ progress: Progress) -> Bool {
            // What has left is not changed any more.
            defer { released = progress.released }
            findings += progress.findings
            doubts.formUnion(progress.doubts)
            edits += progress.edits
            end = progress.cut ?? end
            let limit = whole.decision.cut ?? text.count
            return progress.edits.allSatisfy { $0.bytes.lowerBound >= released } && progress.released <= limit
        }
        var isTight = true
        switch cut {
        case .at(let place):
            isTight = take(channel.feed(text[..<place])) && isTight
            isTight = take(channel.feed(text[place...])) && isTight
        case .everywhere: for byte in text { isTight = take(channel.feed(CollectionOfOne(byte))) && isTight }
        }
        isTight = take(channel.finish()) && isTight
        if !isTight { return .leak }
        if findings != whole.findings { return .findings }
        let isSame = edits == whole.decision.edits && end == whole.decision.cut && doubts == Set(whole.doubts)
            && released == (whole.decision.cut ?? text.count)
        return isSame ? nil : .decision
    }
}
