internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import Synchronization
internal import Transparency

/// A witness behind HTTP/1.1 in clear text: for the same machine, or behind a proxy that speaks TLS.
///
///     let server = try await WitnessServer.start(service, host: "127.0.0.1", port: 7380)
///     …
///     await server.stop()
public struct WitnessServer: Sendable {
    private let group: MultiThreadedEventLoopGroup
    private let pool: NIOThreadPool
    private let channel: any Channel

    /// The port that is listened on; chosen by the system where 0 was asked for.
    public var port: Int { channel.localAddress?.port ?? 0 }

    /// A request may take this long from its connection or the answer before it, its own answer not counted.
    static let patience = TimeAmount.seconds(15)
    /// Connections at one time; more are closed at once.
    static let mostConnections = 256

    /// Listens, and answers until ``stop()``.
    /// - Throws: ``WitnessError/unreachable(_:)`` where the address cannot be listened on.
    public static func start(
        _ service: WitnessService, host: String, port: Int
    ) async throws(WitnessError) -> WitnessServer {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        // One request after the other: each waits for the disk, and none may come between.
        let pool = NIOThreadPool(numberOfThreads: 1)
        pool.start()
        let open = OpenConnections()
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 128)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard open.enter(limit: mostConnections) else { throw TooManyConnections() }
                    channel.closeFuture.whenComplete { _ in open.leave() }
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.configureHTTPServerPipeline(withErrorHandling: true)
                    try pipeline.addHandler(WitnessHandler(service, pool))
                }
            }
        do {
            let channel = try await bootstrap.bind(host: host, port: port).get()
            return WitnessServer(group: group, pool: pool, channel: channel)
        } catch {
            try? await group.shutdownGracefully()
            try? await pool.shutdownGracefully()
            throw .unreachable("\(host):\(port): \(error)")
        }
    }

    /// Takes no more requests, finishes the one that is being decided, and lets go of the port.
    public func stop() async {
        try? await channel.close().get()
        try? await pool.shutdownGracefully()
        try? await group.shutdownGracefully()
    }
}

private struct TooManyConnections: Error {}

private final class OpenConnections: Sendable {
    private let count = Mutex(0)

    func enter(limit: Int) -> Bool {
        count.withLock { count in
            guard count < limit else { return false }
            count += 1
            return true
        }
    }

    func leave() {
        count.withLock { $0 -= 1 }
    }
}

/// One connection.
private final class WitnessHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let service: WitnessService
    private let pool: NIOThreadPool
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []
    private var isTooLarge = false
    private var deadline: Scheduled<Void>?

    init(_ service: WitnessService, _ pool: NIOThreadPool) {
        self.service = service
        self.pool = pool
    }

    func channelActive(context: ChannelHandlerContext) {
        waitForRequest(context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        context.fireChannelInactive()
    }

    private func waitForRequest(_ context: ChannelHandlerContext) {
        deadline?.cancel()
        let channel = context.channel
        deadline = context.eventLoop.scheduleTask(in: WitnessServer.patience) { channel.close(promise: nil) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            body = []
            isTooLarge = false
        case .body(var piece):
            guard body.count + piece.readableBytes <= AddCheckpointRequest.largest else {
                isTooLarge = true
                return
            }
            body += piece.readBytes(length: piece.readableBytes) ?? []
        case .end:
            guard let head else { return }
            deadline?.cancel()
            if isTooLarge {
                return answer(WitnessService.text(413, "a request of more than \(AddCheckpointRequest.largest) bytes"), head, context)
            }
            let (service, body) = (service, body)
            pool.runIfActive(eventLoop: context.eventLoop) {
                service.respond(method: head.method.rawValue, uri: head.uri, body: body)
            }.assumeIsolated().whenComplete { result in
                switch result {
                case .success(let response): self.answer(response, head, context)
                case .failure: context.close(promise: nil)
                }
            }
        }
    }

    private func answer(_ response: WitnessService.Response, _ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        let keepsOpen = head.isKeepAlive && !isTooLarge
        let headers: HTTPHeaders = [
            "content-type": response.contentType, "content-length": String(response.body.count),
            "connection": keepsOpen ? "keep-alive" : "close",
        ]
        let status = HTTPResponseStatus(statusCode: response.status)
        let responseHead = HTTPResponseHead(version: head.version, status: status, headers: headers)
        context.write(wrapOutboundOut(.head(responseHead)), promise: nil)
        if head.method != .HEAD {
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: response.body)))), promise: nil)
        }
        let written = context.writeAndFlush(wrapOutboundOut(.end(nil)))
        if keepsOpen { waitForRequest(context) } else {
            let channel = context.channel
            written.whenComplete { _ in channel.close(promise: nil) }
        }
        self.head = nil
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
