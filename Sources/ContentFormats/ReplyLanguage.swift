/// The protocols in which models stream their replies.
public enum ReplyLanguage: String, CaseIterable, Sendable {
    /// OpenAI's chat completions.
    case chat = "openai-sse"
    /// OpenAI's Responses.
    case responses = "openai-responses"
    /// Anthropic's messages.
    case anthropic = "anthropic-sse"
    /// Ollama's `/api/chat` and `/api/generate`: lines of JSON.
    case ollama
    /// llama.cpp's own `/completion`.
    case llamaCpp = "llamacpp"

    var dialect: any ReplyDialect {
        switch self {
        case .chat: OpenAIDialect()
        case .responses: ResponsesDialect()
        case .anthropic: AnthropicDialect()
        case .ollama: OllamaDialect()
        case .llamaCpp: LlamaCppDialect()
        }
    }
}
