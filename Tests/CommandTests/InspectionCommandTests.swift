import Foundation
import Inspection
import Primitives
import TestSupport
import Testing

/// `log export`, `log sample` and `log stats` as an inspector uses them, and packages of others that read what comes out.
@Suite struct InspectionCommandTests {
    static let peers = Command.package + "/Tests/InspectionTests/Peers"
    static let script = Command.package + "/Sources/Inspection/Verifier/verify_hallmark.py"
    /// A model's name as somebody hostile would choose it.
    static let hostile = "=HYPERLINK(\"http://x\")<script>alert('1')</script>\u{202e}"

    /// A log of the sample archive, of lines with hostile names, and of a blocked stream.
    private func log() throws -> Workplace {
        let work = try Workplace()
        let names = ["model": JSONValue.string(Self.hostile), "content": "电话 13800138000"]
        let line = String(decoding: JSONValue.object(names).canonical, as: UTF8.self)
        try work.folder.write(line + "\n" + line + "\nno json\n", to: "＝in,put/a b.jsonl")
        #expect(try work.hallmark(["audit", Command.package + "/Samples/archive", "＝in,put", "--json"]).status == 0)
        try work.folder.write("overrides: [{pack: intl-privacy, action: block}]", to: "hallmark.yaml")
        _ = try work.hallmark("filter --format text", input: "mail wang.lei@mail-shop.cn now")
        return work
    }

