internal import Primitives
internal import SystemIO
internal import Transparency

/// A frame that was written, of which another core finds out whether it is what it should be.
struct FrameCheck {
    /// The index of its first record.
    let first: Int
    let path: String
    let isRight: Deferred<Bool>
}

// MARK: From the write-ahead log into segments

extension LogWriter {
    /// The bytes from which on the write-ahead log is cut. It holds the frames in work.
    private static var longestWal: Int { 2 << 20 }

    /// The records are on the disk when this returns; all full frames but the last two are in their segment.
    func keep() throws(LogError) {
        try wal.write()
        if options.durability != .async { try wal.synchronize() }
        kept = size
        pack()
        try writeFrames(leaving: framesInWork)
        if wal.length > Self.longestWal { try trim() }
    }

    /// Has another core make frames of the records that fill them.
    func pack() {
        while pending.count >= (packing.count + 1) * LogFormat.frame {
            let start = packing.count * LogFormat.frame
            let lines = pending[start..<(start + LogFormat.frame)]
            packing.append(
                Deferred { [level = options.level] in
                    Result { () throws(LogError) in try PackedFrame(lines, level: level) }
                })
        }
    }

    /// Writes the full frames but for the last `count` of them.
    func writeFrames(leaving count: Int) throws(LogError) {
        while pending.count >= (count + 1) * LogFormat.frame { try writeFrame() }
    }

    /// Writes the first records of `pending`, which are committed, as a frame: a short one where there are no more.
    func writeFrame() throws(LogError) {
        try wake()
        // Whatever the durability: a segment must never be ahead of the write-ahead log.
        try wal.synchronize()
        let count = min(pending.count, LogFormat.frame)
        let frame =
            if let packed = packing.first { try packed.value.get() } else {
                try PackedFrame(pending.prefix(count), level: options.level)
            }
        let first = framed.size
        let now = environment.now()
        let tail =
            if let segment { segment } else {
                try SegmentTail(creating: folder.segment(first), in: folder.files, day: Self.day(now))
            }
        segment = tail
        let found = try tail.append(frame)
        checks.append(FrameCheck(first: first, path: tail.path, isRight: Deferred { frame.agrees(onDisk: found) }))
        try settle(leaving: framesInWork)
        pending.removeFirst(count)
        guard count == LogFormat.frame else {
            for hash in frame.hashes { framed.append(leafHash: hash) }
            return
        }
        packing.removeFirst()
        framed.append(subtree: frame.root, level: LogFormat.frameLevel)
        try writeRoot(frame.root, at: first)
        if tail.length >= options.segmentBytes || Self.day(now) != tail.day {
            // A start hashes the frames of the last segment again, and takes the others' hashes from here.
            try LogError.system { () throws(SystemError) in try roots.synchronize() }
            try tail.finish()
            segment = nil
        }
    }

    private func writeRoot(_ root: [UInt8], at first: Int) throws(LogError) {
        try LogError.system { () throws(SystemError) in
            do throws(SystemError) { try roots.write(root) } catch {
                try? roots.truncate(to: Int64(first / LogFormat.frame * root.count))
                // The frame is there, and its hash has to be put there before another.
                areFilesTrusted = false
                throw error
            }
        }
    }

    /// Waits until all frames but the last `count` have been read back and hashed again. A bit that flipped in memory
    /// must show before it is signed, and before the write-ahead log lets its record go: what counts is what the disk
    /// holds.
    func settle(leaving count: Int = 0) throws(LogError) {
        while checks.count > count {
            let check = checks.removeFirst()
            guard check.isRight.value else {
                throw .corrupt(
                    index: check.first, file: check.path, reason: "what was written is not what is read back")
            }
        }
    }

    static func day(_ time: Timestamp) -> Int64 { time.milliseconds / 86_400_000 }

    /// Takes the short frame that a clean end left back into the write-ahead log, and goes on with its segment. The
    /// records are safe in one place before they leave the other.
    func wake() throws(LogError) {
        guard let resting else { return }
        try trim()
        segment = try resting.wake(options)
        self.resting = nil
    }

    /// Takes out of the write-ahead log what stands in segments, and puts into it what does not.
    func trim() throws(LogError) {
        try settle()
        let bytes = WriteAheadLog.encode(first: framed.size, lines: pending)
        try LogError.system { () throws(SystemError) in try folder.files.replace(folder.wal, with: bytes) }
        wal = try WriteAheadFile(folder)
    }
}

// MARK: Checkpoints

extension LogWriter {
    /// Signs a checkpoint over all records. They are committed.
    func sign() throws(LogError) {
        // What is signed as a full frame stands in a segment, and its hash in `roots`.
        try writeFrames(leaving: 0)
        let hashes = pending.map { MerkleTree.leafHash($0) }
        var tree = framed
        for hash in hashes { tree.append(leafHash: hash) }
        let checkpoint = Checkpoint(origin: origin, size: size, root: tree.root)
        checkpointTime = environment.now()
        guard published != checkpoint else { return }
        try wake()
        try wal.synchronize()
        try settle()
        try rereadWal(hashes)
        try LogError.system { () throws(SystemError) in try roots.synchronize() }
        try publish(checkpoint)
    }

    private func publish(_ checkpoint: Checkpoint) throws(LogError) {
        guard let note = signer.sign(checkpoint.text) else { throw .badKey(keys.signingKeyPath(origin)) }
        // Durable before anybody sees the checkpoint: so this key never signs another log of this size.
        try keys.setLastSigned(checkpoint)
        try LogError.system { () throws(SystemError) in
            try folder.files.replace(folder.checkpoint, with: note.bytes)
            latestNote = note
            let history = try folder.files.open(folder.checkpoints, .append())
            let length = try folder.files.size(folder.checkpoints)
            do throws(SystemError) { try history.write(CheckpointHistory.entry(note)) } catch {
                try? history.truncate(to: length)
                throw error
            }
            try history.synchronize()
        }
        published = checkpoint
    }

    /// The records that are in no frame yet are in the write-ahead log as they were hashed.
    private func rereadWal(_ hashes: [[UInt8]]) throws(LogError) {
        guard !hashes.isEmpty else { return }
        let found = WriteAheadLog(parsing: try folder.read(folder.wal))
        for (index, hash) in zip(framed.size..., hashes) {
            guard let line = found.line(index), MerkleTree.leafHash(line) == hash else {
                throw .corrupt(index: index, file: "wal", reason: "what was written is not what is read back")
            }
        }
    }
}
