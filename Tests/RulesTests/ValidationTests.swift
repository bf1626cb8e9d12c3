import Foundation
import TestSupport
import Testing

@testable import Rules

@Suite struct ValidationTests {
    @Test(arguments: [
        ("4111111111111111", true), ("4111 1111 1111 1111", true), ("4111-1111-1111-1111", true),
        ("378282246310005", true), ("5555555555554444", true), ("6011111111111117", true), ("4111111111111112", false),
        ("0000000000000000", false), ("79927398713", false), ("", false), ("41111111111x1111", false),
        ("４１１１１１１１１１１１１１１１", false), ("4222222222222", true),
    ]) func `card numbers`(_ text: String, _ isValid: Bool) {
        #expect(Validator.luhn.accepts(text) == isValid)
    }

    @Test(arguments: [
        // The two examples that the standard prints.
        ("11010519491231002X", true), ("440524188001010014", true), ("11010519491231002x", true),
        ("110105 19491231 002x", true), ("110105194912310021", false), ("11010519491331002X", false),
        ("990105194912310028", false), ("1101051949123100X2", false), ("", false), ("11010519491231002XX", false),
    ]) func `resident identity numbers`(_ text: String, _ isValid: Bool) {
        #expect(Validator.cnResidentID.accepts(text) == isValid)
    }

    @Test func `no beginning of an identity number is refused, and what can become none is`() {
        var random = SeededGenerator(seed: 11)
        var accepted = 0
        for _ in 0..<4000 {
            // Dates are near enough to real ones that some are none.
            let province = Int.random(in: 10...85, using: &random)
            let day = [Int.random(in: 1790...2110, using: &random), Int.random(in: 0...13, using: &random),
                Int.random(in: 0...32, using: &random)]
            let number = "\(province)0105\(day[0])" + day[1...].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined() + "002"
            let whole = "0123456789X".map { number + String($0) }.filter(Validator.cnResidentID.accepts)
            accepted += whole.count
            let isRefused = (0...number.count).map { Validator.cnResidentID.refusesAll(beginningWith: String(number.prefix($0))) }
            // Once refused stays refused, and what is not by its birthday has a check character with which it is valid.
            #expect(isRefused == isRefused.sorted { !$0 && $1 })
            #expect(isRefused.last == whole.isEmpty, "\(number)")
        }
        #expect(accepted > 300)
        for text in ["40", "4 0", "110105 1799", "11010519491-3", "11010519490230"] {
            #expect(Validator.cnResidentID.refusesAll(beginningWith: text), "\(text)")
        }
        for text in ["", "4", "x", "1x", "110105 1", "11010519490228"] {
            #expect(!Validator.cnResidentID.refusesAll(beginningWith: text), "\(text)")
        }
        #expect(!Validator.luhn.refusesAll(beginningWith: "40"))
    }

