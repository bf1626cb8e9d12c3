import Foundation
import Testing

@testable import ContentFormats

/// Files under `Samples/`, found from this one.
enum Sample: String, CaseIterable, CustomTestStringConvertible {
    case chatZh = "streams/chat-zh.sse"
    case chatTools = "streams/chat-en-tools.sse"
    case chatCut = "streams/chat-cut.sse"
    case replies = "jsonl/replies.jsonl"

    var testDescription: String { rawValue }

    var bytes: [UInt8] {
        get throws {
            let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
            let path = root.joined(separator: "/") + "/Samples/" + rawValue
            return try [UInt8](#require(FileManager.default.contents(atPath: path)))
        }
    }

    var codec: AutoCodec { AutoCodec() }
}
