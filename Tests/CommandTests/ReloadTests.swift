import Foundation
import Primitives
import TestSupport
import Testing

/// Rules that change while a filter runs.
@Suite struct ReloadTests {
    private func pack(_ word: String) -> String {
        """
        pack: trial
        version: 1.0.0
        title: {zh: 试, en: Trial}
        rules:
          - id: trial.word
            title: {zh: 词, en: Word}
            category: custom
            severity: high
            action: mask
            match: {keywords: [\(word)]}
            replacement: '[gone]'
            tests: {hit: [\(word)], clean: [other]}
        """
    }

    private func line(_ text: String) -> String { "{\"content\":\"\(text)\"}\n" }

    private func run(_ work: Workplace, _ more: [String] = [], format: String = "jsonl") throws -> RunningFilter {
        try work.folder.write(pack("alpha"), to: "trial.yaml")
        return try RunningFilter(
            work, ["filter", "--format", format, "--rules", "trial.yaml", "--log", "audit"] + more)
    }

    /// Sends lines until the answer to one of them has left.
    private func say(_ text: String, to run: RunningFilter) throws {
        let lines = run.output.split(separator: "\n").count
        try run.send(line(text))
        try run.wait { run.output.split(separator: "\n").count > lines }
    }

    private func end(_ run: RunningFilter) {
        run.closeInput()
        run.process.waitUntilExit()
    }

    @Test func `SIGHUP brings a changed pack into force, and the log says from what to what`() throws {
        let work = try Workplace()
        let run = try run(work)
        try say("alpha beta", to: run)
        try work.folder.write(pack("beta"), to: "trial.yaml")
        kill(run.process.processIdentifier, SIGHUP)
        try run.wait { run.error.contains("rules reloaded") }
        try say("alpha beta", to: run)
        end(run)
        #expect(run.process.terminationStatus == 0)
        let lines = run.output.split(separator: "\n")
        #expect(lines.first?.contains("[gone] beta") == true)
        #expect(lines.last?.contains("alpha [gone]") == true)
        let records = try work.records()
        let changed = try #require(records.first { $0["kind"]?.string == "rules.changed" })
        let packs = records.filter { $0["kind"]?.string == "content" }.compactMap { $0["packs"]?.string }
        #expect(packs.count == 2)
        #expect(changed["from"]?.string == packs.first)
        #expect(changed["to"]?.string == packs.last)
        #expect(changed["packs"]?.array?.first?.array?.first?.string == "trial")
        #expect(try work.hallmark(["log", "verify", "audit", "--key", work.verifierKey()]).status == 0)
    }

    @Test func `a channel that is open ends by the rules it began with`() throws {
        let work = try Workplace()
        let run = try run(work, format: "text")
        try run.send("so alp")
        try run.wait { !run.output.isEmpty }
        try work.folder.write(pack("beta"), to: "trial.yaml")
        kill(run.process.processIdentifier, SIGHUP)
        try run.wait { run.error.contains("rules reloaded") }
        try run.send("ha beta")
        end(run)
        #expect(run.output.hasSuffix("so [gone] beta"))
        let records = try work.records()
        let content = records.last { $0["kind"]?.string == "content" }
        #expect(content?["packs"]?.string == records.first { $0["kind"]?.string == "rules.changed" }?["from"]?.string)
    }

    @Test(arguments: ["pack: [broken", "pack: trial\nversion: 1.0.0\nrulez: []\n", nil])
    func `a pack that is broken or gone leaves the old rules in force and says so`(text: String?) throws {
        let work = try Workplace()
        let run = try run(work)
        try say("alpha", to: run)
        if let text {
            try work.folder.write(text, to: "trial.yaml")
        } else {
            try FileManager.default.removeItem(atPath: work.folder.file("trial.yaml"))
        }
        kill(run.process.processIdentifier, SIGHUP)
        try run.wait { run.error.contains("the old ones stay in force") }
        try say("alpha", to: run)
        // It is heard again once the file is whole.
        try work.folder.write(pack("beta"), to: "trial.yaml")
        kill(run.process.processIdentifier, SIGHUP)
        try run.wait { run.error.contains("rules reloaded") }
        end(run)
        #expect(run.process.terminationStatus == 0)
        #expect(run.output.components(separatedBy: "[gone]").count == 3)
        #expect(!run.output.contains("alpha"))
        #expect(try work.records().filter { $0["kind"]?.string == "rules.changed" }.count == 1)
        for line in run.error.split(separator: "\n") { #expect(line.hasPrefix("hallmark: "), "\(line)") }
        #expect(run.error.contains("trial.yaml"))
    }

    @Test func `with --watch a changed file is enough`() throws {
        let work = try Workplace()
        let run = try run(work, ["--watch"])
        try say("alpha", to: run)
        try work.folder.write(pack("beta"), to: "trial.yaml")
        try run.wait { run.error.contains("rules reloaded") }
        try say("alpha beta", to: run)
        end(run)
        #expect(run.output.contains("alpha [gone]"))
    }

    @Test func `rules that are the same as before leave no record`() throws {
        let work = try Workplace()
        let run = try run(work)
        try say("alpha", to: run)
        kill(run.process.processIdentifier, SIGHUP)
        try run.wait { run.error.contains("unchanged") }
        end(run)
        #expect(!(try work.records()).contains { $0["kind"]?.string == "rules.changed" })
    }

    private func frame(_ text: String) -> String {
        "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\(text)\"},\"finish_reason\":null}]}\n\n"
    }

    @Test func `a chat stream whose text is held is kept alive, between frames`() throws {
        let work = try Workplace()
        let run = try run(work, ["--keep-alive", "1"], format: "openai-sse")
        try run.send(frame("so alph"))
        try run.wait { run.output.components(separatedBy: ": keep-alive\n\n").count > 2 }
        try run.send(frame("a and") + "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n")
        end(run)
        for frame in run.output.components(separatedBy: "\n\n") where !frame.isEmpty {
            #expect(frame == ": keep-alive" || frame == "data: [DONE]" || frame.hasPrefix("data: {"), "\(frame)")
        }
        #expect(run.output.contains("[gone]"))
        #expect(run.output.hasSuffix("data: [DONE]\n\n"))
    }

    @Test func `no other format gets a comment`() throws {
        let work = try Workplace()
        let run = try run(work, ["--keep-alive", "1"], format: "text")
        try run.send("so alph")
        usleep(2_500_000)
        end(run)
        #expect(!run.output.contains("keep-alive"))
    }
}
