/// One view of a text that comes scalar by scalar.
struct ViewBuilder: Sendable {
    private let folding: Folding
    private(set) var text = ViewText()

    init(_ folding: Folding) {
        self.folding = folding
    }

    /// Begins a new text, at its start or behind that.
    mutating func restart(isTextStart: Bool) { text.restart(isTextStart: isTextStart) }

    /// Takes the text's next scalar.
    mutating func add(_ scalar: UInt32, from start: Int, to end: Int) {
        guard let mapped = folding.map(scalar) else { return }
        text.append(mapped, from: start, to: end)
    }

    /// Takes many scalars.
    mutating func add(_ run: DecodedRun) {
        guard !folding.foldings.contains(.pinyin) else {
            for index in run.scalars.indices {
                add(run.scalars[index], from: run.starts[index], to: run.starts[index + 1])
            }
            return
        }
        text.append(run, folding)
    }

    /// Drops what ends at or before an original byte.
    mutating func forget(before byte: Int) {
        var low = 0
        var high = text.scalars.count
        while low < high {
            let middle = (low + high) / 2
            if text.ends[middle] <= byte { low = middle + 1 } else { high = middle }
        }
        // Moving what stays costs as much as it is long: wait until there is as much to drop.
        guard low >= text.scalars.count - low else { return }
        text.removeFirst(low)
    }
}

extension ViewText {
    /// Appends what a mapping of one to one or none makes of many scalars.
    mutating func append(_ run: DecodedRun, _ folding: Folding) {
        let count = run.count
        if folding.foldings.isDisjoint(with: [.folded, .confusables]) {
            scalars.append(contentsOf: run.scalars)
            starts.append(contentsOf: run.starts.prefix(count))
            ends.append(contentsOf: run.starts.dropFirst())
            return
        }
        let (source, places) = (run.scalars, run.starts)
        scalars.append(addingCapacity: count) { scalars in
            starts.append(addingCapacity: count) { starts in
                ends.append(addingCapacity: count) { ends in
                    for index in source.indices {
                        guard let mapped = folding.plain(source[index]) else { continue }
                        scalars.append(mapped)
                        starts.append(places[index])
                        ends.append(places[index + 1])
                    }
                }
            }
        }
    }
}
