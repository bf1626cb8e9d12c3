internal import COniguruma

/// How an expression is read where it does not say so itself.
public struct PatternOptions: Hashable, Sendable {
    /// `\w \d \s \b` and the POSIX brackets know ASCII only, so that `\bAKIA` matches behind a Chinese character
    /// and `\d` no full-width digit. In the expression `(?-P)` widens the POSIX brackets, `(?-WP)`, `(?-DP)` and
    /// `(?-SP)` widen `\w` and `\b`, `\d`, `\s` with them: to libonig an ASCII `P` implies the others.
    public var asciiClasses = true
    /// `(?i)` folds ASCII letters only. Otherwise `(?i)ß` would match `ss`: several characters for one.
    public var ignoreCaseASCII = true

    public init(asciiClasses: Bool = true, ignoreCaseASCII: Bool = true) {
        self.asciiClasses = asciiClasses
        self.ignoreCaseASCII = ignoreCaseASCII
    }
}

/// A compiled expression in the syntax of Ruby as libonig 6.9 reads it, without callouts.
///
///     let pattern = try Pattern(#"(?<!\d)1[3-9]\d{9}(?!\d)"#)
///     let match = try pattern.firstMatch(in: ValidText("电话13800138000"))   // 6..<17
///
/// Any number of threads may search with one pattern at once.
@safe public final class Pattern: @unchecked Sendable {
    // Unchecked: libonig never writes to a compiled expression while it searches, and `workspaces` is a mutex.
    private let regex: OnigRegex
    private let workspaces = WorkspacePool()
    /// The expression as it was given.
    public let source: String

    /// Compiles `source`, which may hold any character, NUL too.
    ///
    /// Each alternative of a look-behind must have one length, as in Ruby: `(?<=ab*)c` would cost the square of the
    /// text without ever counting as a step back.
    /// - Throws: ``PatternError`` for what libonig refuses, groups nested deeper than 256 among it.
    public init(_ source: String, options: PatternOptions = PatternOptions()) throws(PatternError) {
        unsafe regex = try Library.compile(Array(source.utf8), options: options.bits)
        self.source = source
    }

    deinit { unsafe onig_free(regex) }

    /// The bytes of the leftmost match that begins at byte `from` or later; `nil` where there is none.
    ///
    /// Text before `from` is seen by look-behind, `\b` and `^`. Where the expression uses `\K`, the match begins
    /// there.
    /// - Throws: ``SearchError`` where the search found no answer within `limits`, or `from` is no place to begin at.
    public func firstMatch(
        in text: ValidText, from: Int = 0, limits: SearchLimits = SearchLimits(), edges: TextEdges = []
    ) throws(SearchError) -> Range<Int>? {
        guard text.count < Int(Int32.max), text.isBoundary(from) else { throw .invalidText }
        guard let workspace = workspaces.take() else { throw .engine(ONIGERR_MEMORY) }
        defer { workspaces.giveBack(workspace) }
        switch unsafe workspace.search(regex, text.bytes, from: from, limits: limits, options: edges.bits) {
        case .match(let range): return range
        case .none: return nil
        case .failure(let code): throw SearchError(code: code)
        }
    }

    /// The bytes of the match that an attempt at byte `at` comes to; `nil` where none begins there. Look-behind, `\b` and
    /// `^` see what precedes, and `\K` may move its beginning.
    /// - Throws: ``SearchError`` as ``firstMatch(in:from:limits:edges:)``.
    public func match(
        in text: ValidText, at place: Int, limits: SearchLimits = SearchLimits(), edges: TextEdges = []
    ) throws(SearchError) -> Range<Int>? {
        guard text.count < Int(Int32.max), text.isBoundary(place) else { throw .invalidText }
        guard let workspace = workspaces.take() else { throw .engine(ONIGERR_MEMORY) }
        defer { workspaces.giveBack(workspace) }
        switch unsafe workspace.match(regex, text.bytes, at: place, limits: limits, options: edges.bits) {
        case .match(let range): return range
        case .none: return nil
        case .failure(let code): throw SearchError(code: code)
        }
    }

    /// All matches from the left, none overlapping another. After an empty match the search goes on one character
    /// further.
    /// - Throws: ``SearchError`` as ``firstMatch(in:from:limits:edges:)``; `limits` are per match.
    public func matches(
        in text: ValidText, limits: SearchLimits = SearchLimits(), edges: TextEdges = []
    ) throws(SearchError) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var from = 0
        while from <= text.count, let range = try firstMatch(in: text, from: from, limits: limits, edges: edges) {
            found.append(range)
            if range.upperBound > from, !range.isEmpty {
                from = range.upperBound
            } else if range.upperBound < text.count {
                from = text.boundary(after: max(range.upperBound, from))
            } else {
                break
            }
        }
        return found
    }

    /// An expression that matches `literal` and nothing else, inside `(?x)` too.
    public static func quoted(_ literal: String) -> String {
        var quoted = ""
        for scalar in literal.unicodeScalars {
            switch scalar.value {
            case 0...0x20, 0x7F:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\x" + (digits.utf8.count == 1 ? "0" : "") + digits
            default:
                if #"\.*?+^$|()[]{}-&#~/"#.unicodeScalars.contains(scalar) { quoted += "\\" }
                quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted
    }
}

extension PatternOptions {
    fileprivate var bits: OnigOptionType {
        var bits = ONIG_OPTION_NONE
        if asciiClasses {
            bits |= ONIG_OPTION_WORD_IS_ASCII | ONIG_OPTION_DIGIT_IS_ASCII
            bits |= ONIG_OPTION_SPACE_IS_ASCII | ONIG_OPTION_POSIX_IS_ASCII
        }
        if ignoreCaseASCII { bits |= ONIG_OPTION_IGNORECASE_IS_ASCII }
        return bits
    }
}

extension TextEdges {
    fileprivate var bits: OnigOptionType {
        var bits = ONIG_OPTION_NONE
        if contains(.openStart) { bits |= ONIG_OPTION_NOT_BEGIN_STRING | ONIG_OPTION_NOTBOL }
        if contains(.openEnd) { bits |= ONIG_OPTION_NOT_END_STRING | ONIG_OPTION_NOTEOL }
        return bits
    }
}

extension SearchError {
    fileprivate init(code: Int32) {
        switch code {
        case ONIGERR_MATCH_STACK_LIMIT_OVER: self = .matchStack
        case ONIGERR_RETRY_LIMIT_IN_MATCH_OVER, ONIGERR_RETRY_LIMIT_IN_SEARCH_OVER,
            ONIGERR_SUBEXP_CALL_LIMIT_IN_SEARCH_OVER:
            self = .retryLimit
        default: self = .engine(code)
        }
    }
}
