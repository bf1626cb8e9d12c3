import Foundation
import TestSupport
import Testing

@testable import Primitives

@Suite struct TimestampTests {
    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (1_645_557_742_000, "2022-02-22T19:22:22.000Z"), (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
            (-62_167_219_200_000, "0000-01-01T00:00:00.000Z"), (.max, "9999-12-31T23:59:59.999Z"),
            (.min, "0000-01-01T00:00:00.000Z"), (253_402_300_800_000, "9999-12-31T23:59:59.999Z"),
        ] as [(Int64, String)])
    func `moments are written with milliseconds, the nearest where RFC 3339 has no words`(moment: Int64, text: String) {
        #expect(Timestamp(milliseconds: moment).rfc3339 == text)
    }

    @Test func `Foundation writes the same dates`() throws {
        var generator = SeededGenerator(seed: 51)
        let formatter = ISO8601DateFormatter()
        formatter.formatOptions = [.withInternetDateTime]
        // From 1600 on: before 1582 Foundation counts by the Julian calendar.
        for _ in 0..<5000 {
            let seconds = Int64.random(in: -11_676_096_000...253_402_300_799, using: &generator)
            let text = Timestamp(milliseconds: seconds * 1000).rfc3339
            let theirs = formatter.string(from: Date(timeIntervalSince1970: Double(seconds)))
            #expect(text == theirs.dropLast() + ".000Z")
            #expect(formatter.date(from: theirs)?.timeIntervalSince1970 == Double(seconds))
        }
    }

    @Test func `what is written is read back, over all years`() {
        var generator = SeededGenerator(seed: 52)
        for _ in 0..<20_000 {
            let moment = Timestamp(
                milliseconds: Int64.random(in: -62_167_219_200_000...253_402_300_799_999, using: &generator))
            #expect(Timestamp(moment.rfc3339) == moment)
        }
    }

    @Test func `days follow each other without gap from the year 0 to 2400`() {
        var previous = ""
        for day in stride(from: Int64(-719_528), to: 157_054, by: 1) where day % 7 < 2 || day % 365 < 3 {
            let text = Timestamp(milliseconds: day * 86_400_000).rfc3339
            if text <= previous || Timestamp(String(text.prefix(10)))?.milliseconds != day * 86_400_000 {
                Issue.record("day \(day): \(text) after \(previous)")
                return
            }
            previous = text
        }
    }

    @Test(
        arguments: [
            ("2026-11-22", 1_795_305_600_000), ("2026-11-22T12:33:07Z", 1_795_350_787_000),
            ("2026-11-22t12:33:07.4z", 1_795_350_787_400), ("2026-11-22T12:33:07.412999999Z", 1_795_350_787_412),
            ("2000-02-29", 951_782_400_000),
        ] as [(String, Int64)])
    func `dates, fractions and small letters are read`(text: String, moment: Int64) {
        #expect(Timestamp(text)?.milliseconds == moment)
    }

    @Test(arguments: [
        "", "2026", "2026-13-01", "2026-00-01", "2026-02-29", "1900-02-29", "2026-04-31", "2026-11-22T", "2026-11-22Z",
        "2026-11-22T24:00:00Z", "2026-11-22T12:60:00Z", "2026-11-22T12:33:60Z", "2026-11-22T12:33:07",
        "2026-11-22T12:33:07+08:00", "2026-11-22T12:33:07.Z", "2026-11-22T12:33:07.1234567890Z", "2026-11-22 12:33:07Z",
        "２０２６-11-22", "2026-11-22T12:33:07.4xZ", "-026-11-22", "2026-1-022", "2026-11-22T1:033:07Z",
    ])
    func `anything else is refused`(text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test func `mutated times never trap`() {
        var generator = SeededGenerator(seed: 53)
        let seed = Array("2026-11-22T12:33:07.412Z".utf8)
        for _ in 0..<5000 {
            let bytes = generator.mutate(seed, alphabet: Array("0123456789-:TZ.+".utf8))
            if let moment = Timestamp(String(decoding: bytes, as: UTF8.self)) {
                #expect(Timestamp(moment.rfc3339) == moment)
            }
        }
    }
}
