import Provenance
import Testing

@Suite struct ProviderCodeTests {
    @Test(arguments: Fixtures.liveCodes)
    func `codes in use are valid`(_ text: String) throws {
        let code = try ProviderCode(text)
        #expect(code.text == text)
        #expect(text == "0011" + code.creditCode + String(code.service.rawValue) + code.serviceExtension)
    }

    @Test(arguments: Fixtures.liveCodes)
    func `every other character in the first 22 positions is refused`(_ text: String) {
        let units = Array(text.utf8)
        for index in 0..<22 {
            for unit in UInt8(0)...0x7f where unit != units[index] {
                var mutant = units
                mutant[index] = unit
                #expect(throws: ProviderCodeError.self) {
                    try ProviderCode(String(decoding: mutant, as: UTF8.self))
                }
            }
        }
    }

    @Test(arguments: Fixtures.liveCodes)
    func `behind them only a service and a free extension are let through`(_ text: String) {
        let units = Array(text.utf8)
        for index in 22..<27 {
            for unit in UInt8(0)...0x7f {
                var mutant = units
                mutant[index] = unit
                let digit = (0x30...0x39).contains(unit)
                let isLegal = index == 22 ? (0x30...0x32).contains(unit) : digit || (0x41...0x5a).contains(unit)
                let code = try? ProviderCode(String(decoding: mutant, as: UTF8.self))
                #expect((code != nil) == isLegal)
            }
        }
    }

    @Test func `the error names the position`() {
        func position(_ text: String) -> Int? {
            do throws(ProviderCodeError) {
                _ = try ProviderCode(text)
                return nil
            } catch { return error.position }
        }
        let code = Fixtures.liveCodes[0]
        #expect(position("") == 1)
        #expect(position("10" + code.dropFirst(2)) == 1)
        #expect(position("0021" + code.dropFirst(4)) == 3)
        #expect(position("001191110102MACQD9K65010000") == 22)
        #expect(position("001191110102MACQD9I64010000") == 19)
        #expect(position(String(code.dropLast(2))) == 26)
        #expect(position(code + "0") == 28)
        #expect(position(code.lowercased()) == 13)
        #expect(position("0011９1110102MACQD9K64010000") == 5)
    }

    @Test func `two neighbours swapped in a credit code are noticed`() {
        for text in Fixtures.liveCodes {
            let units = Array(text.utf8)
            for index in 4..<21 where units[index] != units[index + 1] {
                var mutant = units
                mutant.swapAt(index, index + 1)
                #expect(throws: ProviderCodeError.self) { try ProviderCode(String(decoding: mutant, as: UTF8.self)) }
            }
        }
    }
}

@Suite struct ProducerTests {
    @Test func `a code needs no warning, a name and no name do`() throws {
        #expect(Producer(code: try ProviderCode(Fixtures.liveCodes[0])).warning == nil)
        #expect(try Producer(name: "example.org").warning?.contains("not fit for production") == true)
        #expect(Producer.unnamed.warning?.contains("unnamed") == true)
    }

    @Test func `exactly the characters of Annex E are allowed in a name`() {
        for byte in UInt8(0)...0x7f {
            let isLegal = byte == 0x21 || (0x23...0x5b).contains(byte) || (0x5d...0x7e).contains(byte)
            let name = "x" + String(Unicode.Scalar(byte))
            #expect(((try? Producer(name: name)) != nil) == isLegal)
        }
        #expect(throws: ProducerError.character(position: 1)) { try Producer(name: "某公司") }
        #expect(throws: ProducerError.character(position: 3)) { try Producer(name: "abＣ") }
        #expect(throws: ProducerError.empty) { try Producer(name: "") }
        #expect(throws: ProducerError.tooLong(1025)) { try Producer(name: String(repeating: "a", count: 1025)) }
        #expect((try? Producer(name: String(repeating: "a", count: 1024))) != nil)
    }
}