    private func names(_ work: Workplace, _ folder: String = "") throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: work.folder.file(folder)).sorted()
    }

    private func verify(_ work: Workplace, _ path: String, key: Bool = true) throws -> (status: Int32, answer: JSONValue) {
        let given = key ? ["--key", try work.verifierKey()] : []
        let finished = try Command.run("python3", ["-B", Self.script, work.folder.file(path)] + given)
        return (finished.status, try JSONValue(parsing: Array(finished.text.utf8)))
    }

    // MARK: Exports

    @Test func `jsonl is the records byte for byte, and its manifest has their digest`() throws {
        let work = try log()
        let before = try work.hallmark("log cat audit").text.split(separator: "\n")
        let finished = try work.hallmark("log export audit --output out.jsonl --verdict masked --json")
        #expect(finished.status == 0, "\(finished.error)")
        let wanted = before.filter { $0.contains("\"verdict\":\"masked\"") }
        let lines = String(decoding: try work.folder.read("out.jsonl"), as: UTF8.self)
        #expect(wanted.count > 3 && lines == wanted.map { $0 + "\n" }.joined())
        let manifest = try JSONValue(parsing: Array(finished.text.utf8))
        let sum = try Command.run("sha256sum", [work.folder.file("out.jsonl")]).text.prefix(64)
        #expect(manifest["sha256"]?.string == String(sum))
        #expect(manifest["records"]?.integer == Int64(wanted.count))
        #expect(try work.folder.read("out.jsonl.manifest.json") == finished.output)
        // The export is a record, and says the same.
        let number = try #require(manifest["recorded"]?["seq"]?.integer)
        let record = try work.records()[Int(number)]
        #expect(record["kind"] == "log.export" && record["digest"]?.string == "sha256:" + sum)
        #expect(record["checkpoint"] == manifest["checkpoint"] && record["query"] == ["verdict": "masked"])
        #expect(try work.hallmark(["log", "verify", "audit", "--key", try work.verifierKey()]).status == 0)
        let note = String(decoding: try work.folder.read("out.jsonl.manifest.note"), as: UTF8.self)
        #expect(note.hasPrefix(finished.text + "\n\u{2014} "))
    }

    @Test func `what stands there is kept, and after an error nothing is left`() throws {
        let work = try log()
        try work.folder.write("mine", to: "out.csv")
        let refused = try work.hallmark("log export audit --format csv --output out.csv")
        #expect(refused.status == 73 && refused.error.contains("--force"))
        #expect(try work.folder.read("out.csv") == Array("mine".utf8))
        let before = try names(work).filter { !$0.hasPrefix("cache") }
        // No keys: nobody can enter the export.
        let nowhere = ["HALLMARK_KEYS": work.folder.file("nowhere")]
        let keyless = try work.hallmark(["log", "export", "audit", "--output", "x.jsonl"], environment: nowhere)
        #expect(keyless.status == 78 && keyless.error.contains("--unrecorded"))
        // Records that are not those that were signed.
        let segments = try FileManager.default.contentsOfDirectory(atPath: work.folder.file("audit/segments")).filter { $0.hasSuffix(".zst") }
        #expect(segments.count == 1)
        try work.folder.write([1, 2, 3], to: "audit/segments/" + segments[0])
        for format in ["jsonl", "csv", "bagit", "html"] {
            let finished = try work.hallmark("log export audit --unrecorded --format \(format) --output bad.\(format)")
            #expect(finished.status == 65, "\(finished.error)")
        }
        #expect(try work.hallmark("log sample audit --unrecorded --nonce a --size 2 --output bad").status == 65)
        #expect(try names(work).filter { !$0.hasPrefix("cache") } == before)
    }

    @Test func `the formats are read by packages of others`() throws {
        let work = try log()
        for format in ["jsonl", "csv", "ocsf", "sarif", "otel"] {
            let finished = try work.hallmark("log export audit --unrecorded --format \(format) --output out.\(format)")
            #expect(finished.status == 0, "\(format): \(finished.error)")
        }
        guard let python = try PythonEnvironment.logPeers.pythonIfReachable(for: "exports") else { return }
        let finished = try Command.run(python, ["-B", Self.peers + "/check_formats.py", work.folder.path])
        #expect(finished.status == 0, "\(finished.error)")
        #expect(finished.text.hasPrefix("read "))
    }

    @Test func `the page fetches nothing, has a text for every chart, and lets no text out of its place`() throws {
        let work = try log()
        #expect(try work.hallmark("log export audit --unrecorded --format html --output out.html").status == 0)
        let page = String(decoding: try work.folder.read("out.html"), as: UTF8.self)
        for word in ["http:", "https:", "src=", "href=", "<script", "url(", "@import", "<link", "<iframe", "onload"] {
            let found = page.replacing("http:/", with: word == "http:" ? "" : "http:/")
            #expect(word == "http:" ? !found.contains("=\"http:") : !page.contains(word), "\(word)")
        }
        #expect(page.contains("&lt;script&gt;alert(&#39;1&#39;)") && page.contains("\\u{202e}") && !page.contains("\u{202e}"))
        let charts = page.matches(of: #/<svg [^>]*role="img" aria-labelledby="([a-z]+)-t \1-d"[^>]*><title id="\1-t">[^<]+<\/title><desc id="\1-d">[^<]+<\/desc>/#)
        #expect(charts.count >= 6 && charts.count == page.matches(of: #/<svg/#).count)
        for tag in ["section", "table", "svg", "main", "tbody", "details"] {
            #expect(page.matches(of: try Regex("<\(tag)[ >]")).count == page.matches(of: try Regex("</\(tag)>")).count, "\(tag)")
        }
        // Every number says where it comes from; the same numbers come from stats.
        let stats = try JSONValue(parsing: Array(try work.hallmark("log stats audit --json").text.utf8))
        let root = try #require(stats["checkpoint"]?["root"]?.string)
        #expect(page.contains(root) && page.contains("lang=\"zh-Hans\"") && page.contains("hallmark log stats"))
        for (verdict, count) in stats["verdicts"]?.object ?? [:] {
            #expect(page.contains(try Regex("<th scope=\"row\">\(verdict) [^\\n]*</th><td>\(count.integer ?? -1)</td>")))
        }
    }

    // MARK: Evidence

    @Test func `a bundle is a bag, and proves itself without Hallmark`() throws {
        let work = try log()
        let finished = try work.hallmark("log export audit --format bagit --output bag --rule cn-privacy.mobile --custodian 监管三处 --json")
        #expect(finished.status == 0, "\(finished.error)")
        let (status, answer) = try verify(work, "bag")
        #expect(status == 0 && answer["verdict"] == "verified" && answer["manifest_signed"] == true, "\(answer)")
        let count = try #require(answer["records"]?.integer)
        #expect(count >= 2)
        #expect(try verify(work, "bag", key: false).status == 2)
        // The script that lies in it, run as the README says.
        let own = try Command.run("python3", ["-B", "verify_hallmark.py", ".", "--key", try work.verifierKey()], folder: work.folder.file("bag"))
        #expect(own.status == 0, "\(own.text)")
        let custody = try JSONValue(parsing: try work.folder.read("bag/custody.json"))
        #expect(custody["custodian"] == "监管三处" && custody["counts"]?["records"]?.integer == count)
        #expect(custody["packs"]?["missing"] == [] && custody["packs"]?["found"]?.array?.isEmpty == false)
        let problems = try SchemaValidator(named: "custody").problems(custody)
        #expect(problems.isEmpty, "\(problems)")
        for name in try names(work, "bag/data/proofs") {
            #expect(try verify(work, "bag/data/proofs/" + name).status == 0)
        }
        guard let python = try PythonEnvironment.logPeers.pythonIfReachable(for: "bagit") else { return }
        let program = "import bagit, sys; bag = bagit.Bag(sys.argv[1]); bag.validate(); print(bag.version, len(bag.entries))"
        let bag = try Command.run(python, ["-B", "-c", program, work.folder.file("bag")])
        #expect(bag.status == 0 && bag.text.hasPrefix("1.0 "), "\(bag.error)")
    }

    @Test func `a bundle in which any file was changed, is missing or was added is refused`() throws {
        let work = try log()
        #expect(try work.hallmark("log export audit --format bagit --output bag --verdict masked").status == 0)
        let signedOver = ["tagmanifest.note"]
        for name in try names(work, "bag") where !name.contains("proofs/") || name.hasSuffix("7.tlog-proof") {
            let path = "bag/" + name
            guard let bytes = try? work.folder.read(path), !bytes.isEmpty else { continue }
            var changed = bytes
            changed[changed.count / 2] ^= 1
            try work.folder.write(changed, to: path)
            let first = try verify(work, "bag")
            #expect(first.status == 1, "\(name): \(first.answer)")
            try FileManager.default.removeItem(atPath: work.folder.file(path))
            if !signedOver.contains(name), name != "bagit.txt" {
                #expect(try verify(work, "bag").status != 0, "\(name)")
            }
            try work.folder.write(bytes, to: path)
        }
        #expect(try verify(work, "bag").status == 0)
        try work.folder.write("{}", to: "bag/data/more.jsonl")
        #expect(try verify(work, "bag").status == 1)
    }

    @Test func `a bundle of many records holds frames in place of proofs`() throws {
        let work = try Workplace()
        let lines = (0..<1_300).map { "{\"content\":\"\($0.isMultiple(of: 12) ? "电话 13800138000" : "你好")\"}\n" }.joined()
        try work.folder.write(lines, to: "in.jsonl")
        #expect(try work.hallmark("audit in.jsonl --json").status == 0)
        for (options, wanted) in [([], 1_304), (["--verdict", "masked"], 109)] as [([String], Int)] {
            let name = "bag-\(wanted)"
            let finished = try work.hallmark(["log", "export", "audit", "--unrecorded", "--format", "bagit", "--output", name] + options)
            #expect(finished.status == 0, "\(finished.error)")
            let (status, answer) = try verify(work, name)
            #expect(status == 0 && answer["records"]?.integer == Int64(wanted), "\(answer)")
            #expect(try names(work, name).contains("data/frames") == (wanted > EvidenceBundle.mostProofs))
        }
        // A frame that was changed, with manifests that were made to fit.
        let frame = "data/frames/00000000000000000512.jsonl"
        var bytes = try work.folder.read("bag-1304/" + frame)
        bytes[100] ^= 1
        let before = try Command.run("sha256sum", [work.folder.file("bag-1304/" + frame)]).text.prefix(64)
        try work.folder.write(bytes, to: "bag-1304/" + frame)
        var manifest = String(decoding: try work.folder.read("bag-1304/manifest-sha256.txt"), as: UTF8.self)
        manifest = manifest.replacing(before, with: try Command.run("sha256sum", [work.folder.file("bag-1304/" + frame)]).text.prefix(64))
        let tagged = try Command.run("sha256sum", [work.folder.file("bag-1304/manifest-sha256.txt")]).text.prefix(64)
        try work.folder.write(manifest, to: "bag-1304/manifest-sha256.txt")
        var tags = String(decoding: try work.folder.read("bag-1304/tagmanifest-sha256.txt"), as: UTF8.self)
        tags = tags.replacing(tagged, with: try Command.run("sha256sum", [work.folder.file("bag-1304/manifest-sha256.txt")]).text.prefix(64))
        try work.folder.write(tags, to: "bag-1304/tagmanifest-sha256.txt")
        let (status, answer) = try verify(work, "bag-1304")
        #expect(status == 1 && answer["first_bad"]?["index"] == 512, "\(answer)")
    }

    @Test func `the stand-alone verifier agrees with ours about a log and about every byte of it`() throws {
        let work = try log()
        let (status, answer) = try verify(work, "audit")
        let ours = try JSONValue(parsing: try work.hallmark(["log", "verify", "audit", "--json", "--key", try work.verifierKey()]).output)
        #expect(status == 0 && answer["root"] == ours["root"] && answer["records"] == ours["records"], "\(answer)")
        #expect(try verify(work, "audit", key: false).status == 2)
        let segment = "audit/segments/00000000000000000000.jsonl.zst"
        var generator = SeededGenerator(seed: 8)
        for name in [segment, "audit/checkpoint", "audit/roots", "audit/log.json"] {
            let bytes = try work.folder.read(name)
            for _ in 0..<(3 * Soak.factor) where !bytes.isEmpty {
                var changed = bytes
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                changed[place] ^= 1 << UInt8.random(in: 0...7, using: &generator)
                try work.folder.write(changed, to: name)
                let theirs = try verify(work, "audit").status
                let mine = try work.hallmark(["log", "verify", "audit", "--key", try work.verifierKey()]).status
                // Ours looks at more: seek tables, the description. What the script refuses, ours refuses.
                #expect(theirs == 0 || mine != 0, "\(name) at \(place)")
                if name == "audit/checkpoint" { #expect(theirs == 1, "\(name) at \(place)") }
            }
            try work.folder.write(bytes, to: name)
        }
        #expect(try verify(work, "audit").status == 0)
    }

    // MARK: Samples

    @Test(arguments: ["", "--by verdict", "--by rule", "--by day", "--verdict masked --by format"])
    func `a sample is drawn again by us and by a few lines of Python`(options: String) throws {
        let work = try log()
        let finished = try work.hallmark(
            ["log", "sample", "audit", "--nonce", "骰子 4 2 6 1", "--size", "3", "--output", "drawn", "--json"]
                + options.split(separator: " ").map(String.init))
        #expect(finished.status == 0, "\(finished.error)")
        let problems = try SchemaValidator(named: "sample").problems(try JSONValue(parsing: finished.output))
        #expect(problems.isEmpty, "\(problems)")
        let again = try work.hallmark("log sample audit --check drawn/sample.json")
        #expect(again.status == 0 && again.text.hasPrefix("SAME"), "\(again.text)\(again.error)")
        let lines = try work.hallmark("log cat audit").output
        let python = try Command.run("python3", ["-B", Self.peers + "/redraw.py", work.folder.file("drawn/sample.json")], input: lines)
        #expect(python.status == 0 && python.text.hasPrefix("same"), "\(python.error)")
        let proofs = try names(work, "drawn/proofs")
        #expect(!proofs.isEmpty)
        for proof in proofs { #expect(try verify(work, "drawn/proofs/" + proof).status == 0) }
        // One record exchanged for another.
        var sample = try JSONValue(parsing: try work.folder.read("drawn/sample.json")).object ?? [:]
        guard case .array(var strata)? = sample["strata"], case .object(var stratum)? = strata.first,
            case .array(var seqs)? = stratum["seqs"], let number = seqs.first?.integer
        else { throw CancellationError() }
        seqs[0] = .integer(number + 1)
        stratum["seqs"] = .array(seqs)
        strata[0] = .object(stratum)
        sample["strata"] = .array(strata)
        try work.folder.write(JSONValue.object(sample).canonical, to: "other.json")
        #expect(try work.hallmark("log sample audit --check other.json").status == 1)
    }

    @Test(arguments: [
        "log sample audit --size 3 --output d", "log sample audit --nonce a --output d", "log sample audit --nonce a --size 0 --output d",
        "log sample audit --nonce a --size 3", "log sample audit --nonce a --confidence 95 --output d",
        "log sample audit --nonce a --confidence 100 --defect-rate 1 --output d",
        "log sample audit --nonce a --confidence 95 --defect-rate 0 --output d", "log sample audit --check x --size 3",
        "log sample audit --nonce a --size 3 --by colour --output d", "log export audit --format doc --output d",
        "log export audit", "log stats audit --by colour",
    ]) func `a line that asks for nothing that can be done is refused`(line: String) throws {
        let work = try Workplace()
        #expect(try work.hallmark(line).status == 64)
    }
}
