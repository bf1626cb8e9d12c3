import Foundation
import Primitives
import TestSupport
import Testing

/// What becomes of a run whose log has no room left, by `log.on_full`.
@Suite(.enabled(if: SmallDisk.canMount, "mounting a small disk needs root"))
struct FullLogTests {
    private static let count = 40_000

    private func place(onFull: String) throws -> (work: Workplace, disk: SmallDisk) {
        let work = try Workplace()
        let disk = try #require(SmallDisk(work.folder.file("disk"), kibibytes: 2048))
        _ = try work.folder.write("log: {dir: disk/audit, on_full: \(onFull)}\n", to: "policy.yaml")
        return (work, disk)
    }

    private static let lines = (0..<count).map { "{\"id\":\($0),\"content\":\"call 13800138000 now\"}\n" }.joined()

    private func filter(_ work: Workplace) throws -> Finished {
        try work.hallmark("filter --format jsonl --policy policy.yaml", input: Self.lines)
    }

    private func kinds(_ work: Workplace, _ kind: String) throws -> [JSONValue] {
        try work.records("disk/audit").filter { $0["kind"]?.string == kind }
    }

    private func verify(_ work: Workplace) throws -> Finished {
        try work.hallmark("log verify disk/audit")
    }

    @Test func `reject stops before anything unlogged leaves, and ends the log in order`() throws {
        let (work, disk) = try place(onFull: "reject")
        let finished = try filter(work)
        #expect(finished.status == 74, "\(finished.error)")
        #expect(finished.error.contains("full") || finished.error.contains("No space"), "\(finished.error)")
        let left = finished.text.split(separator: "\n").filter { $0.hasSuffix("}") }.count
        let contents = try kinds(work, "content").count
        #expect(left > 0 && left < Self.count)
        #expect(contents >= left)
        #expect(try kinds(work, "log.close").last?["reason"]?.string == "log-full")
        #expect(try verify(work).status == 0)
        withExtendedLifetime(disk) {}
    }

    @Test func `halt leaves the log as a crash would, and the next run takes it up`() throws {
        let (work, disk) = try place(onFull: "halt")
        let finished = try filter(work)
        #expect(finished.status == 74, "\(finished.error)")
        let left = finished.text.split(separator: "\n").filter { $0.hasSuffix("}") }.count
        #expect(try kinds(work, "content").count >= left)
        #expect(try kinds(work, "log.close").isEmpty)
        #expect(try disk.grow(toKibibytes: 16_384))
        #expect(try work.hallmark("filter --format jsonl --policy policy.yaml", input: "{\"content\":\"好\"}\n").status == 0)
        #expect(try verify(work).status == 0)
    }

    @Test func `degrade lets the run go on and counts what is missing`() throws {
        let (work, disk) = try place(onFull: "degrade")
        let finished = try filter(work)
        #expect(finished.status == 0, "\(finished.error)")
        let left = finished.text.split(separator: "\n")
        #expect(left.count == Self.count)
        #expect(left.allSatisfy { !$0.contains("13800138000") })
        let missing = try kinds(work, "log.gap").compactMap { $0["count"]?.integer }.reduce(0, +)
        let contents = try kinds(work, "content").count
        #expect(missing > 0)
        #expect(Int(missing) + contents == Self.count)
        #expect(try kinds(work, "log.gap").allSatisfy { $0["reason"]?.string == "full" })
        #expect(try verify(work).status == 0)
        withExtendedLifetime(disk) {}
    }

    @Test func `block waits for room, says so, and loses nothing`() throws {
        let (work, disk) = try place(onFull: "block")
        let filter = try RunningFilter(work, ["filter", "--format", "jsonl", "--policy", "policy.yaml"])
        let sender = Thread { [lines = Self.lines] in
            try? filter.send(lines)
            filter.closeInput()
        }
        sender.start()
        try filter.wait { filter.error.contains("waiting for the log") }
        let before = filter.output.split(separator: "\n").count
        #expect(before < Self.count)
        #expect(try disk.grow(toKibibytes: 65_536))
        filter.process.waitUntilExit()
        #expect(filter.process.terminationStatus == 0, "\(filter.error)")
        #expect(filter.output.split(separator: "\n").count == Self.count)
        #expect(try kinds(work, "content").count == Self.count)
        #expect(try kinds(work, "log.gap").isEmpty)
        #expect(try verify(work).status == 0)
    }

    @Test func `a signal ends a run that waits for room`() throws {
        let (work, disk) = try place(onFull: "block")
        let filter = try RunningFilter(work, ["filter", "--format", "jsonl", "--policy", "policy.yaml"])
        let sender = Thread { [lines = Self.lines] in
            try? filter.send(lines)
            filter.closeInput()
        }
        sender.start()
        try filter.wait { filter.error.contains("waiting for the log") }
        filter.process.terminate()
        filter.process.waitUntilExit()
        #expect(filter.process.terminationStatus == 143, "\(filter.error)")
        let report = try verify(work)
        #expect(report.status == 0, "\(report.text)")
        withExtendedLifetime(disk) {}
    }
}
