internal import COniguruma
internal import Synchronization

/// The two records of libonig's that one search writes to. Nobody may share one while it searches.
@safe final class Workspace: @unchecked Sendable {
    // Unchecked: the pool lends it to one search at a time.
    private let region: UnsafeMutablePointer<OnigRegion>
    private let parameters: OpaquePointer

    /// How a search ended.
    enum Outcome {
        case match(Range<Int>)
        case none
        case failure(Int32)
    }

    /// `nil` where there is no memory.
    init?() {
        guard let region = unsafe onig_region_new() else { return nil }
        guard let parameters = unsafe onig_new_match_param() else {
            unsafe onig_region_free(region, 1)
            return nil
        }
        unsafe self.region = region
        unsafe self.parameters = parameters
    }

    deinit {
        unsafe onig_region_free(region, 1)
        unsafe onig_free_match_param(parameters)
    }

    /// Searches from `from` to the end. A range that ended earlier would also cut what the match may consume.
    func search(
        _ regex: OnigRegex, _ text: [UInt8], from: Int, limits: SearchLimits, options: OnigOptionType
    ) -> Outcome {
        prepare(limits)
        let code = unsafe text.withUnsafeBufferPointer { text in
            let start = text.baseAddress
            let end = unsafe start?.advanced(by: text.count)
            return unsafe onig_search_with_param(
                regex, start, end, start?.advanced(by: from), end, region, options, parameters)
        }
        return outcome(code, from: from, count: text.count)
    }

    /// Matches at `place` and nowhere else.
    func match(
        _ regex: OnigRegex, _ text: [UInt8], at place: Int, limits: SearchLimits, options: OnigOptionType
    ) -> Outcome {
        prepare(limits)
        let code = unsafe text.withUnsafeBufferPointer { text in
            let start = text.baseAddress
            let end = unsafe start?.advanced(by: text.count)
            return unsafe onig_match_with_param(
                regex, start, end, start?.advanced(by: place), region, options, parameters)
        }
        return outcome(code, from: place, count: text.count)
    }

    private func prepare(_ limits: SearchLimits) {
        unsafe onig_initialize_match_param(parameters)
        unsafe onig_set_retry_limit_in_match_of_match_param(parameters, UInt(limits.retriesPerMatch))
        unsafe onig_set_retry_limit_in_search_of_match_param(parameters, UInt(limits.retriesPerSearch))
        unsafe onig_set_match_stack_limit_size_of_match_param(parameters, UInt32(limits.stack))
    }

    private func outcome(_ code: Int32, from: Int, count: Int) -> Outcome {
        if code == ONIG_MISMATCH { return .none }
        guard code >= 0 else { return .failure(code) }
        guard unsafe region.pointee.num_regs > 0, let begins = unsafe region.pointee.beg,
            let ends = unsafe region.pointee.end
        else { return .failure(ONIGERR_MEMORY) }
        return unsafe .match(range(Int(begins[0]), Int(ends[0]), from: from, count: count))
    }

    /// `\K` inside look-around can put the beginning before the search's own, or behind the end.
    private func range(_ begin: Int, _ end: Int, from: Int, count: Int) -> Range<Int> {
        let end = min(max(end, from), count)
        return min(max(begin, from), end)..<end
    }
}

/// Keeps a pattern's last workspace for the next search, so that a search does not allocate.
final class WorkspacePool: Sendable {
    private let kept = Mutex<Workspace?>(nil)

    func take() -> Workspace? {
        let workspace = kept.withLock { kept in
            defer { kept = nil }
            return kept
        }
        return workspace ?? Workspace()
    }

    func giveBack(_ workspace: Workspace) {
        kept.withLock { $0 = workspace }
    }
}
