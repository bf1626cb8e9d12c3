import Cryptography
import Foundation
import Primitives
import Synchronization
import TestSupport
import Testing
import Transparency

@testable import Witnessing

/// The witness over real sockets of this machine.
@Suite struct WitnessServerTests {
    private let folder: TemporaryFolder
    private let log: SmallLog
    private let witness: Witness

    init() throws {
        folder = try TemporaryFolder()
        log = try SmallLog()
        witness = try SmallLog.witness([log.signer.verifier])
    }

    private func serving(_ body: @Sendable @escaping (Int) throws -> Void) async throws {
        let service = WitnessService(
            witness: witness, state: try WitnessState(directory: folder.file("state")), now: { 1_700_000_000 }, tell: { _ in })
        let server = try await WitnessServer.start(service, host: "127.0.0.1", port: 0)
        // Clients wait, and are no guests of the threads that tasks share.
        let outcome: Result<Void, any Error> = await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: Result { try body(server.port) }) }
        }
        await server.stop()
        try outcome.get()
    }

    @Test func `a client gets its cosignature, with and without knowing what the witness saw last`() async throws {
        let (log, witness) = (log, witness)
        try await serving { port in
            let client = try WitnessClient(url: "http://127.0.0.1:\(port)/")
            for (since, size) in [(0, 10), (10, 20), (0, 30), (5, 300), (300, 300), (0, 600)] {
                let note = try log.note(size)
                let line = try client.cosign(note, by: witness.signer.verifier, since: since) { log.proof($0, size) }
                let times = note.adding(line).cosignatures(of: [witness.signer.verifier])?.map(\.time)
                #expect(times == [1_700_000_000])
            }
            #expect(throws: WitnessError.ahead(600)) {
                try client.cosign(try log.note(50), by: witness.signer.verifier, since: 0) { log.proof($0, 50) }
            }
            let other = try SmallLog(700, salt: "other ")
            #expect {
                try client.cosign(try other.note(700), by: witness.signer.verifier, since: 600) { other.proof($0, 700) }
            } throws: {
                if case .refused(422, _)? = $0 as? WitnessError { true } else { false }
            }
            #expect(throws: WitnessError.badAnswer("no signature of w over this checkpoint")) {
                let verifier = try #require(WitnessVerifier(name: "w", key: log.signer.key.verifyingKey))
                _ = try client.cosign(try log.note(600), by: verifier, since: 600) { log.proof($0, 600) }
            }
        }
    }

    @Test(.enabled(if: Peer.isInstalled("curl"), "curl is not installed"))
    func `curl gets the statuses and types of C2SP tlog-witness`() async throws {
        let (log, folder) = (log, folder)
        try await serving { port in
            func ask(_ path: String, _ body: [UInt8]?) throws -> (status: String, type: String, text: String) {
                var arguments = ["-s", "-m", "20", "-o", "-", "-w", "\n%{http_code} %{content_type}"]
                if let body { arguments += ["--data-binary", "@" + (try folder.write(body, to: "body"))] }
                let finished = try Command.run("curl", arguments + ["http://127.0.0.1:\(port)" + path])
                let cut = finished.text.split(separator: "\n", omittingEmptySubsequences: false)
                let last = (cut.last ?? "").split(separator: " ", maxSplits: 1).map(String.init)
                return (last.first ?? "", last.count > 1 ? last[1] : "", cut.dropLast().joined(separator: "\n"))
            }
            let name = WitnessState.name(SmallLog.origin)
            #expect(try ask("/\(name)/checkpoint", nil).status == "404")
            let good = try ask("/add-checkpoint", try log.request(0, 100).bytes)
            #expect(good.status == "200" && good.text.hasPrefix("\u{2014} witness.example/w ") && good.text.hasSuffix("\n"))
            let conflict = try ask("/add-checkpoint", try log.request(50, 200).bytes)
            #expect(conflict == ("409", "text/x.tlog.size", "100\n"))
            #expect(try ask("/add-checkpoint", try log.request(300, 200).bytes).status == "400")
            #expect(try ask("/add-checkpoint", Array("nonsense".utf8)).status == "400")
            #expect(try ask("/add-checkpoint", try SmallLog(300, salt: "x").request(100, 200).bytes).status == "422")
            #expect(try ask("/add-checkpoint", nil).status == "405")
            #expect(try ask("/", nil).status == "404")
            #expect(try ask("/add-checkpoint", Array(repeating: 65, count: 100_000)).status == "413")
            let kept = try ask("/\(name)/checkpoint?x=1", nil)
            #expect(kept.status == "200" && kept.text.hasPrefix("example.com/log\n100\n"))
        }
    }

    @Test func `many clients at once get one chain of cosignatures`() async throws {
        let (log, witness) = (log, witness)
        try await serving { port in
            let seen = Mutex<Set<Int>>([])
            DispatchQueue.concurrentPerform(iterations: 24) { number in
                guard let client = try? WitnessClient(url: "http://127.0.0.1:\(port)"), let note = try? log.note(100 + number)
                else { return }
                let line = try? client.cosign(note, by: witness.signer.verifier, since: 0) { log.proof($0, 100 + number) }
                if line != nil { _ = seen.withLock { $0.insert(number) } }
            }
            // At least whoever came first; and the largest that was cosigned is the witness's last.
            let largest = try #require(seen.withLock { $0.max() })
            let next = try WitnessClient(url: "http://127.0.0.1:\(port)").cosign(
                try log.note(600), by: witness.signer.verifier, since: 100 + largest
            ) { old in
                #expect(old == 100 + largest)
                return log.proof(old, 600)
            }
            #expect(next.name == "witness.example/w")
        }
    }

    @Test(arguments: [
        "https://witness.example", "witness.example", "http://", "http://a:0", "http://a:99999", "http://a b", "ftp://a",
        "http://u@a", "http://a/?x", "http://a:b",
    ])
    func `a URL that nothing can be sent to is named`(url: String) {
        #expect { try WitnessClient(url: url) } throws: {
            if case .badURL(let reason)? = $0 as? WitnessError {
                reason.hasPrefix(url) && (!url.hasPrefix("https") || reason.contains("proxy that speaks TLS"))
            } else {
                false
            }
        }
    }

    @Test func `nobody at the other end is said in words`() throws {
        let client = try WitnessClient(url: "http://127.0.0.1:1")
        #expect {
            try client.cosign(try log.note(1), by: witness.signer.verifier, since: 0) { log.proof($0, 1) }
        } throws: {
            if case .unreachable? = $0 as? WitnessError { true } else { false }
        }
    }
}
