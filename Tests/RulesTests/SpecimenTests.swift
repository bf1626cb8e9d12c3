import Foundation
import TestSupport
import Testing

@testable import Rules

/// Numbers that offices and standards print as specimens, and what nearly is one.
@Suite struct SpecimenTests {
    @Test(arguments: [
        (Validator.imei, "490154203237518", "490154203237519"), (.imei, "49-015420-323751-8", "49015420323751"),
        (.cnResidentID15, "110105491231002", "110105491331002"), (.cnResidentID15, "440524880101001", "440524880101000"),
        // As printed on the specimen of the card of 2023.
        (.cnForeignerID, "911124198108030024", "911124198108030023"), (.cnForeignerID, "USA110085060301", "USA160085060301"),
        // GB 11714-1997 prints the first one.
        (.cnOrganisation, "D2143569-X", "D2143569-1"), (.cnOrganisation, "70846113-6", "70846113-5"),
        (.cnTax, "440300708461136", "440300708461135"), (.cnTax, "91440300708461136T", "91440300708461136U"),
        (.cnTax, "11010519491231002X01", "11010519491231002X0"),
        (.hkID, "A123456(3)", "A123456(4)"), (.hkID, "AB987654(3)", "AB987654(2)"), (.hkID, "G123456(A)", "G123456(B)"),
        (.twID, "A123456789", "A123456788"), (.twID, "a123456789", "A323456789"),
        (.twARC, "A800000014", "A800000015"), (.twARC, "AC01234567", "AC01234568"),
        (.usSSN, "536-22-8723", "078-05-1120"), (.usSSN, "401551209", "666-22-8723"), (.usSSN, "899-01-0001", "900-01-0001"),
        (.caSIN, "130 692 544", "130 692 545"), (.caSIN, "193-456-787", "046 454 286"),
        (.mxCURP, "HEGG560427MVZRRL04", "HEGG560427MVZRRL05"), (.brCPF, "111.444.777-35", "111.111.111-11"),
        (.brCNPJ, "11.222.333/0001-81", "11.222.333/0001-82"), (.brCNPJ, "12.ABC.345/01DE-35", "12.ABC.345/01DE-36"),
        (.arCUIT, "20-05536168-2", "21-05536168-2"), (.clRUT, "12.345.678-5", "12.345.678-K"),
        (.ukNHS, "943 476 5919", "943 476 5918"), (.ukNINO, "AB 12 34 56 C", "QQ 12 34 56 C"),
        (.iePPS, "1234567T", "1234567A"), (.iePPS, "1234567FA", "1234567TA"), (.iePPS, "1234567TW", "1234567FW"),
        (.deSteuerID, "86 095 742 719", "86 095 742 718"), (.deSteuerID, "65929970489", "65929970488"),
        (.dePersonalausweis, "T220001293", "T220001292"), (.dePersonalausweis, "L01X00T471", "L01X00T47"),
        (.frNIR, "2 69 05 49 588 157 80", "2 69 05 49 588 157 81"), (.frNIR, "1 84 12 2A 451 089 33", "1 84 12 2B 451 089 33"),
        (.itCodiceFiscale, "RSSMRA85T10A562S", "RSSMRA85T10A562T"), (.itCodiceFiscale, "MRTMTT25D09F205Z", "MRTMTT25D41F205Z"),
        (.esDNI, "12345678-Z", "12345678-A"), (.esDNI, "X1234567L", "Y1234567L"), (.ptNIF, "123 456 789", "123 456 788"),
        (.nlBSN, "111222333", "111222334"), (.beNN, "85.07.30-033.28", "85.07.30-033.29"),
        (.chAHV, "756.1234.5678.97", "757.1234.5678.97"), (.atSVNR, "1237 010180", "1238 010180"),
        (.plPESEL, "44051401359", "44051401358"), (.plPESEL, "02070803628", "02270803628"),
        (.sePersonnummer, "811228-9874", "811228-9873"), (.sePersonnummer, "198112289874", "19811328-9874"),
        (.noFodselsnummer, "15108695088", "15108695077"), (.fiHETU, "131052-308T", "131052-308U"),
        (.fiHETU, "131052Y308T", "131052308T"), (.dkCPR, "070761-4285", "310261-4285"),
        (.ruINN, "7830002293", "7830002294"), (.ruINN, "500100732259", "500100732258"),
        (.ruSNILS, "112-233-445 95", "112-233-445 96"), (.trKimlik, "10000000146", "10000000147"),
        (.ilID, "123456782", "12345678"), (.zaID, "800101 5009 087", "801301 5009 087"),
        (.inAadhaar, "2341 2341 2346", "2341 2341 2347"), (.inPAN, "ABCPE1234F", "ABCXE1234F"),
        (.jpMyNumber, "1234 5678 9018", "1234 5678 9017"), (.krRRN, "971013-9019902", "971013-9019903"),
        (.sgNRIC, "S1234567D", "S1234567A"), (.sgNRIC, "F1234567N", "G1234567N"), (.sgNRIC, "M1234567K", "M1234567X"),
        (.thPIN, "3-1006-00445-63-5", "9-1006-00445-63-5"), (.myNRIC, "770305-02-1234", "771305-02-1234"),
        (.myNRIC, "890131-06-1224", "890131-17-1224"), (.idNIK, "3171011708450001", "3171017208450001"),
        (.auTFN, "123 456 782", "123 456 783"), (.auMedicare, "2123 45670 1", "2123 45671 1"),
        (.nzIRD, "49-091-850", "49-091-851"), (.nzIRD, "136410132", "136410133"),
        (.icaoMRZ, "L898902C36UTO7408122F1204159ZE184226B<<<<<10", "L898902C36UTO7408122F1204159ZE184226B<<<<<11"),
        (.icaoMRZ,
         "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10",
         "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"),
    ]) func numbers(_ validator: Validator, _ right: String, _ wrong: String) {
        #expect(validator.accepts(right), "\(right)")
        #expect(!validator.accepts(wrong), "\(wrong)")
    }

