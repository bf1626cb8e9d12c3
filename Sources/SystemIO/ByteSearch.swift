internal import Glibc

/// Looks for bytes in bytes about as fast as memory gives them.
public enum ByteSearch {
    /// Where `needle` first begins in `bytes` at or after `start`; `nil` where it does not, and for no needle.
    /// - Parameter end: where it has to end at the latest; the end of `bytes` by default.
    public static func first(
        _ needle: [UInt8], in bytes: [UInt8], from start: Int = 0, to end: Int = .max
    ) -> Int? {
        let end = min(end, bytes.count)
        guard !needle.isEmpty, start >= 0, start <= end - needle.count else { return nil }
        return unsafe bytes.withUnsafeBytes { bytes in
            unsafe needle.withUnsafeBytes { unsafe first($0, in: UnsafeRawBufferPointer(rebasing: bytes[..<end]), from: start) }
        }
    }

    /// Sixteen places at a time are asked whether two bytes of the needle stand where they should. The outermost bytes
    /// are not the two where there are others: what is looked for is often quoted, and quotes are everywhere.
    private static func first(_ needle: UnsafeRawBufferPointer, in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
        let (left, right) = (min(1, needle.count - 1), max(0, needle.count - 2))
        let (one, other) = unsafe (SIMD16(repeating: needle[left]), SIMD16(repeating: needle[right]))
        let last = bytes.count - needle.count
        var place = start
        while place + 15 <= last {
            let ones = unsafe bytes.loadUnaligned(fromByteOffset: place + left, as: SIMD16<UInt8>.self) .== one
            let others = unsafe bytes.loadUnaligned(fromByteOffset: place + right, as: SIMD16<UInt8>.self) .== other
            let found = ones .& others
            if any(found) {
                for offset in 0..<16 where found[offset] && (unsafe isNeedle(needle, bytes, place + offset)) {
                    return place + offset
                }
            }
            place += 16
        }
        while place <= last {
            if unsafe isNeedle(needle, bytes, place) { return place }
            place += 1
        }
        return nil
    }

    private static func isNeedle(_ needle: UnsafeRawBufferPointer, _ bytes: UnsafeRawBufferPointer, _ place: Int) -> Bool {
        guard let needleStart = needle.baseAddress, let start = bytes.baseAddress else { return false }
        return unsafe memcmp(start + place, needleStart, needle.count) == 0
    }

    /// Where `byte` first stands in `bytes` at or after `start`.
    public static func first(_ byte: UInt8, in bytes: [UInt8], from start: Int) -> Int? {
        guard start >= 0, start < bytes.count else { return nil }
        return unsafe bytes.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress,
                let found = unsafe memchr(base + start, Int32(byte), bytes.count - start)
            else { return nil }
            return unsafe UnsafeRawPointer(found) - base
        }
    }
}
