public import RegexSyntax
internal import Synchronization

/// An expression's program that is compiled when it is first asked for. Any number of threads may ask; all see one.
///
/// It is asked at each place of a text at which the expression could begin, so that it has to cost no more than
/// looking at an address.
@safe public final class DeferredProgram: Sendable {
    /// A program, and whether it is that of the expression or of more.
    public final class Compiled: Sendable {
        public let program: ExpressionProgram
        /// Whether the program says all that the expression says. If not, it ends in a scalar that no text has, so that
        /// every way through the expression is gone to its end: ``Attempt/none`` before the end of the text is certain.
        public let isExact: Bool

        fileprivate init(_ root: Node) {
            if let program = ExpressionProgram(root) {
                self.program = program
                isExact = true
            } else {
                // As if any scalar could follow: no way is left out because of what comes behind it.
                let nothing = Node(.lookAhead(Node(.one(ScalarSet(0x10FFFF))), negative: false))
                program = .relaxed(Node(.sequence([root, nothing, Node(.one(.all))])))
                isExact = false
            }
        }
    }

    private let root: Node
    /// Of the retained object; 0 before there is one.
    private let address = Atomic<UInt>(0)

    public init(_ root: Node) {
        self.root = root
    }

    deinit {
        let known = address.load(ordering: .acquiring)
        if known != 0 { unsafe Self.reference(known)?.release() }
    }

    /// The program.
    public var compiled: Compiled {
        let known = address.load(ordering: .acquiring)
        // The address is only ever set once, to an object that this one holds until it goes itself.
        if known != 0, let reference = unsafe Self.reference(known) { return unsafe reference.takeUnretainedValue() }
        return compile()
    }

    private func compile() -> Compiled {
        let made = Compiled(root)
        let reference = unsafe Unmanaged.passRetained(made)
        let own = unsafe UInt(bitPattern: reference.toOpaque())
        let (isFirst, known) = address.compareExchange(expected: 0, desired: own, ordering: .acquiringAndReleasing)
        if isFirst { return made }
        unsafe reference.release()
        return unsafe Self.reference(known)?.takeUnretainedValue() ?? made
    }

    private static func reference(_ address: UInt) -> Unmanaged<Compiled>? {
        unsafe UnsafeRawPointer(bitPattern: address).map { unsafe Unmanaged.fromOpaque($0) }
    }
}
