internal import COniguruma
internal import Synchronization

/// What there is one of in a process: libonig's own state and the syntax that all expressions are read in.
enum Library {
    /// The syntax, behind the lock that makes compilations wait for each other: libonig has tables that only one
    /// may build at a time.
    private static let syntax = Mutex(Syntax())

    /// Compiles the UTF-8 of an expression; the caller frees what it gets.
    static func compile(_ source: [UInt8], options: OnigOptionType) throws(PatternError) -> OnigRegex {
        unsafe try syntax.withLock { (syntax) throws(PatternError) in
            guard syntax.status == ONIG_NORMAL else {
                throw PatternError(code: syntax.status, message: "libonig cannot be initialized")
            }
            return unsafe try compile(source, options: options, syntax: syntax.pointer)
        }
    }

    private static func compile(
        _ source: [UInt8], options: OnigOptionType, syntax: UnsafeMutablePointer<OnigSyntaxType>
    ) throws(PatternError) -> OnigRegex {
        var regex: OnigRegex?
        var message: String?
        let code = unsafe source.withUnsafeBufferPointer { source in
            var info = unsafe OnigErrorInfo()
            let code = unsafe hallmark_onig_new(&regex, source.baseAddress, source.count, options, syntax, &info)
            // The info points into the source, so the message has to be made while that is held.
            if code != ONIG_NORMAL { message = unsafe describe(code, &info) }
            return code
        }
        if code == ONIG_NORMAL, let regex = unsafe regex { return unsafe regex }
        throw PatternError(code: code, message: message ?? "refused without a reason")
    }

    /// libonig's words for `code`, on one line.
    private static func describe(_ code: Int32, _ info: inout OnigErrorInfo) -> String {
        var text = [UInt8](repeating: 0, count: Int(ONIG_MAX_ERROR_MESSAGE_LEN) + 1)
        let count = unsafe text.withUnsafeMutableBufferPointer { text in
            unsafe hallmark_onig_message(text.baseAddress, code, &info)
        }
        let line = text.prefix(max(0, Int(count))).map { $0 < 0x20 || $0 == 0x7F ? 0x20 : $0 }
        return String(decoding: line, as: UTF8.self)
    }
}

/// The syntax of Ruby without callouts, which would let an expression from outside count and fail at will.
/// It is never freed: compiled expressions refer to it.
@safe private struct Syntax: ~Copyable, @unchecked Sendable {
    // Unchecked: it lives behind the mutex above, and libonig only reads it.
    let pointer: UnsafeMutablePointer<OnigSyntaxType>
    let status: Int32

    init() {
        status = hallmark_onig_initialize()
        // Groups, and what else recurses, nested deeper would run over a small thread's stack.
        _ = onig_set_parse_depth_limit(256)
        _ = onig_set_subexp_call_limit_in_search(1_000_000)
        unsafe pointer = .allocate(capacity: 1)
        unsafe pointer.initialize(to: OnigSyntaxType())
        unsafe hallmark_onig_copy_ruby_syntax(pointer)
        let callouts = ONIG_SYN_OP2_QMARK_BRACE_CALLOUT_CONTENTS | ONIG_SYN_OP2_ASTERISK_CALLOUT_NAME
        // `(?W)`, `(?-D)` and their like are what an expression asks for Unicode with.
        unsafe pointer.pointee.op2 = pointer.pointee.op2 & ~callouts | ONIG_SYN_OP2_OPTION_ONIGURUMA
    }
}
