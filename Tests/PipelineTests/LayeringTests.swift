import Foundation
import Synchronization
import TestSupport
import Testing

/// The rooms of `docs/architecture.md`: who may import whom, and what no library does.
@Suite struct LayeringTests {
    @Test func `a room imports what it declares, and declares what it imports`() throws {
        let declared = try Manifest.read().dependencies
        for (room, dependencies) in declared {
            let imports = Set(try SourceFile.all(in: room).flatMap(\.imports))
            #expect(imports.subtracting(SourceFile.toolchain).isSubset(of: dependencies), "\(room) imports \(imports)")
            #expect(dependencies.isSubset(of: imports), "\(room) declares \(dependencies.subtracting(imports)) for nothing")
        }
    }

    @Test func `a lower room never imports a higher one`() throws {
        let order = try Self.rooms()
        let manifest = try Manifest.read()
        #expect(Set(order) == Set(manifest.dependencies.keys).union(manifest.inC))
        for (place, room) in order.enumerated() {
            let higher = Set(order[place...])
            #expect(manifest.dependencies[room, default: []].isDisjoint(with: higher), "\(room) declares")
            for file in try SourceFile.all(in: room) {
                #expect(file.imports.isDisjoint(with: higher), "\(file.path)")
            }
        }
    }

    @Test func `every folder of Sources is a room`() throws {
        let folders = try FileManager.default.contentsOfDirectory(atPath: Command.package + "/Sources")
        #expect(Set(folders.filter { !$0.hasPrefix(".") }) == Set(try Self.rooms()))
    }

