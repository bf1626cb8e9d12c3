/// What a power cut leaves of bytes that were appended to a file and not yet synced.
enum TornWrite {
    /// The least that a disk writes at once, in bytes: a sector is there or it is not.
    private static let sector = 512

    /// Whether `found`, which begins at `offset` of its file, may be what is left of `whole`: it is no longer, and each
    /// sector of it is as it was to be, or nothing but zeros.
    static func explains(_ found: ArraySlice<UInt8>, at offset: Int, of whole: [UInt8]) -> Bool {
        guard found.count <= whole.count else { return false }
        var start = 0
        while start < found.count {
            let end = min(found.count, start + sector - (offset + start) % sector)
            let piece = found[(found.startIndex + start)..<(found.startIndex + end)]
            guard piece.elementsEqual(whole[start..<end]) || piece.allSatisfy({ $0 == 0 }) else { return false }
            start = end
        }
        return true
    }
}
