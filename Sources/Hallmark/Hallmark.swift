/// Watch, mark and keep books of generated content inside a Swift server.
///
/// `docs/library.md` shows a whole run in twenty lines. The command `hallmark` is built on nothing else.
@_exported public import AuditLog
@_exported public import ContentFormats
@_exported public import Cryptography
@_exported public import LogSearch
@_exported public import Monitor
@_exported public import Pipeline
@_exported public import Primitives
@_exported public import Provenance
@_exported public import Rules
@_exported public import Transparency
