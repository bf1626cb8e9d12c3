import CVectors

// The inner loop over long windows. It reads text only through `load`, and every call of it says why the eight bytes
// are there. Stores go to the list of candidates, which before each step has room for what the step may leave.
//
// Which places are looked at is decided by the bytes there alone, so that no place depends on where a scan began:
// every even place that holds ASCII, and every place where a whole character of two or three bytes begins. Bytes of no
// such character are passed over one by one. A window of a literal stands at such a place whenever the literal does.

extension LiteralTables {
    /// The loops stop where they have found so many, less eight: candidates stay in the cache, and on the stack.
    static let room = 240
    /// The loops may read so many bytes at each place that they begin a step at; a step passes over 24 at most.
    static let margin = 32

    /// Appends all occurrences of literals that have a long window, by the place of the window.
    /// - Parameter shift: is added to every place.
    func appendLong(
        _ text: UnsafePointer<UInt8>, _ count: Int, _ shift: Int32, _ useGather: Bool,
        _ hits: inout [LiteralMatcher.Hit]
    ) {
        guard layout.sizes.hasLong == 1, count >= 6 else { return }
        unsafe withUnsafeTemporaryAllocation(of: UInt32.self, capacity: Self.room) { places in
            guard let candidates = places.baseAddress else { return }
            var place = 0
            while place <= count - Self.margin {
                let end = count - Self.margin + 1
                let found = unsafe sift(text, candidates, filter(text, &place, end, candidates, useGather))
                for index in 0..<found {
                    let at = unsafe Int(candidates[index])
                    unsafe verifyLong(load(text, at), text, count, at, shift, &hits)
                }
            }
            unsafe appendTail(text, count, place, candidates, shift, useGather, &hits)
        }
    }

