import Monitor
import Pipeline
import Primitives
import Rules
import SystemIO

/// Where the rules of a run come from, so that they can be read anew: the policy file and the packs that it or the
/// command line names.
struct RuleSource: Sendable {
    /// The policy file that was found at the start. Were it looked for again, a file that is gone would quietly mean
    /// the default rules.
    let policyFile: String?
    /// The packs that the command line names; empty for the policy's.
    let rules: [String]
    let cache: RuleCache?

    /// Reads everything anew.
    func load() throws(Failure) -> LoadedRules {
        do {
            var policy = try policyFile.map { try KeyOptions.load($0) } ?? Policy()
            if !rules.isEmpty { policy.rules = rules }
            return try load(policy)
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure(.configuration, "\(error)")
        }
    }

    /// Reads the packs of a policy for the first time.
    func begin(_ policy: Policy) async throws -> LoadedRules {
        if cache != nil, let (rules, files) = await EarlyRules.rules(of: policy) { return loaded(rules, files, policy) }
        return try load(policy)
    }

    /// Reads the packs of a policy.
    private func load(_ policy: Policy) throws -> LoadedRules {
        let (rules, files) = try policy.ruleSet(cache)
        return loaded(rules, files, policy)
    }

    private func loaded(_ rules: RuleSet, _ files: [String], _ policy: Policy) -> LoadedRules {
        var watched = [policyFile].compactMap(\.self) + files
        // In a folder a file may be added.
        for path in policy.rules where (try? FileTree.kind(path)) == .directory { watched.append(path) }
        return LoadedRules(rules: rules, policy: policy, files: watched)
    }
}

/// Rules as they were read, and what of the policy goes with them.
struct LoadedRules: Sendable {
    let rules: RuleSet
    let policy: Policy
    /// What they were read from: files, and folders of packs.
    let files: [String]

    /// What `log.open` and `rules.changed` spell out.
    var packs: JSONValue { rules.packsRecord }

    var inForce: RulesInForce {
        RulesInForce(
            monitor: StreamingMonitor(rules, limits: policy.limits.match), enforcement: policy.enforcement,
            packs: "sha256:" + rules.digest, holdLimit: policy.limits.hold)
    }
}

/// Files whose change is waited for, by looking.
struct FileWatch {
    private var files: [String]
    /// How the files were when they were read.
    private var known: [FileStamp?]
    /// How they were the last time.
    private var last: [FileStamp?]

    init(_ files: [String]) {
        self.files = files
        known = Self.stamps(files)
        last = known
    }

    /// Looks at `files` from now on. For those that were looked at before nothing changes: they may have been written
    /// again since they were read.
    mutating func follow(_ files: [String]) {
        guard files != self.files else { return }
        self = FileWatch(files)
    }

    /// Whether the files differ from those that were read and have stood still since the last look: a file that is
    /// just being written is left alone. Says so once for each change.
    mutating func hasSettledChange() -> Bool {
        let now = Self.stamps(files)
        defer { last = now }
        guard now != known, now == last else { return false }
        known = now
        return true
    }

    private static func stamps(_ files: [String]) -> [FileStamp?] {
        files.map { try? FileTree.stamp($0) }
    }
}