    @Test func `days of birth follow the calendar`() {
        #expect(CalendarDate.exists(year: 2000, month: 2, day: 29))
        #expect(CalendarDate.exists(year: 2096, month: 2, day: 29))
        #expect(!CalendarDate.exists(year: 1900, month: 2, day: 29))
        #expect(!CalendarDate.exists(year: 2023, month: 2, day: 29))
        #expect(!CalendarDate.exists(year: 2023, month: 4, day: 31))
        #expect(
            !CalendarDate.exists(year: 1799, month: 1, day: 1) && !CalendarDate.exists(year: 2100, month: 1, day: 1))
        #expect(
            !CalendarDate.exists(year: 2000, month: 0, day: 1) && !CalendarDate.exists(year: 2000, month: 1, day: 0))
    }

    @Test(arguments: [
        // Of five provider codes in use, the part that is a credit code.
        ("91110102MACQD9K640", true), ("91110102MAD55U9H0F", true), ("91440300708461136T", true),
        ("91310104MACE0YX639", true), ("91320118MAK93FC72D", true), ("91440300708461136t", true),
        ("91440300708461136U", false), ("91440300708461163T", false), ("9144030070846113", false), ("", false),
    ]) func `unified social credit codes`(_ text: String, _ isValid: Bool) {
        #expect(Validator.cnUSCC.accepts(text) == isValid)
    }

    @Test(arguments: [
        ("GB82WEST12345698765432", true), ("GB82 WEST 1234 5698 7654 32", true), ("gb82west12345698765432", true),
        ("DE89370400440532013000", true), ("FR1420041010050500013M02606", true), ("NO9386011117947", true),
        ("MT84MALT011000012345MTLCAST001S", true), ("CH9300762011623852957", true), ("BE68539007547034", true),
        ("SA0380000000608010167519", true), ("BR1800360305000010009795493C1", true),
        ("AL47212110090000000235698741", true),
        ("GB82WEST12345698765433", false), ("GB82WEST1234569876543", false), ("ZZ82WEST12345698765432", false),
        ("GB", false), ("", false), ("GB82WEST1234569876543_", false),
    ]) func `bank account numbers`(_ text: String, _ isValid: Bool) {
        #expect(Validator.iban.accepts(text) == isValid)
    }

    @Test(arguments: [
        ("a@b.cn", true), ("first.last+tag@mail.example.com", true), ("x@xn--fiqs8s.xn--fiqs8s", true),
        ("o'neil@example.org", true), (String(repeating: "a", count: 64) + "@b.cn", true),
        (String(repeating: "a", count: 65) + "@b.cn", false), (".a@b.cn", false), ("a..b@c.cn", false),
        ("a.@b.cn", false),
        ("a@b", false), ("a@b.c", false), ("a@b.c1", false), ("a@-b.cn", false), ("a@b-.cn", false), ("a@b..cn", false),
        ("@b.cn", false), ("a@", false), ("a b@c.cn", false), ("a@b@c.cn", false), ("甲@b.cn", false), ("", false),
        ("a@" + String(repeating: "b", count: 64) + ".cn", false),
        ("a@" + String(repeating: "b.", count: 130) + "cn", false),
    ]) func mailboxes(_ text: String, _ isValid: Bool) {
        #expect(Validator.email.accepts(text) == isValid)
    }

    @Test(arguments: [
        ("::", true), ("::1", true), ("1::", true), ("2001:db8::1", true), ("1:2:3:4:5:6:7:8", true),
        ("1:2:3:4:5:6:7::", true), ("::ffff:192.0.2.1", true), ("1:2:3:4:5:6:1.2.3.4", true), ("2001:DB8::A", true),
        ("1:2:3:4:5:6:7:8::", false), ("1::2::3", false), (":::", false), (":1", false), ("1:", false),
        ("12345::", false),
        ("1:2:3:4:5:6:7", false), ("1:2:3:4:5:6:7:8:9", false), ("::1.2.3", false), ("1.2.3.4::", false),
        ("g::", false),
        ("", false), ("::01.2.3.4", false),
    ]) func `addresses of version 6`(_ text: String, _ isValid: Bool) {
        #expect(Validator.ipv6.accepts(text) == isValid)
    }

    @Test(arguments: Validator.allCases) func `no text traps`(_ validator: Validator) {
        var generator = SeededGenerator(seed: 45_654)
        let alphabet = Array("0123456789XxAaGBgb@.:- 甲é\u{301}\u{0}".unicodeScalars)
        let heads = ["", "bc1", "0x", "T", "ghp_", "github_pat_", "eyJhbGciOiJub25lIn0.", "P<", "756", "2A"]
        for _ in 0..<2_000 {
            var text = heads.randomElement(using: &generator) ?? ""
            for _ in 0..<Int.random(in: 0...40, using: &generator) {
                text.unicodeScalars.append(alphabet.randomElement(using: &generator) ?? "0")
            }
            _ = validator.accepts(text)
        }
    }

    @Test func `every validator has its place in the table of the manual`() throws {
        let text = try String(contentsOfFile: Command.package + "/docs/rules.md", encoding: .utf8)
        let table = text.components(separatedBy: "| `validate` | accepts |").last?.components(separatedBy: "\n\n").first ?? ""
        let named = table.components(separatedBy: "`").enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
        for validator in Validator.allCases { #expect(named.count { $0 == validator.rawValue } == 1, "\(validator)") }
        for line in table.split(separator: "\n") {
            let marked = Validator.allCases.filter { line.contains("`\($0.rawValue)` †") }
            #expect(marked == marked.filter(\.isCaseSensitive))
        }
        #expect(table.components(separatedBy: "†").count - 1 == Validator.allCases.count(where: \.isCaseSensitive))
    }

    @Test func `any wrong digit is noticed`() {
        for (validator, valid) in [
            (Validator.luhn, "4111111111111111"), (.cnResidentID, "440524188001010014"),
            (.cnUSCC, "91440300708461136T"), (.iban, "DE89370400440532013000"),
        ] {
            for index in valid.indices {
                for digit in "0123456789" where valid[index].isNumber && valid[index] != digit {
                    let wrong = valid[..<index] + String(digit) + valid[valid.index(after: index)...]
                    #expect(!validator.accepts(String(wrong)), "\(wrong)")
                }
            }
        }
    }
}

