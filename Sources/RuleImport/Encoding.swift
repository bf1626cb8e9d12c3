/// In what a text file is written, as far as its bytes tell.
enum Encoding {
    /// - Throws: the first line that is not UTF-8, and what to do.
    static func check(_ bytes: [UInt8]) throws(ImportFault) {
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            throw ImportFault(line: 1, "UTF-16, not UTF-8", hint: "iconv -f UTF-16 -t UTF-8 FILE > NEW")
        }
        guard bytes.count <= 16 << 20 else { throw ImportFault("larger than 16 MiB", hint: "split it") }
        guard (try? UTF8Span(validating: bytes.span)) == nil else { return }
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        let number = lines.firstIndex { (try? UTF8Span(validating: Array($0).span)) == nil }.map { $0 + 1 }
        if isGBK(bytes) {
            throw ImportFault(line: number, "not UTF-8: it looks like GBK", hint: "iconv -f GB18030 -t UTF-8 FILE > NEW")
        }
        throw ImportFault(line: number, "not UTF-8", hint: "save the file as UTF-8")
    }

    /// Whether all that is not ASCII is pairs, or fours, as GB 18030 has them.
    private static func isGBK(_ bytes: [UInt8]) -> Bool {
        var place = 0
        while place < bytes.count {
            guard bytes[place] >= 0x80 else {
                place += 1
                continue
            }
            guard (0x81...0xFE).contains(bytes[place]), place + 1 < bytes.count else { return false }
            switch bytes[place + 1] {
            case 0x40...0x7E, 0x80...0xFE: place += 2
            case 0x30...0x39 where place + 3 < bytes.count: place += 4
            default: return false
            }
        }
        return true
    }
}
