import Foundation
import FuzzTargets

/// libFuzzer's driver (LLVM, `FuzzerInterface.h`). Its own `main` cannot be had: the package manager names ours.
@_silgen_name("LLVMFuzzerRunDriver")
private func runFuzzer(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// libFuzzer's own `main` asks for it.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt { 0 }

/// A function that C calls captures nothing.
private let fuzzed = FuzzTarget(rawValue: ProcessInfo.processInfo.environment["FUZZ_TARGET"] ?? "")

/// One target under libFuzzer: `FUZZ_TARGET=views Fuzz -max_total_time=60 CORPUS`.
@main
enum Fuzz {
    static func main() {
        if CommandLine.arguments.dropFirst() == ["--targets"] {
            return print(FuzzTarget.allCases.map(\.rawValue).joined(separator: " "))
        }
        guard let target = fuzzed else {
            FileHandle.standardError.write(
                Data("FUZZ_TARGET is one of \(FuzzTarget.allCases.map(\.rawValue).joined(separator: " "))\n".utf8))
            exit(64)
        }
        if let corpus = CommandLine.arguments.dropFirst().last(where: { !$0.hasPrefix("-") }) {
            write(target.seeds, into: corpus)
        }
        var count = CommandLine.argc
        var arguments = CommandLine.unsafeArgv
        exit(
            runFuzzer(&count, &arguments) { start, count in
                do {
                    try fuzzed?.check(Array(UnsafeBufferPointer(start: start, count: count)))
                } catch {
                    fatalError("\(error)")
                }
                return 0
            })
    }

    /// A fuzzer that has to find each form for itself finds little.
    private static func write(_ seeds: [[UInt8]], into corpus: String) {
        for (number, seed) in seeds.enumerated() {
            let place = URL(fileURLWithPath: corpus).appendingPathComponent("seed-\(number)")
            do {
                try Data(seed).write(to: place)
            } catch {
                FileHandle.standardError.write(Data("\(place.path): \(error)\n".utf8))
                exit(74)
            }
        }
    }
}
