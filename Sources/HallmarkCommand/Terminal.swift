import Primitives
import SystemIO

/// What people read. Results go to standard output, everything else to standard error, and no text from outside
/// reaches a terminal with its control characters alive.
enum Terminal {
    /// Whether colours may be used on `stream`: a terminal, and `NO_COLOR` not set.
    static func hasColour(_ stream: StandardStream) -> Bool {
        stream.isTerminal && environment("NO_COLOR") == nil && environment("TERM") != "dumb"
    }

    /// One line on standard error, escaped where that is a terminal.
    static func note(_ line: String) {
        write(safe(line, for: .error) + "\n", to: .error)
    }

    /// One line on standard output.
    static func line(_ line: String) throws(SystemError) {
        _ = try StandardStream.output.write(Array((line + "\n").utf8))
    }

    /// One canonical JSON value on a line of standard output.
    static func json(_ value: JSONValue) throws(SystemError) {
        _ = try StandardStream.output.write(value.canonical + [0x0a])
    }

    /// Writes to standard error; that it cannot be written is nobody's to hear of.
    static func write(_ text: String, to stream: StandardStream) {
        _ = try? stream.write(Array(text.utf8))
    }

    /// `text` with everything escaped that could move a cursor, reverse a line or hide: control, bidi, zero-width,
    /// tag and private characters become `\u{…}`; through a pipe text stays raw.
    static func safe(_ text: String, for stream: StandardStream) -> String {
        stream.isTerminal ? escaped(text) : text
    }

    static func escaped(_ text: String) -> String {
        var output = ""
        for scalar in text.unicodeScalars {
            if isHarmless(scalar) {
                output.unicodeScalars.append(scalar)
            } else {
                output += "\\u{" + String(scalar.value, radix: 16) + "}"
            }
        }
        return output
    }

    private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .privateUse, .surrogate, .unassigned, .lineSeparator, .paragraphSeparator: false
        default: !scalar.properties.isDefaultIgnorableCodePoint
        }
    }

    static func coloured(_ text: String, _ colour: Colour, on stream: StandardStream) -> String {
        hasColour(stream) ? "\u{1b}[\(colour.rawValue)m\(text)\u{1b}[0m" : text
    }

    enum Colour: Int {
        case red = 31
        case green = 32
        case yellow = 33
        case blue = 34
        case dim = 2
        case bold = 1
    }

    /// The value of an environment variable; `nil` where it is unset or empty.
    static func environment(_ name: String) -> String? {
        SystemIO.ProcessEnvironment.value(name).flatMap { $0.isEmpty ? nil : $0 }
    }
}

/// `1 file`, `2 files`.
func counted(_ number: Int, _ noun: String, many: String? = nil) -> String {
    "\(number) \(number == 1 ? noun : many ?? noun + "s")"
}

/// A reader that went away shows as an error of the write, not as a signal that kills.
func ignoreBrokenPipes() {
    ProcessSignals.ignoreBrokenPipe()
}
