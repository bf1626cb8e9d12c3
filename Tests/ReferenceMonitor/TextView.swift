import Rules

/// A text in one of the views: its scalars, each with the original bytes that it stands for.
struct TextView {
    let view: View
    /// The view's scalars.
    let scalars: [UInt32]
    /// The original byte at which each of them starts.
    let starts: [Int]
    /// The original byte at which each of them ends.
    let ends: [Int]
    /// For each scalar the end of the run of equal scalars that it stands in.
    let runEnds: [Int]

    init(_ text: SourceText, _ view: View) {
        self.view = view
        var scalars: [UInt32] = []
        var starts: [Int] = []
        var ends: [Int] = []
        scalars.reserveCapacity(text.scalars.count)
        for index in text.scalars.indices {
            guard let scalar = Folding.map(text.scalars[index], to: view) else { continue }
            scalars.append(scalar)
            starts.append(text.starts[index])
            ends.append(text.starts[index + 1])
        }
        self.scalars = scalars
        self.starts = starts
        self.ends = ends
        var runEnds = [Int](repeating: scalars.count, count: scalars.count)
        for index in scalars.indices.dropLast().reversed() {
            runEnds[index] = scalars[index] == scalars[index + 1] ? runEnds[index + 1] : index + 1
        }
        self.runEnds = runEnds
    }

    /// How many of the view's scalars start before an original byte: the ordinal of the first that does not.
    func ordinal(at byte: Int) -> Int {
        starts.partitioningIndex { $0 >= byte }
    }

    /// The original bytes that a range of the view's scalars stands for; empty ranges stand before their scalar.
    func bytes(of range: Range<Int>) -> Range<Int> {
        guard let last = range.last else {
            let at = range.lowerBound < starts.count ? starts[range.lowerBound] : ends.last ?? 0
            return at..<at
        }
        return starts[range.lowerBound]..<ends[last]
    }

    /// How many of the view's scalars lie between two original places.
    func distance(from: Int, to: Int) -> Int {
        ordinal(at: to) - ordinal(at: from)
    }
}

/// A view's UTF-8, for the expression engine, and the way back to its scalars.
struct ViewBytes {
    let bytes: [UInt8]
    /// The first byte of each scalar, and the number of bytes at the end.
    let offsets: [Int]

    init(_ view: TextView) {
        var bytes: [UInt8] = []
        var offsets: [Int] = []
        bytes.reserveCapacity(view.scalars.count)
        offsets.reserveCapacity(view.scalars.count + 1)
        for value in view.scalars {
            offsets.append(bytes.count)
            bytes.append(contentsOf: UTF8.encode(Unicode.Scalar(value) ?? "\u{FFFD}") ?? Self.replacement)
        }
        offsets.append(bytes.count)
        self.bytes = bytes
        self.offsets = offsets
    }

    /// The ordinal of the scalar that starts at a byte, which must be one where a scalar starts or the end.
    func ordinal(at byte: Int) -> Int {
        offsets.partitioningIndex { $0 >= byte }
    }

    private static let replacement = UTF8.encodedReplacementCharacter
}
