/// What can be wrong with a rule file. The codes are stable: one is never given a second meaning.
///
/// | Code | Meaning |
/// |------|---------|
/// | R001 | the file is not UTF-8 |
/// | R002 | a character that a rule file cannot hold |
/// | R003 | not YAML |
/// | R004 | an anchor, an alias, a merge key or a tag |
/// | R005 | too large or nested too deep |
/// | R006 | a key that stands twice |
/// | R010 | an unknown key |
/// | R011 | a missing key |
/// | R012 | a value of the wrong type |
/// | R013 | a value that is not on its list |
/// | R014 | an empty text or list |
/// | R015 | a number out of its range |
/// | R016 | a bare word that other readers of YAML take for no text |
/// | R017 | not available in this version (of old versions) |
/// | R018 | a key that has no meaning here |
/// | R019 | a text that is not in Unicode's form NFC (warning) |
/// | R020 | a pack's name of the wrong form |
/// | R021 | a version that is no semantic version |
/// | R022 | a rule's id of the wrong form |
/// | R023 | a rule's id that another rule has |
/// | R024 | an unknown risk of GB/T 45654 |
/// | R025 | tests that say too little |
/// | R030 | a match without exactly one kind |
/// | R031 | an expression that does not compile |
/// | R032 | an expression against the view `folded+`, `split` or `pinyin` |
/// | R033 | an `all` inside an `all` |
/// | R034 | an expression that matches nothing at all |
/// | R035 | a keyword that stands twice in a rule (warning) |
/// | R036 | a keyword that two rules share (warning) |
/// | R037 | a match without a greatest width and no `cap` |
/// | R038 | a look-behind without a greatest width |
/// | R039 | a `cap` that nothing needs (warning) |
/// | R040 | a word file outside of the pack's folder |
/// | R041 | a word file that cannot be read |
/// | R042 | an expression that calls a group or stops the rest of itself |
/// | R043 | an expression of a kind that rules cannot use |
/// | R044 | a `fold` without exactly one of `only` and `without` |
/// | R050 | `(?m)` lets `.` match line breaks (warning) |
/// | R051 | `(?s)`, `(?P<` of other dialects |
/// | R052 | `\h` is a hexadecimal digit (warning) |
/// | R053 | `\Q…\E` quotes nothing |
/// | R054 | `\pL` without braces |
/// | R055 | `\N` and `\U` mean other things than elsewhere |
/// | R056 | `^` and `$` match at every line (warning) |
/// | R057 | `a{2}+` is not possessive (warning) |
/// | R058 | `\b` or `\w` beside Chinese (warning) |
/// | R059 | an expression that can be slow (warning) |
/// | R060 | no test that comes near a hit without being one (warning) |
/// | R061 | a rule that only detects names a stronger action (warning) |
/// | R062 | an expression of which nothing rare must stand in a text (warning) |
/// | R063 | a keyword that looks like an expression (warning) |
/// | R064 | a validator that needs capitals, in a view without them |
/// | R065 | a keyword that another rule makes needless (warning) |
/// | R066 | two rules that look for the same (warning) |
/// | R067 | a keyword that is part of common words (warning) |
/// | R068 | fewer than three hits or three near misses (warning) |
package enum ProblemCode: String, CaseIterable, Sendable {
    case notUTF8 = "R001"
    case badCharacter = "R002"
    case notYAML = "R003"
    case anchor = "R004"
    case tooLarge = "R005"
    case keyTwice = "R006"
    case unknownKey = "R010"
    case missingKey = "R011"
    case wrongType = "R012"
    case notOnList = "R013"
    case empty = "R014"
    case outOfRange = "R015"
    case ambiguousWord = "R016"
    case meaninglessKey = "R018"
    case notNFC = "R019"
    case packName = "R020"
    case version = "R021"
    case ruleID = "R022"
    case idTwice = "R023"
    case unknownRisk = "R024"
    case tests = "R025"
    case matchKind = "R030"
    case expression = "R031"
    case foldedPlusExpression = "R032"
    case allInAll = "R033"
    case emptyExpression = "R034"
    case keywordTwice = "R035"
    case keywordShared = "R036"
    case uncapped = "R037"
    case lookBehind = "R038"
    case needlessCap = "R039"
    case wordFilePath = "R040"
    case wordFile = "R041"
    case recursion = "R042"
    case notForRules = "R043"
    case foldKind = "R044"
    case multiline = "R050"
    case foreignGroup = "R051"
    case hexDigit = "R052"
    case quoting = "R053"
    case bareProperty = "R054"
    case namedCharacter = "R055"
    case lineAnchor = "R056"
    case stackedQuantifier = "R057"
    case asciiClassBesideChinese = "R058"
    case hazard = "R059"
    case noNearMiss = "R060"
    case idleAction = "R061"
    case noGate = "R062"
    case expressionLike = "R063"
    case lostCapitals = "R064"
    case shadowed = "R065"
    case sameMatch = "R066"
    case partOfWords = "R067"
    case fewTests = "R068"
}

extension RuleProblem {
    package init(
        _ code: ProblemCode, at place: SourcePlace, _ message: String, hint: String? = nil, gravity: Gravity = .error,
        subject: ProblemSubject? = nil
    ) {
        self.init(gravity: gravity, code: code.rawValue, place: place, message: message, hint: hint)
        self.subject = subject
    }
}
