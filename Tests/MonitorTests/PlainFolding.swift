@testable import ReferenceMonitor

/// The plain folding, under a name that the fast one does not have.
typealias PlainFolding = Folding
