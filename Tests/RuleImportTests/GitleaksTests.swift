import Monitor
import RuleImport
import Rules
import TestSupport
import Testing

@Suite struct GitleaksTests {
    /// The shapes that rules of gitleaks have; two of them do not compile in Oniguruma as they stand: the flag `s`, and
    /// names in the form `(?P<name>…)`.
    static let sample = #"""
        title = "sample"
        [extend]
        useDefault = true
        [allowlist]
        paths = ['''\.lock$''']
        regexes = ['''^ak-nobody0$''']
        stopwords = ["example"]

        [[rules]]
        id = "plain"
        description = "A key with a mark at its beginning."
        regex = '''\bak-[a-z]{6}[0-9]\b'''
        keywords = ["ak-"]
        tags = ["key"]

        [[rules]]
        id = "assigned"
        description = "A key behind the name of its service."
        regex = '''(?i)[\w.-]{0,10}?(?:acme)(?:[ \t\w.-]{0,8})[\s'"]{0,3}(?:=|>|:{1,3}=|:)[\x60'"\s=]{0,5}([a-z0-9]{12})(?:[\x60'"\s;]|\\[nr]|$)'''
        entropy = 3
        keywords = ["acme"]

        [[rules]]
        id = "Two Kinds"
        regex = '''\b(tk_(?:test|live)_(?i)[a-z]{4})(?:[;"\s]|$)|\btk2-([0-9]{6})\b'''
        keywords = ["tk_test", "tk_live", "tk2-"]

        [[rules]]
        id = "document"
        regex = '''(?i)\bkind:[ \t]*secret(?s:.){0,40}?\bdata:(?s:.){0,20}?\s+([\w.-]+:\s*[a-z0-9]{8})'''
        keywords = ["secret"]

        [[rules]]
        id = "named"
        regex = '''\bZz(?:(?P<alg>abc)|(?P<typ>xyz))[0-9]{3}'''

        [[rules]]
        id = "endless"
        regex = '''-----BEGIN[ A-Z]{0,20}-----[\s\S-]{8,}?-----END'''
        keywords = ["-----begin"]

        [[rules]]
        id = "hinted"
        regex = '''\b[0-9]{4}-[0-9]{4}\b'''
        keywords = ["pin"]
        secretGroup = 0
        [[rules.allowlists]]
        condition = "AND"
        regexes = ['''^0000-0000$''']
        paths = ['''x''']
        [[rules.allowlists]]
        regexes = ['''^1111-1111$''', '''^2+''']
        [[rules.allowlists]]
        regexTarget = "line"
        regexes = ['''pin''']

        [[rules]]
        id = "file"
        path = '''\.p12$'''

        [[rules]]
        id = "part"
        regex = '''abc'''
        skipReport = true

        [[rules]]
        id = "unclear"
        regex = '''key(?:=(a[a-z]{3})|:(b[a-z]{3}))'''
        path = '''\.env$'''
        colour = "red"

        [[rules]]
        id = "broken"
        regex = '''(?<=a)b'''
        """#

    private func read() throws -> ImportedPack {
        try GitleaksImport.read(Array(Self.sample.utf8), name: "mine", source: "sample.toml")
    }

    @Test func `each rule finds the secret and nothing around it`() throws {
        let set = try Imported.rules(try read())
        #expect(set.rules.map(\.id) == ["plain", "assigned", "two-kinds", "document", "named", "endless", "hinted", "unclear"].map { "mine." + $0 })
        let cases: [(rule: String, text: String, found: [String])] = [
            ("plain", "密钥ak-abcdef1，zak-abcdef1 ak-abcdef12", ["ak-abcdef1"]),
            ("assigned", "export ACME_token = 'q9w8e7r6t5y4'; acme: short", ["q9w8e7r6t5y4"]),
            ("assigned", "acme := a1b2c3d4e5f6\\n", ["a1b2c3d4e5f6"]),
            ("two-kinds", "tk_live_aBcD; tk2-123456 tk_TEST_abcd ", ["tk_live_aBcD", "123456"]),
            ("document", "Kind: Secret\nx: y\ndata:\n  user: abcd1234", ["user: abcd1234"]),
            ("named", "Zzabc123 Zzxyz456 Zzabd123", ["Zzabc123", "Zzxyz456"]),
            ("endless", "-----BEGIN KEY-----\nabcdefgh\n-----END", ["-----BEGIN KEY-----\nabcdefgh\n-----END"]),
            ("hinted", "1234-5678 1111-1111 2222-2222 0000-0000", ["1234-5678", "2222-2222", "0000-0000"]),
            ("unclear", "key=aaaa key:bbbb", ["key=aaaa", "key:bbbb"]),
        ]
        for (rule, text, found) in cases { #expect(Imported.found(set, "mine." + rule, text) == found, "\(rule)") }
    }

    @Test func `nothing is dropped in silence`() throws {
        let imported = try read()
        #expect(imported.read == 11 && imported.rules == 8 && !imported.isComplete, "\(imported.issues)")
        #expect(
            Imported.issues(imported, .leftOut).sorted() == [
                "* extend", "broken regex", "file path", "part skipReport", "unclear colour",
            ])
        let changed = Imported.issues(imported, .changed).sorted()
        #expect(
            changed == [
                "* allowlist.paths", "* allowlist.stopwords", "assigned entropy", "document regex", "endless regex", "hinted allowlist.paths",
                "hinted allowlist.regexes", "hinted allowlist.regexes", "hinted allowlist.regexes", "hinted keywords",
                "named secretGroup", "unclear path", "unclear secretGroup",
            ], "\(changed)")
        #expect(Imported.issues(imported, .noted) == ["plain tags"])
        #expect(imported.issues.allSatisfy { $0.line ?? 0 > 0 })
        let text = String(decoding: imported.text, as: UTF8.self)
        #expect(text.contains("# left-out: broken, regex:"))
    }

    @Test func `an exception is carried where it is a whole secret`() throws {
        let imported = try read()
        let set = try Imported.rules(imported)
        #expect(set.rules.first { $0.id == "mine.hinted" }?.except.map(\.phrase) == ["ak-nobody0", "1111-1111"])
        #expect(Imported.found(set, "mine.plain", "ak-nobody0 ak-nobodyx0") == [])
    }

    @Test(arguments: [
        ("x = 1", "no rules"), ("rules = 1", "array of tables"), ("[[rules]]\nregex = 'a'", "without 'id'"), ("[[rules]]\nid = 'a'", "neither"),
        ("[[rules]]\nid = 'a'\nregex = 1", "not a string"), ("[[rules]]\nid = 'a'\nregex = 'a'\nkeywords = [1]", "array of strings"), ("[[rules]\n", "line"),
    ]) func `a malformed file is an error with its line`(text: String, message: String) throws {
        let error = #expect(throws: ImportFault.self) { try GitleaksImport.read(Array(text.utf8), name: "x", source: "x") }
        let place = try #require(error?.places.first)
        #expect(place.message.contains(message) || message == "line", "\(place)")
        #expect(place.line != nil || message == "no rules")
    }

    @Test func `importing twice gives the same bytes`() throws {
        #expect(try read() == read())
    }
}
