import CVectors

extension LiteralMatcher {
    /// The widest shuffle that the processor has, in bytes; 0 where there is none.
    static var widestShuffle: Int32 { hallmark_shuffle_width() }

    /// Whether the processor can look up eight windows at a time.
    static var canGather: Bool { hallmark_has_filter() != 0 }
}

extension LiteralTables {
    /// Appends all occurrences of short literals and all stretches of class runs, in no order.
    /// - Parameter width: of the vector shuffle; 0 for the tables of whole bytes, which do without.
    func appendShort(
        _ text: UnsafePointer<UInt8>, _ count: Int, _ shift: Int32, _ width: Int32,
        _ hits: inout [LiteralMatcher.Hit]
    ) {
        guard layout.sizes.shortBytes > 0 else { return }
        let room = min(count, Self.blockSize)
        var stretches = RunStretches(runs: layout.sizes.runs)
        unsafe withUnsafeTemporaryAllocation(of: UInt32.self, capacity: room) { places in
            unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: room) { admitted in
                guard let places = places.baseAddress, let admitted = admitted.baseAddress else { return }
                var block = 0
                while block < count {
                    // A block of places; the bytes after it are read as well, as far as the text goes.
                    let size = min(Self.blockSize, count - block)
                    let found = unsafe candidates(text + block, size, count - block, width, places, admitted)
                    for index in 0..<found {
                        unsafe verifyShort(
                            text, count, block + Int(places[index]), admitted[index], shift, &stretches, &hits)
                    }
                    block += size
                }
            }
        }
        for run in 0..<layout.sizes.runs { close(run, &stretches, shift, &hits) }
    }

    /// Writes the places in `0 ..< size` that a bucket admits, and the buckets. `readable` is not less than `size`;
    /// there is room for `size` of both.
    private func candidates(
        _ text: UnsafePointer<UInt8>, _ size: Int, _ readable: Int, _ width: Int32,
        _ places: UnsafeMutablePointer<UInt32>, _ admitted: UnsafeMutablePointer<UInt8>
    ) -> Int {
        var done = 0
        var found = 0
        if width > 0 {
            // The kernel takes whole steps, each followed by three bytes. Given three bytes more than the block's
            // whole steps, where they exist, it stays within both the block and the text.
            let whole = size - size % Int(width)
            found = unsafe hallmark_shuffle(
                width, text, min(readable, whole + 3), halves, Int32(layout.sizes.shortBytes),
                Int32(layout.sizes.shortASCII), places, admitted, &done)
        }
        let values = unsafe self.values
        for place in done..<size {
            var mask = unsafe values[Int(text[place])]
            for next in 1..<4 where mask != 0 {
                // Past the end a fragment can go no further; its bucket admits anything there, and comparing decides.
                let value = place + next < readable ? unsafe text[place + next] : 0
                let buckets = unsafe values[256 * next + Int(value)]
                mask &= place + next < readable ? buckets : 0xff
            }
            unsafe places[found] = UInt32(truncatingIfNeeded: place)
            unsafe admitted[found] = mask
            found += mask == 0 ? 0 : 1
        }
        return found
    }

    /// Compares what the buckets of a place hold.
    private func verifyShort(
        _ text: UnsafePointer<UInt8>, _ count: Int, _ place: Int, _ admitted: UInt8, _ shift: Int32,
        _ stretches: inout RunStretches, _ hits: inout [LiteralMatcher.Hit]
    ) {
        var mask = admitted
        var lengths: UInt32 = 0
        while mask != 0 {
            let bucket = mask.trailingZeroBitCount
            mask &= mask &- 1
            lengths |= unsafe buckets[3 * bucket]
            let first = unsafe Int(buckets[3 * bucket + 1])
            let end = unsafe Int(buckets[3 * bucket + 2])
            for run in first..<end where unsafe matches(run, text, count, place) {
                if stretches.extend(run, to: place) { continue }
                close(run, &stretches, shift, &hits)
                stretches.begin(run, at: place)
            }
        }
        guard lengths != 0 else { return }
        let word = unsafe WindowKey.word(text, place, min(count, place + 4))
        for length in 1...4 where lengths >> UInt32(length) & 1 == 1 && place + length <= count {
            unsafe verify(WindowKey.short(word, count: length), text, count, place, shift, &hits)
        }
    }

    /// Whether the classes of a run hold the bytes at a place.
    private func matches(_ index: Int, _ text: UnsafePointer<UInt8>, _ count: Int, _ place: Int) -> Bool {
        let run = unsafe runs[index]
        guard Int(run.classes) <= count - place else { return false }
        for position in 0..<Int(run.classes) {
            let value = unsafe text[place + position]
            // Four words for each class.
            let word = unsafe classes[4 * (Int(run.firstClass) + position) + Int(value >> 6)]
            guard word &>> UInt64(value & 63) & 1 == 1 else { return false }
        }
        return true
    }

    /// Appends the stretch of a run that is open, if there is one.
    private func close(
        _ index: Int, _ stretches: inout RunStretches, _ shift: Int32, _ hits: inout [LiteralMatcher.Hit]
    ) {
        guard let stretch = stretches.end(index) else { return }
        let run = unsafe runs[index]
        for id in 0..<Int(run.ids) {
            hits.append(
                LiteralMatcher.Hit(
                    id: unsafe runIDs[Int(run.firstID) + id],
                    start: Int32(truncatingIfNeeded: stretch.lowerBound) &+ shift,
                    end: Int32(truncatingIfNeeded: stretch.upperBound - 1 + Int(run.classes)) &+ shift))
        }
    }
}

/// For each run the stretch of places at which it has matched last.
private struct RunStretches {
    private var open: [Range<Int>]

    init(runs: Int) {
        open = Array(repeating: 0..<0, count: runs)
    }

    mutating func begin(_ run: Int, at place: Int) { open[run] = place..<(place + 1) }

    /// Whether the place follows the last one.
    mutating func extend(_ run: Int, to place: Int) -> Bool {
        guard open[run].upperBound == place, !open[run].isEmpty else { return false }
        open[run] = open[run].lowerBound..<(place + 1)
        return true
    }

    mutating func end(_ run: Int) -> Range<Int>? {
        guard !open[run].isEmpty else { return nil }
        defer { open[run] = 0..<0 }
        return open[run]
    }
}
