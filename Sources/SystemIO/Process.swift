internal import Glibc

/// The environment of the process.
public enum ProcessEnvironment {
    /// The value of a variable; `nil` where it is unset.
    public static func value(_ name: String) -> String? {
        guard let value = unsafe getenv(name) else { return nil }
        return unsafe String(cString: value)
    }

    /// The name of the machine, or `localhost`.
    public static var hostName: String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard unsafe gethostname(&buffer, buffer.count - 1) == 0 else { return "localhost" }
        let name = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return name.isEmpty ? "localhost" : name
    }

    /// The number of processors that are online, at least one.
    public static var processors: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

    /// The columns of the terminal that `stream` is, or 80.
    public static func columns(of stream: StandardStream) -> Int {
        var size = winsize()
        guard unsafe ioctl(stream.rawValue, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }
}

/// The signals of the process.
public enum ProcessSignals {
    /// A write to a pipe without a reader is then an error of the write, and no signal.
    public static func ignoreBrokenPipe() {
        _ = signal(SIGPIPE, SIG_IGN)
    }

    /// Leaves `numbers` to whoever waits for them by other means than a handler.
    public static func ignore(_ numbers: [Int32]) {
        for number in numbers { _ = signal(number, SIG_IGN) }
    }
}
