import Cryptography
import Foundation
import Primitives
import Rules
import SystemIO
import TestSupport
import Testing

@testable import Pipeline

/// What is kept of packs is what reading them gives, or is not used.
@Suite struct RuleCacheTests {
    private let pack = """
        pack: trial
        version: 1.0.0
        title: {zh: 试, en: Trial}
        rules:
          - id: trial.words
            title: {zh: 词, en: Words}
            category: custom
            severity: high
            match: {keywords: {file: words.txt}}
            tests: {hit: [alpha], clean: [other]}
        """

    private func prepare() throws -> (folder: TemporaryFolder, pack: String, cache: RuleCache) {
        let folder = try TemporaryFolder()
        let path = try folder.write(pack, to: "trial.yaml")
        try folder.write("alpha\nbravo\n", to: "words.txt")
        return (folder, path, RuleCache(folder: folder.file("cache"), program: "test 1"))
    }

    private func file(_ folder: TemporaryFolder) throws -> String {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.file("cache"))
        return folder.file("cache/" + (try #require(names.first)))
    }

    @Test func `the built-in packs come back as they were read`() throws {
        let folder = try TemporaryFolder()
        let cache = RuleCache(folder: folder.file("cache"), program: "test 1")
        let read = try DefaultRules.read(cache: cache)
        #expect(!read.isCached)
        DefaultRules.keep(read, in: cache)
        let again = try DefaultRules.read(cache: cache)
        #expect(again.isCached)
        #expect(again.packs == read.packs)
    }

    @Test func `the digests of the built-in packs are those of their texts`() throws {
        #expect(DefaultRules.names.count > 5)
        for name in DefaultRules.names {
            let source = try #require(DefaultRules.source(name))
            #expect(DefaultRules.digest(name) == Hex.encode(SHA256Hasher.hash(source)))
        }
    }

    @Test func `a pack and its word file come back with the tables that were kept with them`() throws {
        let (folder, path, cache) = try prepare()
        var read = try RuleFolder.read([path], cache: cache)
        read.tables = ["automaton": [1, 2, 3], "empty": []]
        RuleFolder.keep(read, [path], in: cache)
        let again = try RuleFolder.read([path], cache: cache)
        #expect(again.isCached)
        #expect(again.packs == read.packs)
        #expect(again.files == read.files)
        #expect(again.tables == read.tables)
        #expect(try file(folder).hasSuffix(".cache"))
    }

    @Test(arguments: ["trial.yaml", "words.txt"])
    func `a source that changed is read anew`(name: String) throws {
        let (folder, path, cache) = try prepare()
        RuleFolder.keep(try RuleFolder.read([path]), [path], in: cache)
        try folder.write(name == "words.txt" ? "charlie\n" : pack.replacingOccurrences(of: "high", with: "low"), to: name)
        let again = try RuleFolder.read([path], cache: cache)
        #expect(!again.isCached)
        #expect(again.packs == (try RuleFolder.read([path])).packs)
    }

    @Test func `another program, or a file that others may write, is not trusted`() throws {
        let (folder, path, cache) = try prepare()
        RuleFolder.keep(try RuleFolder.read([path]), [path], in: cache)
        #expect(!(try RuleFolder.read([path], cache: RuleCache(folder: folder.file("cache"), program: "test 2"))).isCached)
        let kept = try file(folder)
        try FileManager.default.setAttributes([.posixPermissions: 0o666], ofItemAtPath: kept)
        #expect(!(try RuleFolder.read([path], cache: cache)).isCached)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: kept)
        #expect(try RuleFolder.read([path], cache: cache).isCached)
    }

    @Test func `a file with any bit turned, or cut anywhere, is not used`() throws {
        let (folder, path, cache) = try prepare()
        RuleFolder.keep(try RuleFolder.read([path]), [path], in: cache)
        let kept = try file(folder)
        let good = Array(try Data(contentsOf: URL(fileURLWithPath: kept)))
        #expect(CacheFile(good) != nil)
        for index in good.indices {
            var bad = good
            bad[index] ^= 1 << UInt8(index % 8)
            #expect(CacheFile(bad) == nil, "byte \(index)")
            #expect(CacheFile(Array(good[..<index])) == nil)
        }
        try Data(good.dropLast()).write(to: URL(fileURLWithPath: kept))
        #expect(!(try RuleFolder.read([path], cache: cache)).isCached)
    }

    @Test func `whatever stands in a file that is whole, reading it ends`() throws {
        var generator = SeededGenerator(seed: 7)
        let good = PackedPacks.encode(try DefaultRules.load())
        for _ in 0..<200 * Soak.factor {
            let bad = generator.mutate(Array(good.prefix(Int.random(in: 1...4000, using: &generator))), alphabet: [0, 1, 255, 128])
            _ = PackedPacks.decode(bad)
        }
        for _ in 0..<2000 { _ = PackedPacks.decode(generator.bytes(64)) }
        #expect(PackedPacks.decode(good) != nil)
        #expect(PackedPacks.decode(good + [0]) == nil)
    }

    @Test func `a folder that cannot be made is no error`() throws {
        let (folder, path, _) = try prepare()
        let cache = RuleCache(folder: folder.file("trial.yaml/cache"), program: "test 1")
        let read = try RuleFolder.read([path], cache: cache)
        RuleFolder.keep(read, [path], in: cache)
        #expect(!(try RuleFolder.read([path], cache: cache)).isCached)
    }
}