/// The same questions put to what others wrote.
@Suite struct ValidationPeerTests {
    static let hasPython = Peer.isInstalled("python3")

    /// `0` and `1` for each of `texts`, as the Python expression `isValid` about `text` says.
    private func ask(_ python: String, _ imports: String, _ isValid: String, _ texts: [String]) throws -> [Bool] {
        let program = """
            import sys
            \(imports)
            def answer(text):
                try: return bool(\(isValid))
                except ValueError: return False
            for text in sys.stdin.buffer.read().decode().split("\\n"): print(int(answer(text)), end="")
            """
        let outcome = try Peer.run(python, ["-c", program], input: Array(texts.joined(separator: "\n").utf8))
        try #require(outcome.status == 0 && outcome.output.count == texts.count)
        return outcome.output.map { $0 == UInt8(ascii: "1") }
    }

    private func compare(_ validator: Validator, _ texts: [String], _ imports: String, _ isValid: String) throws {
        let answers = try ask("python3", imports, isValid, texts)
        for (text, answer) in zip(texts, answers) { #expect(validator.accepts(text) == answer, "\(text)") }
        #expect(answers.contains(true) && answers.contains(false))
    }

    @Test(.enabled(if: hasPython, "python3 is not installed")) func `Python's addresses`() throws {
        var generator = SeededGenerator(seed: 4_291)
        var v4: [String] = ["0.0.0.0", "255.255.255.255", "256.1.1.1", "01.1.1.1"]
        var v6: [String] = ["::", "1::8"]
        let groups = ["", "0", "1", "db8", "ffff", "FFFF", "12345", "g", "1.2.3.4", "01.2.3.4"]
        for _ in 0..<3_000 {
            let parts = (0..<Int.random(in: 3...5, using: &generator)).map { _ in
                ["", "0", "00", "7", "99", "255", "256", "1000", "a"].randomElement(using: &generator) ?? ""
            }
            v4.append((0..<4).map { _ in String(Int.random(in: 0...280, using: &generator)) }.joined(separator: "."))
            v4.append(parts.joined(separator: "."))
            let weights = groups.prefix(Bool.random(using: &generator) ? 6 : groups.count)
            v6.append(
                (0..<Int.random(in: 2...9, using: &generator)).map { _ in
                    weights.randomElement(using: &generator) ?? ""
                }.joined(separator: ":"))
        }
        try compare(.ipv4, v4, "import ipaddress", "ipaddress.IPv4Address(text)")
        try compare(.ipv6, v6, "import ipaddress", "ipaddress.IPv6Address(text) is not None")
    }

    @Test func `the lengths are those of the registry`() throws {
        guard let python = try PythonEnvironment.numberPeers.pythonIfReachable(for: "lengths of account numbers") else { return }
        let texts = AccountNumber.lengths.map { "\($0.key)=\($0.value)" }
        let imports = """
            from stdnum import numdb
            import re
            def length(country):
                bban = numdb.get("iban").info(country)[0][1]["bban"]
                return 4 + sum(int(n) for n in re.findall(r"(\\d+)!", bban))
            """
        let answers = try ask(python, imports, "length(text[:2]) == int(text[3:])", texts)
        for (text, answer) in zip(texts, answers) { #expect(answer, "\(text)") }
    }
}
