public struct Foldings: OptionSet, Hashable, Sendable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }
    public static let raw: Foldings = []
    public static let folded = Foldings(rawValue: 1)
    public static let separators = Foldings(rawValue: 2)
    public static let repeats = Foldings(rawValue: 4)
    public static let confusables = Foldings(rawValue: 8)
    public static let foldedPlus = Foldings(rawValue: 15)
}
public struct Folding: Sendable {
    let f: Foldings
    public init(_ foldings: Foldings) { f = foldings }
    public func map(_ scalar: UInt32) -> UInt32? {
        f.isEmpty ? scalar : (f.contains(.confusables) ? ZFold.folded(scalar).map(ZFold.lookalike) : ZFold.folded(scalar))
    }
    public func scalars(of text: String) -> [UInt32] { text.unicodeScalars.compactMap { map($0.value) } }
}
public struct TextViews: Sendable {
    var texts: [ViewText]; let foldings: [Folding]; var rest: [UInt8] = []; public var count = 0; public var decoded = 0
    public var firstInvalid: Int?
    let only: Set<Int>?
    public init(_ views: [Foldings], only: Set<Int>? = nil) { self.only = only; texts = views.map { _ in ViewText() }; foldings = views.map { Folding($0) } }
    public mutating func feed(_ bytes: some Collection<UInt8>) { rest += bytes; count += bytes.count; go(false) }
    public mutating func finish() { go(true) }
    public subscript(index: Int) -> ViewText { texts[index] }
    public func settled(_ index: Int) -> Int { texts[index].scalars.count }
    public mutating func forget(before byte: Int) {
        for i in texts.indices { 
            var n = 0
            while n < texts[i].ends.count, texts[i].ends[n] <= byte { n += 1 }
            texts[i].removeFirst(n) }
    }
    mutating func go(_ final: Bool) {
        var at = 0
        while at < rest.count {
            let (s, n, more) = Self.decode(rest, at)
            if more && !final { break }
            if s == nil, firstInvalid == nil { firstInvalid = decoded }
            let v = s ?? 0xFFFD
            for i in texts.indices where only?.contains(i) ?? true { if let m = foldings[i].map(v) { texts[i].append(m, from: decoded, to: decoded + n) } }
            decoded += n; at += n
        }
        rest.removeFirst(at)
    }
    static func decode(_ bytes: [UInt8], _ at: Int) -> (scalar: UInt32?, length: Int, isCut: Bool) {
        let first = bytes[at]
        if first < 0x80 { return (UInt32(first), 1, false) }
        let count: Int
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch first {
        case 0xC2...0xDF: count = 2
        case 0xE0: (count, second) = (3, 0xA0...0xBF)
        case 0xED: (count, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: count = 3
        case 0xF0: (count, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: count = 4
        case 0xF4: (count, second) = (4, 0x80...0x8F)
        default: return (nil, 1, false)
        }
        var scalar = UInt32(first) & (count == 2 ? 0x1F : count == 3 ? 0x0F : 0x07)
        for index in 1..<count {
            guard at + index < bytes.count else { return (nil, index, true) }
            let byte = bytes[at + index]
            guard (index == 1 ? second : 0x80...0xBF).contains(byte) else { return (nil, index, false) }
            scalar = scalar << 6 | UInt32(byte & 0x3F)
        }
        return (scalar, count, false)
    }
}
