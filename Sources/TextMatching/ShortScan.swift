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
        var stretches = RunStretches(runs: layout.sizes.runs)
        unsafe withUnsafeTemporaryAllocation(of: UInt32.self, capacity: Self.shortRoom) { places in
            unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.shortRoom) { admitted in
                guard let places = places.baseAddress, let admitted = admitted.baseAddress else { return }
                var place = 0
                while place < count {
                    let base = place
                    let found = unsafe candidates(text + base, count - base, width, places, admitted, &place)
                    for index in 0..<found {
                        unsafe verifyShort(
                            text, count, base + Int(places[index]), admitted[index], shift, &stretches, &hits)
                    }
                }
            }
        }
        for run in stretches.touched { close(run, &stretches, shift, &hits) }
    }

    /// How many candidates are taken at a time.
    private static let shortRoom = 256
    /// The shuffle takes a step only where so many bytes can be read.
    private static let shuffleMargin = 35

    /// Writes the first places of a text of `count` bytes that a bucket admits, and the buckets, as many as there is
    /// room for, and moves `place` on by as many places as were looked at, which is one at least.
    private func candidates(
        _ text: UnsafePointer<UInt8>, _ count: Int, _ width: Int32,
        _ places: UnsafeMutablePointer<UInt32>, _ admitted: UnsafeMutablePointer<UInt8>, _ place: inout Int
    ) -> Int {
        if width > 0, count >= Self.shuffleMargin {
            var done = 0
            let found = unsafe shuffle(text, count, width, places, admitted, &done)
            place += done
            if done > 0 { return found }
        }
        return width > 0
            ? unsafe lastCandidates(text, count, width, places, admitted, &place)
            : unsafe plainCandidates(text, count, places, admitted, &place)
    }

    private func shuffle(
        _ text: UnsafePointer<UInt8>, _ count: Int, _ width: Int32,
        _ places: UnsafeMutablePointer<UInt32>, _ admitted: UnsafeMutablePointer<UInt8>, _ done: inout Int
    ) -> Int {
        unsafe hallmark_shuffle(
            width, text, count, halves, pairs, Int32(layout.sizes.shortBytes), Int32(layout.sizes.shortASCII), places,
            admitted, Self.shortRoom, &done)
    }

    /// The same for the last bytes, fewer than the shuffle wants to read: for a copy of them with zeros after it. What
    /// is admitted by those is compared with what is there.
    private func lastCandidates(
        _ text: UnsafePointer<UInt8>, _ count: Int, _ width: Int32,
        _ places: UnsafeMutablePointer<UInt32>, _ admitted: UnsafeMutablePointer<UInt8>, _ place: inout Int
    ) -> Int {
        let length = min(count, Self.shuffleMargin)
        var found = 0
        unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 3 * Self.shuffleMargin) { copy in
            guard let tail = copy.baseAddress else { return }
            unsafe tail.initialize(repeating: 0, count: 3 * Self.shuffleMargin)
            unsafe tail.update(from: text, count: length)
            var done = 0
            // Steps begin up to the text's last byte; at 35 places there are no more candidates than there is room for.
            found = unsafe shuffle(tail, length + Self.shuffleMargin - 1, width, places, admitted, &done)
            while found > 0, unsafe Int(places[found - 1]) >= length { found -= 1 }
        }
        place += length
        return found
    }

    /// The same without a shuffle.
    private func plainCandidates(
        _ text: UnsafePointer<UInt8>, _ count: Int,
        _ places: UnsafeMutablePointer<UInt32>, _ admitted: UnsafeMutablePointer<UInt8>, _ place: inout Int
    ) -> Int {
        let values = unsafe self.values
        var found = 0
        var at = 0
        // Where four bytes can be read: no branch to guess wrong.
        while at < count - 3, found < Self.shortRoom {
            let first = unsafe values[Int(text[at])] & values[256 + Int(text[at + 1])]
            let second = unsafe values[512 + Int(text[at + 2])] & values[768 + Int(text[at + 3])]
            unsafe places[found] = UInt32(truncatingIfNeeded: at)
            unsafe admitted[found] = first & second
            found &+= first & second == 0 ? 0 : 1
            at &+= 1
        }
        while at < count, found < Self.shortRoom {
            var mask = unsafe values[Int(text[at])]
            var next = 1
            // Past the end there is nothing to look at; comparing decides.
            while mask != 0, next < 4, at + next < count {
                mask &= unsafe values[256 * next + Int(text[at + next])]
                next += 1
            }
            unsafe places[found] = UInt32(truncatingIfNeeded: at)
            unsafe admitted[found] = mask
            found += mask == 0 ? 0 : 1
            at += 1
        }
        place += at
        return found
    }

    /// Compares what the buckets of a place hold.
    private func verifyShort(
        _ text: UnsafePointer<UInt8>, _ count: Int, _ place: Int, _ admitted: UInt8, _ shift: Int32,
        _ stretches: inout RunStretches, _ hits: inout [LiteralMatcher.Hit]
    ) {
        var mask = admitted
        if place + 3 < count {
            // The shuffle knows bytes by their halves; this knows them whole.
            let first = unsafe values[Int(text[place])] & values[256 + Int(text[place + 1])]
            let second = unsafe values[512 + Int(text[place + 2])] & values[768 + Int(text[place + 3])]
            mask &= first & second
        }
        guard mask != 0 else { return }
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
        let word =
            place + 4 <= count
            ? unsafe UInt64(UnsafeRawPointer(text + place).loadUnaligned(as: UInt32.self))
            : unsafe WindowKey.word(text, place, count)
        while lengths != 0 {
            let length = lengths.trailingZeroBitCount
            lengths &= lengths &- 1
            guard place + length <= count else { return }
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
    private let runs: Int
    /// Empty as long as none has matched: few texts hold any.
    private var open: [Range<Int>] = []
    /// Those that have, more than once where they have been closed in between.
    private(set) var touched: [Int] = []

    init(runs: Int) {
        self.runs = runs
    }

    mutating func begin(_ run: Int, at place: Int) {
        if open.isEmpty { open = Array(repeating: 0..<0, count: runs) }
        open[run] = place..<(place + 1)
        touched.append(run)
    }

    /// Whether the place follows the last one.
    mutating func extend(_ run: Int, to place: Int) -> Bool {
        guard !open.isEmpty, open[run].upperBound == place, !open[run].isEmpty else { return false }
        open[run] = open[run].lowerBound..<(place + 1)
        return true
    }

    mutating func end(_ run: Int) -> Range<Int>? {
        guard !open.isEmpty, !open[run].isEmpty else { return nil }
        defer { open[run] = 0..<0 }
        return open[run]
    }
}
