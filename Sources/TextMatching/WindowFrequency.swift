/// How often windows stand in real text, roughly: shares of the places at which they could.
struct WindowFrequency {
    static let shared = WindowFrequency()
    let otherScript = 1e-4
    func pair(_ bytes: ArraySlice<UInt8>) -> Double { 1e-6 }
    func ascii(_ bytes: ArraySlice<UInt8>) -> Double { 1e-6 }
    func byte(_ value: UInt8) -> Double { 1.0 / 256 }
}
