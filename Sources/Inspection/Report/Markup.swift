/// HTML and SVG, written so that text from outside stays text.
enum Markup {
    /// `text` as character data or as the value of an attribute in double quotes. What shows nothing, or turns the
    /// direction of a line, becomes visible: a report must show what is there.
    static func escaped(_ text: String) -> String {
        var output = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": output += "&amp;"
            case "<": output += "&lt;"
            case ">": output += "&gt;"
            case "\"": output += "&quot;"
            case "'": output += "&#39;"
            default:
                if isShown(scalar) {
                    output.unicodeScalars.append(scalar)
                } else {
                    output += "\\u{" + String(scalar.value, radix: 16) + "}"
                }
            }
        }
        return output
    }

    private static func isShown(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .privateUse, .surrogate, .unassigned, .lineSeparator, .paragraphSeparator: false
        default: !scalar.properties.isDefaultIgnorableCodePoint
        }
    }

    /// `12,345`.
    static func grouped(_ number: Int) -> String {
        var output = ""
        for (index, digit) in String(number).reversed().enumerated() {
            if index > 0, index.isMultiple(of: 3), digit != "-" { output.append(",") }
            output.append(digit)
        }
        return String(output.reversed())
    }
}