    /// BIP 173, BIP 350, EIP-55, and addresses that everybody knows.
    @Test(arguments: [
        (Validator.bitcoin, "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", true), (.bitcoin, "1A1zP1eP5QGefi2DMPTfTL5SLmv7Divfna", false),
        (.bitcoin, "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy", true), (.bitcoin, "", false), (.bitcoin, "1", false),
        (.bitcoin, "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", true),
        (.bitcoin, "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", true),
        (.bitcoin, "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kV8f3t4", false),
        (.bitcoin, "bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y", true),
        (.bitcoin, "BC1SW50QGDZ25J", true), (.bitcoin, "bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs", true),
        (.bitcoin, "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0", true),
        // The checksum of the other version, a program of one byte, sixteen bytes with version 0, none, another chain.
        (.bitcoin, "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd", false),
        (.bitcoin, "BC1S0XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ54WELL", false),
        (.bitcoin, "bc1pw5dgrnzv", false), (.bitcoin, "BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P", false), (.bitcoin, "bc1gmk9yu", false),
        (.bitcoin, "tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx", false),
        (.ethereum, "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", true),
        (.ethereum, "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359", true),
        (.ethereum, "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB", true),
        (.ethereum, "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb", true),
        (.ethereum, "0x52908400098527886E0F7030069857D2E4169EE7", true),
        (.ethereum, "0xde709f2102306220921060314715629080e2fb77", true),
        (.ethereum, "0x5aaeb6053F3E94C9b9A09f33669435E7Ef1BeAed", false),
        (.ethereum, "0x0000000000000000000000000000000000000000", false), (.ethereum, "0x", false),
        (.tron, "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", true), (.tron, "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6T", false),
    ]) func addresses(_ validator: Validator, _ text: String, _ isValid: Bool) {
        #expect(validator.accepts(text) == isValid, "\(text)")
    }

