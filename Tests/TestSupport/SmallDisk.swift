import Foundation

/// A file system of so many KiB in memory, gone with its owner.
public final class SmallDisk {
    public let path: String

    /// `nil` where the test may not mount.
    public init?(_ path: String, kibibytes: Int) {
        self.path = path
        let options = "size=\(kibibytes)k"
        guard (try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)) != nil,
            let outcome = try? Command.run("mount", ["-t", "tmpfs", "-o", options, "tmpfs", path]),
            outcome.status == 0
        else { return nil }
    }

    /// - Returns: whether it has that size now.
    public func grow(toKibibytes size: Int) throws -> Bool {
        try Command.run("mount", ["-o", "remount,size=\(size)k", path]).status == 0
    }

    public static let canMount: Bool = {
        guard let folder = try? TemporaryFolder() else { return false }
        return SmallDisk(folder.file("disk"), kibibytes: 64) != nil
    }()

    deinit { _ = try? Command.run("umount", [path]) }
}
