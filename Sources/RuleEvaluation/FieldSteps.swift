internal import ContentFormats
internal import Primitives

/// Where the one text of a labelled line stands.
struct FieldSteps: Sendable {
    private let path: FieldPath
    /// What messages call it.
    let shown: String

    /// - Returns: `nil` for a path that may lead to several places.
    init?(_ path: FieldPath) {
        guard !path.steps.isEmpty, !path.steps.contains(.every) else { return nil }
        self.path = path
        let names = path.steps.map { step in
            switch step {
            case .member(let name): ".\(name)"
            case .element(let index): "[\(index)]"
            case .every: "[]"
            }
        }
        shown = "'\(names.joined().trimmingPrefix("."))'"
    }

    func place(in outline: JSONOutline) -> JSONOutline.Place? {
        var place = outline.root
        for step in path.steps {
            let next: JSONOutline.Place? =
                switch step {
                case .member(let name): outline.member(name, of: place)
                case .element(let index): outline.elements(of: place).enumerated().first { $0.offset == index }?.element
                case .every: nil
                }
            guard let next else { return nil }
            place = next
        }
        return place
    }
}