    /// The same for the last bytes, fewer than the loops want to read: for a copy of them with zeros after it.
    private func appendTail(
        _ text: UnsafePointer<UInt8>, _ count: Int, _ place: Int, _ candidates: UnsafeMutablePointer<UInt32>,
        _ shift: Int32, _ useGather: Bool, _ hits: inout [LiteralMatcher.Hit]
    ) {
        // From an even place on, so that even places stay even: at most 32 bytes, of which at least five are needed.
        let base = place & ~1
        guard place <= count - 5 else { return }
        unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 3 * Self.margin) { copy in
            guard let tail = copy.baseAddress else { return }
            unsafe tail.initialize(repeating: 0, count: 3 * Self.margin)
            unsafe tail.update(from: text + base, count: count - base)
            var at = place - base
            // At most 34 bytes, at each of which there is one candidate at most: there is room for all of them.
            let found = unsafe sift(tail, candidates, filter(tail, &at, count - base - 4, candidates, useGather))
            for index in 0..<found {
                let at = unsafe Int(candidates[index])
                unsafe verifyLong(load(tail, at), text, count, base + at, shift, &hits)
            }
        }
    }

    /// How many places of a text the table of bits leaves to be compared: what the choice of windows is good for.
    func longCandidates(_ text: UnsafePointer<UInt8>, _ count: Int, _ useGather: Bool) -> Int {
        var all = 0
        unsafe withUnsafeTemporaryAllocation(of: UInt32.self, capacity: Self.room) { places in
            guard let candidates = places.baseAddress, layout.sizes.hasLong == 1 else { return }
            var place = 0
            while place <= count - Self.margin {
                let end = count - Self.margin + 1
                all += unsafe filter(text, &place, end, candidates, useGather)
            }
        }
        return all
    }

    @inline(__always) private func load(_ text: UnsafePointer<UInt8>, _ place: Int) -> UInt64 {
        unsafe UnsafeRawPointer(text + place).loadUnaligned(as: UInt64.self)
    }

    /// Writes the places in `place ..< end` whose window may be in the set, in order, and moves `place` to the first
    /// that was not looked at; that is before `end` only where there is no room for more. `margin` bytes can be read at
    /// each place before `end`.
    private func filter(
        _ text: UnsafePointer<UInt8>, _ place: inout Int, _ end: Int, _ candidates: UnsafeMutablePointer<UInt32>,
        _ useGather: Bool
    ) -> Int {
        if useGather {
            return unsafe hallmark_filter(text, &place, end, bits, Int32(bitsShift), candidates, Self.room)
        }
        let bits = unsafe self.bits
        let shift = bitsShift
        var found = 0
        var at = place
        // A candidate is always written, and kept by counting it: no branch to guess wrong. A step looks at no more
        // than four places and begins with room for eight.
        @inline(__always) func probe(_ key: UInt64, _ place: Int) {
            let hash = LiteralHash.short(key)
            let word = unsafe bits[Int(truncatingIfNeeded: hash &>> shift)]
            let all = (word &>> LiteralHash.first(hash)) & (word &>> LiteralHash.second(hash)) & (word &>> hash) & 1
            unsafe candidates[found] = UInt32(truncatingIfNeeded: place)
            found &+= Int(truncatingIfNeeded: all)
        }
        while at < end, found <= Self.room - 8 {
            let word = unsafe load(text, at)
            if word & WindowKey.threeByteMask == WindowKey.threeByteLead {
                probe(WindowKey.wide(word), at)
                at &+= 3
            } else if word & 0x80 == 0 {
                if at & 1 != 0 {
                    at &+= 1
                } else if word & 0x8080_8080_8080_8080 == 0 {
                    // Eight letters: four even places. The last needs bytes up to `at + 10`.
                    let next = unsafe load(text, at &+ 4)
                    probe(WindowKey.ascii(word), at)
                    probe(WindowKey.ascii(word &>> 16), at &+ 2)
                    probe(WindowKey.ascii(next), at &+ 4)
                    probe(WindowKey.ascii(next &>> 16), at &+ 6)
                    at &+= 8
                } else {
                    probe(WindowKey.ascii(word), at)
                    at &+= 2
                    // The byte passed over may begin a character.
                    if word & 0x8000 != 0 { at &-= 1 }
                }
            } else if word & WindowKey.twoByteMask == WindowKey.twoByteLead {
                probe(WindowKey.wide(word), at)
                at &+= 2
            } else {
                at &+= 1
            }
        }
        place = at
        return found
    }

    /// Keeps of the candidates those whose key's hash has its tag in the window table. Returns how many.
    private func sift(
        _ text: UnsafePointer<UInt8>, _ candidates: UnsafeMutablePointer<UInt32>, _ found: Int
    ) -> Int {
        var kept = 0
        for index in 0..<found {
            let place = unsafe candidates[index]
            // Eight bytes: a candidate stands at most 21 bytes after the beginning of its step.
            let word = unsafe load(text, Int(place))
            let hash = LiteralHash.of(word & 0x80 == 0 ? WindowKey.ascii(word) : WindowKey.wide(word))
            let held = unsafe tagWords[Int(truncatingIfNeeded: hash &>> slotsShift)]
            let has = LiteralHash.zeroBytes(held ^ LiteralHash.tags(hash))
            // A full bucket may have sent the key on to the next.
            let isFull = LiteralHash.zeroBytes(held) == 0
            unsafe candidates[kept] = place
            kept &+= has != 0 || isFull ? 1 : 0
        }
        return kept
    }

    /// Compares the literals whose window is the first bytes of `word`, which stand at `place`.
    @inline(__always) private func verifyLong(
        _ word: UInt64, _ text: UnsafePointer<UInt8>, _ count: Int, _ place: Int, _ shift: Int32,
        _ hits: inout [LiteralMatcher.Hit]
    ) {
        let key = word & 0x80 == 0 ? WindowKey.ascii(word) : WindowKey.wide(word)
        unsafe verify(key, text, count, place, shift, &hits)
    }

    /// Appends the literals of a key that stand in the text with their window at `place`.
    func verify(
        _ key: UInt64, _ text: UnsafePointer<UInt8>, _ count: Int, _ place: Int, _ shift: Int32,
        _ hits: inout [LiteralMatcher.Hit]
    ) {
        let hash = LiteralHash.of(key)
        let tags = LiteralHash.tags(hash)
        let mark = LiteralHash.mark(hash)
        var bucket = Int(truncatingIfNeeded: hash &>> slotsShift)
        // `bucket` stays within the table by its mask. One place at least is free, so the loop ends.
        while true {
            let held = unsafe tagWords[bucket]
            var lanes = LiteralHash.zeroBytes(held ^ tags)
            while lanes != 0 {
                let slot = unsafe slots[8 * bucket + lanes.trailingZeroBitCount / 8]
                lanes &= lanes &- 1
                // Two keys with one mark do no harm: the literals are compared in full.
                guard slot.mark == mark, unsafe slot.check.allows(text, count, place) else { continue }
                unsafe compare(slot, text, count, place, shift, &hits)
            }
            if LiteralHash.zeroBytes(held) != 0 { return }
            bucket = (bucket &+ 1) & bucketsMask
        }
    }

    /// Appends the literals of a slot that stand in the text with their window at `place`.
    private func compare(
        _ slot: LiteralSlot, _ text: UnsafePointer<UInt8>, _ count: Int, _ place: Int, _ shift: Int32,
        _ hits: inout [LiteralMatcher.Hit]
    ) {
        for index in 0..<Int(slot.count) {
            let entry = unsafe entries[Int(slot.first) + index]
            guard unsafe entry.check.allows(text, count, place) else { continue }
            let start = place - Int(entry.offset)
            let length = Int(entry.count)
            guard start >= 0, length <= count - start, unsafe stands(entry, text + start) else { continue }
            hits.append(
                LiteralMatcher.Hit(
                    id: entry.id, start: Int32(truncatingIfNeeded: start) &+ shift,
                    end: Int32(truncatingIfNeeded: start + length) &+ shift))
        }
    }

    /// Whether the entry's bytes are those at `text`, which has at least as many.
    @inline(__always) private func stands(_ entry: LiteralEntry, _ text: UnsafePointer<UInt8>) -> Bool {
        let length = Int(entry.count)
        let own = unsafe bytes + Int(entry.bytes)
        let masks = unsafe own + length
        // A letter in lower case equals a byte with its bit 0x20 set exactly if that is the letter in either case.
        if length < 8 {
            for index in 0..<length {
                guard unsafe text[index] | masks[index] == own[index] else { return false }
            }
            return true
        }
        // Words of eight bytes, the last one ending with the literal.
        var index = 0
        while true {
            guard unsafe load(text, index) | load(masks, index) == load(own, index) else { return false }
            if index == length - 8 { return true }
            index = min(index + 8, length - 8)
        }
    }
}

extension WindowKey {
    /// Up to eight bytes of a text that ends at `count`, zero past its end.
    static func word(_ text: UnsafePointer<UInt8>, _ place: Int, _ count: Int) -> UInt64 {
        var word: UInt64 = 0
        for index in 0..<min(8, count - place) {
            word |= unsafe UInt64(text[place + index]) &<< UInt64(8 * index)
        }
        return word
    }
}
