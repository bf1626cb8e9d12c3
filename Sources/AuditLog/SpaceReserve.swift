internal import SystemIO

/// Room on the disk that is kept for the end of a run: the file `reserve`, which is let go when the disk is full, so
/// that the closing records and the last checkpoint still fit.
struct SpaceReserve {
    /// In bytes. Where there is no room for the most, less has to do.
    static let sizes: [Int64] = [512 << 10, 128 << 10, 32 << 10]

    /// Takes the room, or as much of it as there is; a disk that is full already gives none.
    /// - Returns: whether all of it could be had.
    static func take(_ folder: LogFolder) throws(LogError) -> Bool {
        for size in sizes {
            do throws(SystemError) {
                let file = try folder.files.open(folder.reserve, .update())
                if try file.size() < size { try file.allocate(size) }
                return size == sizes[0]
            } catch {
                guard error.isDiskFull else { throw .system(error) }
                try? folder.files.remove(folder.reserve)
            }
        }
        return false
    }

    static func release(_ folder: LogFolder) throws(LogError) {
        do throws(SystemError) { try folder.files.remove(folder.reserve) } catch {
            guard error.isNotFound else { throw .system(error) }
        }
    }
}
