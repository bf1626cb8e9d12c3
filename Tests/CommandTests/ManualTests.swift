import Foundation
import TestSupport
import Testing

/// The manual names every command and option there is, and its links lead somewhere.
@Suite struct ManualTests {
    static let commands = [
        "", "filter", "audit", "log", "log init", "log verify", "log cat", "log show", "log search", "log index", "log stats",
        "log export", "log sample", "log prove", "log check-proof", "log consistency", "log witness", "log witness serve",
        "log witness request", "log witness sign", "log witness accept", "log witness push",
        "log retention", "log prune", "log hold", "log hold add", "log hold list", "log hold release", "log rotate-key",
        "log revoke-key", "log rotate-epoch", "log destroy-epoch", "log open-excerpt",
        "rules", "rules check", "rules test", "rules list", "rules explain", "rules bench", "rules coverage",
        "rules eval", "rules import", "keygen",
    ]

    /// The page as a reader sees it: hyphens that troff escapes are hyphens, fonts are gone.
    private func page() throws -> String {
        try text("docs/hallmark.1").replacing("\\-", with: "-").replacing("\\&", with: "")
            .replacing(#/\\f[BIRP]/#, with: "")
    }

    /// What stands under the heading of a command, and under that of the options which several share.
    private static func section(_ command: String, of page: String) -> String {
        let parts = page.split(separator: "\n.S").map(String.init)
        return parts.filter { part in
            let heading = part.prefix { $0 != "\n" }
            return heading == "S \"hallmark \(command)\"" || heading == "H \"SHARED OPTIONS\""
        }.joined()
    }

    private func text(_ path: String) throws -> String {
        try String(contentsOf: URL(fileURLWithPath: Command.package + "/" + path), encoding: .utf8)
    }

    @Test(arguments: commands) func `every option of a command's help stands in hallmark.1`(command: String) throws {
        let help = try Workplace().hallmark(command + " --help").text
        let page = try page()
        #expect(page.contains("hallmark " + command))
        let list = try #require(help.split(separator: "\nOPTIONS:\n").dropFirst().first)
        let rows = list.split(separator: "\n").prefix { !$0.hasPrefix("SUBCOMMANDS") }.filter { $0.hasPrefix("  -") }
        let options = Set(
            rows.flatMap { $0.prefix(26).matches(of: #/(?:^|[\s,])(--?[a-z][a-z-]*)/#).map { String($0.output.1) } })
        #expect(options.contains("--help"))
        let section = Self.section(command, of: page)
        for option in options.subtracting(["-h", "--help", "--version"]) {
            #expect(section.contains(try Regex("(^|[^a-z-])\(option)([^a-z-]|$)")), "\(command): \(option)")
        }
    }

    @Test(arguments: commands) func `every subcommand of a command's help is one of those above`(command: String) throws {
        let help = try Workplace().hallmark(command + " --help").text
        guard let list = help.split(separator: "SUBCOMMANDS:\n").dropFirst().first else { return }
        let names = list.matches(of: #/(?m)^  ([a-z-]+)  /#).map { String($0.output.1) }
        #expect(names.count > 2)
        for name in names {
            #expect(Self.commands.contains(command.isEmpty ? name : command + " " + name), "\(command) \(name)")
        }
    }

    @Test func `every exit code and every variable of the environment stands in hallmark.1`() throws {
        let page = try page()
        for word in ["HALLMARK_KEYS", "XDG_CONFIG_HOME", "NO_COLOR", "hallmark.yaml"] { #expect(page.contains(word)) }
        for code in [0, 1, 64, 65, 66, 69, 73, 74, 75, 78, 130, 143] {
            #expect(page.contains("\n.B \(code)\n") || page.contains("\n.BR \(code) "), "\(code)")
        }
    }

    @Test(.enabled(if: Peer.isInstalled("groff"), "groff is not installed"))
    func `groff renders hallmark.1 without a warning`() throws {
        let path = Command.package + "/docs/hallmark.1"
        let finished = try Command.run("groff", ["-man", "-Tutf8", "-ww", "-P-cbou", path])
        #expect(finished.status == 0)
        #expect(finished.error.isEmpty, "\(finished.error)")
        #expect(finished.text.contains("EXIT STATUS"))
    }

    @Test func `every link of the manual leads to a file`() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Command.package + "/docs")
        let pages = ["README.md", "CONTRIBUTING.md", "Samples/README.md", "Rules/README.md"]
            + names.filter { $0.hasSuffix(".md") }.map { "docs/" + $0 }
        var links = 0
        for page in pages {
            let folder = URL(fileURLWithPath: Command.package + "/" + page).deletingLastPathComponent()
            for match in try text(page).matches(of: #/\]\(([^)\s]+)\)/#) {
                let target = String(match.output.1)
                if target.contains("://") || target.hasPrefix("#") { continue }
                let file = target.prefix { $0 != "#" }
                links += 1
                #expect(
                    FileManager.default.fileExists(atPath: folder.appending(path: String(file)).path),
                    "\(page): \(target)")
            }
        }
        #expect(links > 15)
    }

    @Test func `the index names every page and every schema`() throws {
        let index = try text("docs/README.md")
        for name in try FileManager.default.contentsOfDirectory(atPath: Command.package + "/docs") where name != "README.md" {
            #expect(index.contains(name), "\(name)")
        }
    }

    @Test func `the pack of rules.md is quiet, and its table has every code`() throws {
        let work = try Workplace()
        let page = try text("docs/rules.md")
        let packs = page.split(separator: "```yaml\n").dropFirst().prefix(2).compactMap { $0.split(separator: "```").first }
        try #require(packs.count == 2)
        try work.folder.write(String(packs[0]), to: "order.yaml")
        #expect(try work.hallmark("rules check order.yaml").output.isEmpty)
        #expect(try work.hallmark("rules test order.yaml").status == 0)
        try work.folder.write(String(packs[1]), to: "my.yaml")
        let checked = try work.hallmark("rules check my.yaml")
        #expect(checked.status == 0 && checked.output.isEmpty, "\(checked.text)")
        #expect(try work.hallmark("rules test my.yaml").status == 0)
        let told = try work.hallmark("rules explain my-pack.badge-number my.yaml").text.split(separator: "\n")
        let sample = page.split(separator: "$ hallmark rules explain my-pack.badge-number my.yaml\n").last ?? ""
        let shown = sample.split(separator: "\n").prefix { $0.hasPrefix("    ") }.map { $0.dropFirst(4) }
        #expect(shown.count > 12 && shown == told.filter { shown.contains($0) })
        for file in ["Sources/Rules/ProblemCode.swift", "Sources/Monitor/Plan.swift", "Sources/Monitor/RuleSet.swift",
            "Sources/Monitor/RuleNotes.swift",
            "Sources/Pipeline/PolicyLoader.swift", "Sources/Pipeline/RuleFolder.swift"]
        {
            for match in try text(file).matches(of: #/"([RMP][0-9]{3})"/#) {
                #expect(page.contains("| \(match.output.1) |"), "\(file): \(match.output.1)")
            }
        }
    }
}
