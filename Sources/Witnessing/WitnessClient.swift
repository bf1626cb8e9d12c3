internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
public import Transparency

/// Asks a witness to cosign a checkpoint. Waits for the network: not for a thread that others wait for.
///
///     let client = try WitnessClient(url: "http://127.0.0.1:7380")
///     let line = try client.cosign(note, by: witness, since: 1_000) { try prover.consistencyProof(from: $0, to: size) }
public struct WitnessClient: Sendable {
    private let host: String
    private let port: Int
    private let prefix: String

    /// A connection, and then an answer, may each take this long.
    private static let patience = TimeAmount.seconds(4)
    private static let largestAnswer = 1 << 16

    /// - Throws: ``WitnessError/badURL(_:)`` unless `url` is of the form `http://host[:port][/prefix]`.
    public init(url: String) throws(WitnessError) {
        guard !url.lowercased().hasPrefix("https://") else {
            throw .badURL("\(url): https is not spoken here; put a proxy that speaks TLS in between, and name that with http://")
        }
        guard url.lowercased().hasPrefix("http://") else { throw .badURL("\(url): not a URL that begins with http://") }
        let rest = url.dropFirst(7)
        let authority = rest.prefix { $0 != "/" }
        let path = rest.dropFirst(authority.count)
        let isLiteral = authority.hasPrefix("[")
        let name = isLiteral ? authority.dropFirst().prefix { $0 != "]" } : authority.prefix { $0 != ":" }
        let tail = authority.dropFirst(name.count + (isLiteral ? 2 : 0))
        let port = tail.isEmpty ? 80 : tail.hasPrefix(":") ? Int(tail.dropFirst()) : nil
        guard !name.isEmpty, let port, (1...65_535).contains(port),
            url.utf8.allSatisfy({ (0x21...0x7e).contains($0) }), !url.contains("@"), !path.contains("?"), !path.contains("#")
        else { throw .badURL("\(url): not a URL of the form http://host:port/prefix") }
        host = String(name)
        self.port = port
        prefix = path.hasSuffix("/") ? String(path.dropLast()) : String(path)
    }

    /// The cosignature of `note`, checked with the witness's key.
    /// - Parameters:
    ///   - since: the size of the checkpoint that the witness cosigned last, as far as is known; 0 for none.
    ///   - proof: the consistency proof from a size to the note's.
    public func cosign<Failure: Error>(
        _ note: SignedNote, by witness: WitnessVerifier, since: Int, proof: (Int) throws(Failure) -> [[UInt8]]
    ) throws -> SignedNote.Signature {
        guard let size = Checkpoint(parsing: note.text)?.size else { throw WitnessError.badAnswer("no checkpoint") }
        var old = min(since, size)
        // The witness may know better, once.
        for _ in 0..<2 {
            guard let request = AddCheckpointRequest(oldSize: old, hashes: try proof(old), note: note) else { break }
            let answer = try post(prefix + "/add-checkpoint", request.bytes)
            switch answer.status {
            case 200: return try Self.signature(answer.body, witness, note)
            case 409:
                guard let known = Self.size(answer.body) else { throw WitnessError.badAnswer("409 without a size") }
                guard known <= size else { throw WitnessError.ahead(known) }
                guard known != old else { throw WitnessError.refused(status: 409, "") }
                old = known
            default: throw WitnessError.refused(status: answer.status, Self.words(answer.body))
            }
        }
        throw WitnessError.refused(status: 409, "its last checkpoint changes while it is asked")
    }

    private static func signature(
        _ body: [UInt8], _ witness: WitnessVerifier, _ note: SignedNote
    ) throws(WitnessError) -> SignedNote.Signature {
        guard let lines = SignedNote.signatureLines(body) else { throw .badAnswer("no signature lines") }
        for line in lines where line.name == witness.name && line.keyID == witness.keyID {
            let signed = SignedNote(text: note.text, signatures: [line])
            if signed.cosignatures(of: [witness])?.isEmpty == false { return line }
        }
        throw .badAnswer("no signature of \(witness.name) over this checkpoint")
    }

    private static func size(_ body: [UInt8]) -> Int? {
        let text = String(decoding: body.last == 0x0a ? body.dropLast() : body[...], as: UTF8.self)
        guard let size = Int(text), size >= 0, String(size) == text else { return nil }
        return size
    }

    private static func words(_ body: [UInt8]) -> String {
        String(String(decoding: body.prefix(200), as: UTF8.self).prefix { $0 != "\n" })
    }

    struct Answer: Sendable {
        let status: Int
        let body: [UInt8]
    }

    /// One request on a connection of its own.
    func post(_ path: String, _ body: [UInt8]) throws(WitnessError) -> Answer {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let promise = loop.makePromise(of: Answer.self)
        let bootstrap = ClientBootstrap(group: loop).connectTimeout(Self.patience).channelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHTTPClientHandlers()
                try channel.pipeline.syncOperations.addHandler(AnswerHandler(promise, limit: Self.largestAnswer))
            }
        }
        let channel: any Channel
        do { channel = try bootstrap.connect(host: host, port: port).wait() } catch {
            promise.fail(error)
            throw .unreachable("\(host):\(port): \(error)")
        }
        let deadline = loop.scheduleTask(in: Self.patience) {
            promise.fail(WitnessError.unreachable("no answer in time"))
            channel.close(promise: nil)
        }
        defer {
            deadline.cancel()
            channel.close(promise: nil)
        }
        let headers: HTTPHeaders = [
            "host": port == 80 ? host : "\(host):\(port)", "content-length": String(body.count),
            "content-type": "text/plain; charset=utf-8", "connection": "close",
        ]
        let head = HTTPRequestHead(version: .http1_1, method: .POST, uri: path, headers: headers)
        channel.write(HTTPClientRequestPart.head(head), promise: nil)
        channel.write(HTTPClientRequestPart.body(.byteBuffer(ByteBuffer(bytes: body))), promise: nil)
        channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
        do { return try promise.futureResult.wait() } catch {
            throw error as? WitnessError ?? .unreachable("\(error)")
        }
    }
}

/// Gathers one answer.
private final class AnswerHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart

    private let promise: EventLoopPromise<WitnessClient.Answer>
    private let limit: Int
    private var status = 0
    private var body: [UInt8] = []

    init(_ promise: EventLoopPromise<WitnessClient.Answer>, limit: Int) {
        self.promise = promise
        self.limit = limit
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): status = Int(head.status.code)
        case .body(var piece):
            guard body.count + piece.readableBytes <= limit else {
                promise.fail(WitnessError.badAnswer("more than \(limit) bytes"))
                return context.close(promise: nil)
            }
            body += piece.readBytes(length: piece.readableBytes) ?? []
        case .end: promise.succeed(WitnessClient.Answer(status: status, body: body))
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        promise.fail(WitnessError.unreachable("the connection was closed before the answer"))
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        promise.fail(WitnessError.badAnswer("\(error)"))
        context.close(promise: nil)
    }
}