    @Test func `unsafe stands in four rooms`() throws {
        let allowed: Set = ["Oniguruma", "Zstandard", "SystemIO", "TextMatching"]
        for room in try Manifest.read().dependencies.keys {
            let files = try SourceFile.all(in: room).filter { $0.code.contains(#/\bunsafe\b|\bUnsafe[A-Z]|\bwithUnsafe/#) }
            #expect(allowed.contains(room) || files.isEmpty, "\(files.map(\.path))")
            #expect(!allowed.contains(room) || !files.isEmpty, "\(room) needs no leave any more")
        }
    }

    @Test func `no library prints, exits, or traps on purpose`() throws {
        for room in try Manifest.read().dependencies.keys where room != "HallmarkCommand" {
            for file in try SourceFile.all(in: room) {
                let found = file.code.matches(
                    of: #/(?:^|[^.\w])(?:print|debugPrint|exit|abort|fatalError|preconditionFailure)\(|\btry!|\bas!/#)
                #expect(found.isEmpty, "\(file.path): \(found.map { String($0.output) })")
            }
        }
    }

    @Test func `in a library Foundation stands only beside the packages that need it`() throws {
        for room in try Manifest.read().dependencies.keys where room != "HallmarkCommand" {
            for file in try SourceFile.all(in: room) where file.imports.contains("Foundation") {
                #expect(!file.imports.isDisjoint(with: ["Yams", "Crypto", "GRDB"]), "\(file.path)")
            }
        }
    }

    @Test func `code is told from comments and strings`() {
        let source = ##"""
            let a = "print(1) \" // no" // exit(0)
            /* fatalError( /* nested */ try! */ let b = #"unsafe " \(x)"#
            let c = """
                print("text") \(call(")")) unsafe
                """
            /// print("in a comment")
            real("\(inner(2))")
            """##
        let code = SourceFile.code(of: source)
        for word in ["print", "exit", "fatalError", "try!", "unsafe", "nested", "text", "no"] {
            #expect(!code.contains(word), "\(word) in \(code)")
        }
        for word in ["let a", "let b", "let c", "call(", "real(", "inner(2)"] { #expect(code.contains(word), "\(word)") }
    }

    /// The targets in the order of the table in `docs/architecture.md`, from the ground up.
    private static func rooms() throws -> [String] {
        let page = try String(
            contentsOf: URL(fileURLWithPath: Command.package + "/docs/architecture.md"), encoding: .utf8)
        let lines = page.split(separator: "\n")
        guard let head = lines.firstIndex(of: "| target | knows |") else { return [] }
        return lines[(head + 2)...].prefix { $0.hasPrefix("|") }.flatMap { row in
            let cell = row.split(separator: "|").first ?? ""
            return cell.matches(of: #/`(\w+)`/#).map { String($0.output.1) }
        }
    }
}

/// What `Package.swift` says about the targets of `Sources`, read as text: asking the package manager takes seconds.
private struct Manifest {
    var dependencies: [String: Set<String>] = [:]
    /// System libraries, and targets in C.
    var inC: Set<String> = []

    static func read() throws -> Manifest {
        let text = try String(contentsOf: URL(fileURLWithPath: Command.package + "/Package.swift"), encoding: .utf8)
        var manifest = Manifest()
        for match in text.matches(of: #/\.systemLibrary\(\s*name: "(\w+)"/#) {
            manifest.inC.insert(String(match.output.1))
        }
        for match in text.matches(of: #/\.target\(name: "(C\w+)"\)/#) {
            manifest.inC.insert(String(match.output.1))
        }
        // A target with a `path` lies outside of Sources.
        let form = #/(?:\n\s+room\(\s*|\.executableTarget\(\s*name: )"(\w+)",([^\]]*)\](?!,\s*path:)/#
        let targets = text.matches(of: form)
        for match in targets {
            // `.product(name: "Crypto", package: "swift-crypto")` is the module Crypto.
            let list = match.output.2.replacing(#/package: "[^"]*"/#, with: "")
            manifest.dependencies[String(match.output.1)] = Set(
                list.matches(of: #/"(\w+)"/#).map { String($0.output.1) })
        }
        return manifest
    }
}

/// A file of `Sources`.
private struct SourceFile {
    let path: String
    /// Without comments and the text of strings.
    let code: String
    let imports: Set<String>

    /// Modules that come with Swift.
    static let toolchain: Set = ["Foundation", "Glibc", "Musl", "Synchronization", "Dispatch"]

    /// The files of a room; each is read once for all tests.
    static func all(in room: String) throws -> [SourceFile] {
        try read.withLock { known in
            if let files = known[room] { return files }
            let files = try readAll(in: room)
            known[room] = files
            return files
        }
    }

    private static let read = Mutex<[String: [SourceFile]]>([:])

    private static func readAll(in room: String) throws -> [SourceFile] {
        let folder = Command.package + "/Sources/" + room
        let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        return try names.filter { $0.hasSuffix(".swift") }.sorted().map { try SourceFile(folder + "/" + $0) }
    }

    init(_ path: String) throws {
        self.path = path
        code = Self.code(of: try String(contentsOf: URL(fileURLWithPath: path), encoding: .utf8))
        imports = Set(
            code.matches(of: #/(?m)^(?:@\w+ )?(?:\w+ )?import (?:(?:struct|enum|class|func|protocol) )?(\w+)/#)
                .map { String($0.output.1) })
    }

    static func code(of source: String) -> String {
        var reader = CodeReader(scalars: Array(source.unicodeScalars))
        reader.readCode(untilParenthesis: false)
        return String(String.UnicodeScalarView(reader.code))
    }
}

/// Leaves comments and the text of strings out; what stands in `\(…)` is code again.
private struct CodeReader {
    let scalars: [Unicode.Scalar]
    var position = 0
    var code: [Unicode.Scalar] = []

    private func starts(_ text: String) -> Bool {
        scalars[position...].starts(with: text.unicodeScalars)
    }

    mutating func readCode(untilParenthesis: Bool) {
        var depth = 0
        while position < scalars.count {
            let scalar = scalars[position]
            let isSpecial = scalar == "/" || scalar == "#" || scalar == "\""
            if !isSpecial {
                if scalar == "(" { depth += 1 }
                if scalar == ")" { depth -= 1 }
                code.append(scalar)
                position += 1
                if untilParenthesis, depth == 0 { return }
            } else if starts("//") {
                while position < scalars.count, scalars[position] != "\n" { position += 1 }
            } else if starts("/*") {
                skipComment()
            } else if let hashes = quoteHashes() {
                readString(hashes: hashes)
            } else {
                code.append(scalar)
                position += 1
            }
        }
    }

    private mutating func skipComment() {
        var depth = 0
        while position < scalars.count {
            if starts("/*") {
                depth += 1
                position += 2
            } else if starts("*/") {
                depth -= 1
                position += 2
                if depth == 0 { return }
            } else {
                position += 1
            }
        }
    }

    /// How many `#` stand before a quote that begins here; `nil` where none begins.
    private func quoteHashes() -> Int? {
        let hashes = scalars[position...].prefix { $0 == "#" }.count
        let quote = position + hashes
        return quote < scalars.count && scalars[quote] == "\"" ? hashes : nil
    }

    private mutating func readString(hashes: Int) {
        let fence = String(repeating: "#", count: hashes)
        position += hashes
        let quote = starts("\"\"\"") ? "\"\"\"" : "\""
        position += quote.count
        while position < scalars.count {
            if scalars[position] != "\\", scalars[position] != "\"" {
                position += 1
            } else if starts(quote + fence) {
                position += quote.count + hashes
                return
            } else if starts("\\" + fence + "(") {
                position += 1 + hashes
                readCode(untilParenthesis: true)
            } else if starts("\\" + fence) {
                position += 2 + hashes
            } else {
                position += 1
            }
        }
    }
}
