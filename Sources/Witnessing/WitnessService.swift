internal import Transparency

/// A witness's answers to requests of HTTP, without HTTP: a request value in, a response value out.
public struct WitnessService: Sendable {
    public struct Response: Equatable, Sendable {
        public let status: Int
        public let contentType: String
        public let body: [UInt8]
    }

    private let witness: Witness
    private let state: WitnessState
    private let now: @Sendable () -> Int64
    /// Told of every checkpoint that was cosigned and every request that was refused: one line each.
    private let tell: @Sendable (String) -> Void

    /// - Parameter now: seconds since 1970.
    public init(
        witness: Witness, state: WitnessState, now: @escaping @Sendable () -> Int64,
        tell: @escaping @Sendable (String) -> Void
    ) {
        self.witness = witness
        self.state = state
        self.now = now
        self.tell = tell
    }

    /// The answer to `method` of the path `uri`.
    public func respond(method: String, uri: String, body: [UInt8]) -> Response {
        let path = uri.prefix { $0 != "?" }
        do throws(WitnessError) {
            if path == "/add-checkpoint" {
                return method == "POST" ? try add(body) : Self.text(405, "add-checkpoint takes POST")
            }
            let parts = path.split(separator: "/", omittingEmptySubsequences: false)
            if parts.count == 3, parts[0].isEmpty, parts[2] == "checkpoint" {
                guard method == "GET" || method == "HEAD" else { return Self.text(405, "checkpoint takes GET") }
                guard let note = try state.latest(String(parts[1])) else { return Self.text(404, "no such log") }
                return Response(status: 200, contentType: Self.plain, body: note.bytes)
            }
        } catch {
            tell("\(error)")
            return Self.text(500, "the witness cannot read or keep its state")
        }
        return Self.text(404, "not here: POST /add-checkpoint, or GET /<SHA-256 of the origin>/checkpoint")
    }

    private func add(_ body: [UInt8]) throws(WitnessError) -> Response {
        let request: AddCheckpointRequest
        do throws(TransparencyProof.Malformed) { request = try AddCheckpointRequest(parsing: body) } catch {
            return refuse(.malformed(error.description), "a request")
        }
        let what = "\(request.checkpoint.origin) \(request.checkpoint.size)"
        switch try state.answer(request, by: witness, time: now()) {
        case .cosigned(let line, _):
            tell("cosigned \(what)")
            return Response(status: 200, contentType: Self.plain, body: line.bytes)
        case .refused(let refusal): return refuse(refusal, what)
        }
    }

    private func refuse(_ refusal: Witness.Refusal, _ what: String) -> Response {
        tell("refused \(what): \(refusal)")
        if case .conflict(let size) = refusal {
            return Response(status: 409, contentType: "text/x.tlog.size", body: Array("\(size)\n".utf8))
        }
        return Self.text(refusal.status, refusal.description)
    }

    private static let plain = "text/plain; charset=utf-8"

    static func text(_ status: Int, _ text: String) -> Response {
        Response(status: status, contentType: plain, body: Array((text + "\n").utf8))
    }
}
