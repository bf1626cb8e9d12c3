import Foundation
import Monitor

/// Throughput beside the peers, in one run, each taking its turn in every round.
///
///     HallmarkThroughput FOLDER [--peers DIR] [--rounds N] [--texts A,B] [--monitor NAME]
///         [--only keywords,libonig,records,streams]
///
/// FOLDER is what make_workload.py wrote, DIR holds the driver that throughput.sh built. Prints, for each text, MB/s
/// (10⁶ bytes) as medians of the rounds, and the median of the ratios of each round: machines are noisy, and a ratio
/// within a round is the least so.
@main
enum Throughput {
    /// How much of a text the slow ones get.
    static let slowLimit = 1 << 20

    static func main() throws {
        let options = Options(CommandLine.arguments)
        guard let folder = options.folder, let workload = Workload(folder) else {
            let usage = "usage: HallmarkThroughput FOLDER [--peers DIR] [--rounds N] [--texts A,B] [--monitor NAME] "
                + "[--only keywords,libonig,records,streams]\n"
            FileHandle.standardError.write(Data(usage.utf8))
            exit(64)
        }
        for name in options.texts {
            guard let corpus = Corpus(name, in: folder) else {
                print("\(name): not there, skipped")
                continue
            }
            print("\n\(name): \(corpus.size / 1_000_000) MB, \(corpus.records.count) records")
            if options.measures("keywords") { try keywords(workload, corpus, options) }
            try everything(workload, corpus, options)
        }
    }

    /// The keywords alone beside Hyperscan's, whole records and streams.
    private static func keywords(_ workload: Workload, _ corpus: Corpus, _ options: Options) throws {
        let rules = try options.write(workload.rules(keywords: true, expressions: false), "keywords.rules")
        let scan = KeywordScan(workload)
        let peer = options.peers.flatMap { Peer("\($0)/hyperscan", [rules, "0", corpus.path]) }
        report(
            "\(workload.keywords.count) keywords", corpus, options, own: { scan.run(corpus) }, peer: peer)
        if let peer {
            var own = Set<UInt64>()
            _ = scan.run(corpus) { own.insert(UInt64($0) << 32 | UInt64($1)) }
            compare(own, peer.pairs(through: "\(options.scratch)/pairs"))
        }
        for chunk in [16, 1024] {
            let peer = options.peers.flatMap { Peer("\($0)/hyperscan", [rules, "\(chunk)", corpus.path]) }
            report(
                "the same in writes of \(chunk) bytes", corpus, options, own: { scan.run(corpus, chunk: chunk) },
                peer: peer)
        }
    }

    /// All rules: a monitor beside Hyperscan's one database for them, and libonig alone.
    private static func everything(_ workload: Workload, _ corpus: Corpus, _ options: Options) throws {
        let leading = corpus.leading(slowLimit)
        if options.measures("libonig") {
            let loop = try ExpressionLoop(workload)
            report(
                "\(loop.patterns.count) expressions, libonig alone, leading part", leading, options,
                own: { loop.run(leading) }, peer: nil)
        }
        let rules = try options.write(workload.rules(keywords: true, expressions: true), "all.rules")
        guard let make = options.monitor else {
            print("  all rules: no monitor was named; skipped")
            let peer = options.peers.flatMap { Peer("\($0)/hyperscan", [rules, "0", corpus.path]) }
            report("all rules, Hyperscan alone", corpus, options, own: nil, peer: peer)
            return
        }
        let scan = try MonitorScan(workload, make.make)
        let judged = make.isFast ? corpus : leading
        if options.measures("records") {
            // The peer's rate is over the whole text, ours over what we were given.
            let peer = options.peers.flatMap { Peer("\($0)/hyperscan", [rules, "0", corpus.path]) }
            report(
                "all rules, \(make.name) monitor", judged, options, own: { scan.run(judged) }, peer: peer,
                peerSize: corpus.size)
            if let peer {
                var own = Set<UInt64>()
                _ = scan.run(judged) { own.insert(UInt64($0) << 32 | UInt64($1)) }
                let theirs = peer.pairs(through: "\(options.scratch)/pairs")
                compare(own, theirs.filter { $0 >> 32 < UInt64(judged.records.count) })
            }
        }
        guard make.isFast, options.measures("streams") else { return }
        let streaming = options.peers.flatMap { Peer("\($0)/hyperscan", [rules, "16", corpus.path]) }
        // Rules that mask, so that a stream holds what it has to.
        let masking = try MonitorScan(workload, masks: true, make.make)
        report(
            "all rules, streams in writes of 16 bytes", corpus, options, own: { masking.run(corpus, chunk: 16) },
            peer: streaming)
    }

    /// Whether the same pairs of record and rule were found.
    private static func compare(_ own: Set<UInt64>, _ theirs: Set<UInt64>) {
        let missing = theirs.subtracting(own)
        let more = own.subtracting(theirs)
        print("    pairs of record and rule: \(own.count) ours, \(theirs.count) theirs, ", terminator: "")
        print(missing.isEmpty && more.isEmpty ? "the same" : "\(missing.count) missing, \(more.count) more")
        for pair in Array(missing.prefix(3)) + Array(more.prefix(3)) {
            print("      e.g. record \(pair >> 32), rule \(pair & 0xffff_ffff)")
        }
    }

    /// Lets both run in turns, and prints a line for each.
    private static func report(
        _ name: String, _ corpus: Corpus, _ options: Options, own: (() -> Int)?, peer: Peer?, peerSize: Int? = nil
    ) {
        var ours: [Double] = []
        var theirs: [Double] = []
        var counts = (ours: 0, theirs: 0)
        for _ in 0..<options.rounds {
            if let own {
                let start = DispatchTime.now().uptimeNanoseconds
                counts.ours = own()
                ours.append(Double(DispatchTime.now().uptimeNanoseconds - start) * 1e-9)
            }
            if let round = peer?.run() {
                counts.theirs = round.pairs
                theirs.append(round.seconds)
            }
        }
        // So that a pipe sees each as it comes.
        defer { fflush(nil) }
        print("  \(name)")
        if !ours.isEmpty { print("    ours       \(rate(corpus.size, median(ours))), \(counts.ours) pairs") }
        guard !theirs.isEmpty, let peer else { return }
        print("    Hyperscan  \(rate(peerSize ?? corpus.size, median(theirs))), \(counts.theirs) pairs (\(peer.ready))")
        guard !ours.isEmpty else { return }
        let scale = Double(corpus.size) / Double(peerSize ?? corpus.size)
        let ratios = zip(theirs, ours).map { $0 * scale / $1 }
        print("    ratio      \(String(format: "%.3g", median(ratios))) ×, rounds " +
            ratios.sorted().map { String(format: "%.3g", $0) }.joined(separator: " "))
    }

    private static func rate(_ bytes: Int, _ seconds: Double) -> String {
        String(format: "%8.4g MB/s", Double(bytes) / seconds / 1e6)
    }

    private static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
}