    @Test(arguments: [
        (Validator.githubToken, "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", true),
        (.githubToken, "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", true),
        (.githubToken, "ghp_Synthetic0Token0Of0No0Account0219BAm", false),
        (.githubToken, "ghp_synthetic0Token0Of0No0Account0219BAl", false), (.githubToken, "ghp_", false),
        (.githubToken, "ghx_Synthetic0Token0Of0No0Account0219BAl", false),
        (.githubToken, "github_pat_" + String(repeating: "1a", count: 11) + "_" + String(repeating: "B", count: 59), true),
        (.githubToken, "github_pat_" + String(repeating: "1a", count: 11) + "_" + String(repeating: "B", count: 58), false),
        // The example of RFC 7519 §3.1, and the same without its algorithm.
        (.jwt,
         "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
         true),
        (.jwt, "eyJ0eXAiOiJKV1QifQ.eyJpc3MiOiJqb2UifQ.dBjftJeZ4CVP", false),
        (.jwt, "eyJhbGciOiJub25lIn0.eyJpc3MiOiJqb2UifQ.", true), (.jwt, "eyJhbGciOiJub25lIn0.W10.", false),
        (.jwt, "eyJhbGciOiJub25lIn0.eyJpc3MiOiJqb2UifQ", false), (.jwt, "..", false),
        (.entropy, "key = 'q7Zr2LxVb9TnKd4W'", true), (.entropy, "5f4dcc3b5aa765d61d8327deb882cf99", true),
        (.entropy, "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzzQ4kLmTqp", true), (.entropy, "550e8400-e29b-41d4-a716-446655440000", true),
        (.entropy, "aaaaaaaaaaaaaaaaaaaa", false), (.entropy, "Ab3xAb3xAb3xAb3xAb3xAb3x", false),
        (.entropy, "qwertyuiop12345678", false), (.entropy, "abcdefghijklmnopqrst", false), (.entropy, "YOUR_API_KEY_2024", false),
        (.entropy, "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", false), (.entropy, "sk-xxxxxxxxx7Zr2LxVb9TnKd4W", false),
        (.entropy, "get_user_name_from_database_2024", false), (.entropy, "getUserNameFromDatabaseQuietly", false),
        (.entropy, "", false), (.entropy, "密钥", false), (.entropy, "7Zr2LxV", false),
    ]) func credentials(_ validator: Validator, _ text: String, _ isValid: Bool) {
        #expect(validator.accepts(text) == isValid, "\(text)")
    }

    @Test func `entropy is Shannon's`() {
        var random = SeededGenerator(seed: 1948)
        for _ in 0..<2_000 {
            let letters = (0..<Int.random(in: 1...40, using: &random)).map { _ in UInt8.random(in: 0x41...0x5A, using: &random) }
            let run = (0..<Int.random(in: 1...80, using: &random)).compactMap { _ in letters.randomElement(using: &random) }
            let shares = Dictionary(grouping: run) { $0 }.values.map { Double($0.count) / Double(run.count) }
            let expected = -shares.reduce(0) { $0 + $1 * log2($1) }
            #expect(abs(Randomness.entropy(run) - expected) < 1e-9)
        }
        #expect(Randomness.entropy([]) == 0)
    }

    /// What rules that demand randomness cost: of keys drawn at random, nearly all are taken.
    @Test(arguments: [("0123456789abcdef", 32, 2), ("0123456789abcdef", 40, 1), (base62, 20, 10), (base62, 40, 10), (base62, 64, 10)])
    func `keys that are drawn are taken`(_ alphabet: String, _ length: Int, _ allowed: Int) {
        var random = SeededGenerator(seed: 62)
        let characters = Array(alphabet.utf8)
        let refused = (0..<10_000).count { _ in
            let key = (0..<length).compactMap { _ in characters.randomElement(using: &random) }
            return !Validator.entropy.accepts(String(decoding: key, as: UTF8.self))
        }
        #expect(refused <= allowed, "\(refused) of 10,000")
    }

    static let base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

    /// The test vectors of the Keccak team for the empty message, and one that fills a block but for a byte.
    @Test func `Keccak before FIPS 202`() {
        #expect(
            Keccak.hash256([]).map { String($0, radix: 16) }.joined(separator: " ")
                == "c5 d2 46 1 86 f7 23 3c 92 7e 7d b2 dc c7 3 c0 e5 0 b6 53 ca 82 27 3b 7b fa d8 4 5d 85 a4 70")
        #expect(Set((130...140).map { Keccak.hash256([UInt8](repeating: 0, count: $0)) }).count == 11)
    }
}
