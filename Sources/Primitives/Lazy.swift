public import Synchronization

/// A value that is made when it is first asked for. Any number of threads may ask; those that ask at the same time may
/// each make one, of which all then see the same.
public final class Lazy<Value: Sendable>: Sendable {
    // Inlined into other modules, where the types are known: judging a record asks more than once.
    @usableFromInline
    final class Box: Sendable {
        @usableFromInline let value: Value

        @usableFromInline
        init(_ value: Value) {
            self.value = value
        }
    }

    @usableFromInline let made = AtomicLazyReference<Box>()
    @usableFromInline let make: @Sendable () -> Value

    /// - Parameter make: makes the value; more than once only where several threads ask for it first.
    public init(_ make: @escaping @Sendable () -> Value) {
        self.make = make
    }

    /// The value.
    @inlinable public var value: Value { (made.load() ?? made.storeIfNil(Box(make()))).value }

    /// The value, if somebody has asked for it already.
    @inlinable public var valueIfMade: Value? { made.load()?.value }

    /// Whether somebody has asked for it.
    @inlinable public var isMade: Bool { made.load() != nil }
}
