import Rules

/// A risk of GB/T 45654-2025 annex A, with what the standard asks of a keyword library for it.
public struct RiskName: Sendable {
    /// `A.1.a` to `A.5.b`.
    public let id: String
    public let zh: String
    public let en: String

    /// The fewest keywords; `nil` where the standard names no number.
    public var leastKeywords: Int? {
        id.hasPrefix("A.1.") ? 200 : id.hasPrefix("A.2.") ? 100 : nil
    }

    /// The fewest keywords of a whole library.
    public static let leastInAll = 10_000

    /// In the standard's order.
    public static let all: [RiskName] = Risk.all.map { id in
        RiskName(id: id, zh: names[id]?.zh ?? id, en: names[id]?.en ?? id)
    }

    private static let names: [String: (zh: String, en: String)] = [
        "A.1.a": ("煽动颠覆国家政权、推翻社会主义制度", "Inciting subversion of state power"),
        "A.1.b": ("危害国家安全和利益、损害国家形象", "Endangering national security or image"),
        "A.1.c": ("煽动分裂国家、破坏国家统一和社会稳定", "Inciting separatism or unrest"),
        "A.1.d": ("宣扬恐怖主义、极端主义", "Promoting terrorism or extremism"),
        "A.1.e": ("宣扬民族仇恨", "Promoting ethnic hatred"),
        "A.1.f": ("宣扬暴力、淫秽色情", "Promoting violence or pornography"),
        "A.1.g": ("传播虚假有害信息", "Spreading false and harmful information"),
        "A.1.h": ("其他法律、行政法规禁止的内容", "Other content that the law forbids"),
        "A.2.a": ("民族歧视", "Discrimination by ethnicity"),
        "A.2.b": ("信仰歧视", "Discrimination by belief"),
        "A.2.c": ("国别歧视", "Discrimination by nationality"),
        "A.2.d": ("地域歧视", "Discrimination by region"),
        "A.2.e": ("性别歧视", "Discrimination by sex"),
        "A.2.f": ("年龄歧视", "Discrimination by age"),
        "A.2.g": ("职业歧视", "Discrimination by occupation"),
        "A.2.h": ("健康歧视", "Discrimination by health"),
        "A.2.i": ("其他歧视", "Other discrimination"),
        "A.3.a": ("侵犯知识产权", "Infringing intellectual property"),
        "A.3.b": ("违反商业道德", "Breaching business ethics"),
        "A.3.c": ("泄露商业秘密", "Disclosing trade secrets"),
        "A.3.d": ("利用算法、数据、平台等优势实施垄断和不正当竞争", "Monopoly and unfair competition"),
        "A.3.e": ("其他商业违法违规", "Other commercial violations"),
        "A.4.a": ("危害他人身心健康", "Harming physical or mental health"),
        "A.4.b": ("侵害他人肖像权", "Infringing the right to one's image"),
        "A.4.c": ("侵害他人名誉权", "Infringing the right to reputation"),
        "A.4.d": ("侵害他人荣誉权", "Infringing the right to honour"),
        "A.4.e": ("侵害他人隐私权", "Infringing the right to privacy"),
        "A.4.f": ("侵害他人个人信息权益", "Infringing personal information rights"),
        "A.4.g": ("侵犯他人其他合法权益", "Infringing other rights"),
        "A.5.a": ("内容不准确", "Inaccurate content"),
        "A.5.b": ("内容不可靠", "Unreliable content"),
    ]
}
