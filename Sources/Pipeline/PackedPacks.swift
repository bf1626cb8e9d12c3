internal import Rules

/// Packs in the form in which the cache keeps them.
enum PackedPacks {
    /// Goes up with every change to what is written here.
    static let version = 2

    static func encode(_ packs: [LoadedPack]) -> [UInt8] {
        var writer = PackedWriter()
        writer.list(packs) { writer, loaded in
            writer.pack(loaded.pack)
            writer.list(loaded.warnings) { $0.problem($1) }
        }
        return writer.bytes
    }

    static func decode(_ bytes: [UInt8]) -> [LoadedPack]? {
        var reader = PackedReader(bytes[...])
        do throws(PackedReader.Malformed) {
            let packs = try reader.list { (reader) throws(PackedReader.Malformed) in
                LoadedPack(
                    pack: try reader.pack(),
                    warnings: try reader.list { (reader) throws(PackedReader.Malformed) in try reader.problem() })
            }
            return reader.isAtEnd ? packs : nil
        } catch {
            return nil
        }
    }
}

extension PackedWriter {
    fileprivate mutating func pack(_ pack: Pack) {
        text(pack.name)
        text(pack.version)
        title(pack.title)
        text(pack.digest)
        list(pack.rules) { $0.rule($1) }
    }

    fileprivate mutating func problem(_ problem: RuleProblem) {
        word(problem.gravity)
        text(problem.code)
        place(problem.place)
        text(problem.message)
        optional(problem.hint) { $0.text($1) }
    }

    private mutating func title(_ title: Title) {
        text(title.zh)
        text(title.en)
    }

    private mutating func place(_ place: SourcePlace) {
        text(place.file)
        number(place.line)
        number(place.column)
    }

    private mutating func texts(_ texts: [String]) { list(texts) { $0.text($1) } }

    private mutating func rule(_ rule: Rule) {
        text(rule.id)
        title(rule.title)
        word(rule.category)
        word(rule.severity)
        word(rule.action)
        word(rule.level)
        match(rule.match)
        view(rule.view)
        optional(rule.validate) { $0.word($1) }
        optional(rule.near) { $0.near($1) }
        texts(rule.except.map(\.phrase))
        optional(rule.replacement) { $0.text($1) }
        optional(rule.cap) {
            $0.number($1.chars)
            $0.word($1.then)
        }
        for note in [rule.why, rule.clause, rule.risk] { optional(note) { $0.text($1) } }
        texts(rule.tests.hit)
        texts(rule.tests.clean)
        place(rule.place)
        list(rule.expressionPlaces.sorted { $0.key < $1.key }) {
            $0.text($1.key)
            $0.place($1.value.start)
            $0.word($1.value.spelling)
        }
    }

    private mutating func view(_ view: View) {
        word(view.kind)
        list(Fold.allCases.filter(view.without.contains)) { $0.word($1) }
    }

    private mutating func near(_ near: Near) {
        texts(near.any)
        number(near.within)
        word(near.side)
        switch near.effect {
        case .require: number(0)
        case .raise(let severity):
            number(1)
            word(severity)
        }
    }

    private mutating func match(_ match: Match) {
        switch match {
        case .keywords(let words, let view):
            number(0)
            texts(words)
            self.view(view)
        case .regex(let source, let view):
            number(1)
            text(source)
            self.view(view)
        case .any(let members):
            number(2)
            list(members) { $0.match($1) }
        case .all(let members, let within, let cover):
            number(3)
            list(members) { $0.match($1) }
            number(within)
            word(cover)
        }
    }
}

extension PackedReader {
    fileprivate mutating func pack() throws(Malformed) -> Pack {
        let (name, version, title, digest) = (try text(), try text(), try title(), try text())
        let rules = try list { (reader) throws(Malformed) in try reader.rule() }
        return Pack(name: name, version: version, title: title, rules: rules, digest: digest)
    }

    fileprivate mutating func problem() throws(Malformed) -> RuleProblem {
        RuleProblem(
            gravity: try word(), code: try text(), place: try place(), message: try text(), hint: try optionalText())
    }

    private mutating func title() throws(Malformed) -> Title { Title(zh: try text(), en: try text()) }

    private mutating func place() throws(Malformed) -> SourcePlace {
        SourcePlace(file: try text(), line: try number(), column: try number())
    }

    private mutating func texts() throws(Malformed) -> [String] {
        try list { (reader) throws(Malformed) in try reader.text() }
    }

    private mutating func optionalText() throws(Malformed) -> String? {
        try optional { (reader) throws(Malformed) in try reader.text() }
    }

    private mutating func rule() throws(Malformed) -> Rule {
        var rule = Rule(
            id: try text(), title: try title(), category: try word(), severity: try word(), action: try word(),
            level: try word(), match: try match(depth: 64), view: try view())
        rule.validate = try optional { (reader) throws(Malformed) in try reader.word() }
        rule.near = try optional { (reader) throws(Malformed) in try reader.near() }
        rule.except = try texts().map { Exception(phrase: $0) }
        rule.replacement = try optionalText()
        rule.cap = try optional { (reader) throws(Malformed) in
            Cap(chars: try reader.number(), then: try reader.word())
        }
        rule.why = try optionalText()
        rule.clause = try optionalText()
        rule.risk = try optionalText()
        rule.tests = RuleTests(hit: try texts(), clean: try texts())
        rule.place = try place()
        let places = try list { (reader) throws(Malformed) in
            (try reader.text(), ExpressionPlace(start: try reader.place(), spelling: try reader.word()))
        }
        rule.expressionPlaces = Dictionary(places) { first, _ in first }
        return rule
    }

    private mutating func view() throws(Malformed) -> View {
        let kind: View.Kind = try word()
        let without: [Fold] = try list { (reader) throws(Malformed) in try reader.word() }
        return View(kind, without: Set(without))
    }

    private mutating func near() throws(Malformed) -> Near {
        let (any, within, side): ([String], Int, Near.Side) = (try texts(), try number(), try word())
        let effect: Near.Effect =
            switch try number() {
            case 0: .require
            case 1: .raise(to: try word())
            default: throw Malformed()
            }
        return Near(any: any, within: within, side: side, effect: effect)
    }

    private mutating func match(depth: Int) throws(Malformed) -> Match {
        guard depth > 0 else { throw Malformed() }
        switch try number() {
        case 0: return .keywords(try texts(), view: try view())
        case 1: return .regex(try text(), view: try view())
        case 2: return .any(try members(depth))
        case 3: return .all(try members(depth), within: try number(), cover: try word())
        default: throw Malformed()
        }
    }

    private mutating func members(_ depth: Int) throws(Malformed) -> [Match] {
        try list { (reader) throws(Malformed) in try reader.match(depth: depth - 1) }
    }
}
