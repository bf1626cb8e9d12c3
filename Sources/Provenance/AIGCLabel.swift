public import Primitives

/// The label that a machine reads (文件元数据隐式标识): the seven string fields of GB 45438-2025 Annex E.
///
///     let label = AIGCLabel(producer: producer, id: id, reservedCode: ReservedCode(of: text))
///     label.fieldsJSON   // {"Label":"1","ContentProducer":"…", … }
///
/// A label of our own holds only what Annex E allows. A label that was read holds what was found, which
/// ``AIGCReading/problems`` then describes.
public struct AIGCLabel: Hashable, Sendable {
    /// The fields, by the exact names of Annex E, in the order in which they are written.
    public enum Field: String, CaseIterable, Hashable, Sendable {
        case label = "Label"
        case contentProducer = "ContentProducer"
        case produceID = "ProduceID"
        case reservedCode1 = "ReservedCode1"
        case contentPropagator = "ContentPropagator"
        case propagateID = "PropagateID"
        case reservedCode2 = "ReservedCode2"
    }

    /// What `Label` says (Annex E c).
    public enum Kind: String, CaseIterable, Hashable, Sendable {
        /// 属于: is generated.
        case generated = "1"
        /// 可能: may be, its uploader says so.
        case possible = "2"
        /// 疑似: is suspected to be.
        case suspected = "3"
    }

    /// A member that Annex E does not know, kept as it came.
    public struct Extra: Hashable, Sendable {
        public let name: String
        /// Its value, as JSON.
        public let json: [UInt8]
    }

    /// `Label` as it stands, see ``kind``.
    public let label: String
    public let contentProducer: String
    public let produceID: String
    public let reservedCode1: String
    public let contentPropagator: String
    public let propagateID: String
    public let reservedCode2: String
    /// Unknown members of a label that was read; none in one of our own.
    public let extras: [Extra]

    /// What ``label`` means; `nil` where Annex E does not say.
    public var kind: Kind? { Kind(rawValue: label) }

    /// A first label: what is said of propagation equals what is said of production (Annex E, note 1).
    public init(kind: Kind = .generated, producer: Producer, id: ContentID, reservedCode: ReservedCode? = nil) {
        label = kind.rawValue
        contentProducer = producer.value
        produceID = id.description
        reservedCode1 = reservedCode?.text ?? ""
        contentPropagator = producer.value
        propagateID = produceID
        reservedCode2 = ""
        extras = []
    }

    init(_ values: [Field: String], extras: [Extra] = []) {
        label = values[.label] ?? ""
        contentProducer = values[.contentProducer] ?? ""
        produceID = values[.produceID] ?? ""
        reservedCode1 = values[.reservedCode1] ?? ""
        contentPropagator = values[.contentPropagator] ?? ""
        propagateID = values[.propagateID] ?? ""
        reservedCode2 = values[.reservedCode2] ?? ""
        self.extras = extras
    }

    /// The value of a field.
    public subscript(_ field: Field) -> String {
        switch field {
        case .label: label
        case .contentProducer: contentProducer
        case .produceID: produceID
        case .reservedCode1: reservedCode1
        case .contentPropagator: contentPropagator
        case .propagateID: propagateID
        case .reservedCode2: reservedCode2
        }
    }

    /// This label with other values in some fields.
    func replacing(_ values: [Field: String]) -> AIGCLabel {
        var all: [Field: String] = [:]
        for field in Field.allCases { all[field] = values[field] ?? self[field] }
        return AIGCLabel(all, extras: extras)
    }

    /// This label as a distributor passes it on: the three fields of propagation are written, those of the producer
    /// and what `Label` says stay.
    public func propagated(by producer: Producer, id: ContentID, reservedCode: ReservedCode? = nil) -> AIGCLabel {
        replacing([
            .contentPropagator: producer.value, .propagateID: id.description,
            .reservedCode2: reservedCode?.text ?? "",
        ])
    }

    /// The bare object of seven fields: compact, in the order of Annex E. The value of a member `AIGC`.
    public var fieldsJSON: [UInt8] {
        var json: [UInt8] = []
        json.reserveCapacity(512)
        for field in Field.allCases {
            json.append(json.isEmpty ? UInt8(ascii: "{") : UInt8(ascii: ","))
            Self.quote(field.rawValue, to: &json)
            json.append(UInt8(ascii: ":"))
            Self.quote(self[field], to: &json)
        }
        for extra in extras {
            json.append(UInt8(ascii: ","))
            Self.quote(extra.name, to: &json)
            json.append(UInt8(ascii: ":"))
            json += extra.json
        }
        json.append(UInt8(ascii: "}"))
        return json
    }

    /// The object inside `{"AIGC":…}`, for carriers that need the name in the value (Annex E b).
    public var wrappedJSON: [UInt8] {
        Array("{\"AIGC\":".utf8) + fieldsJSON + [UInt8(ascii: "}")]
    }

    private static func quote(_ text: String, to json: inout [UInt8]) {
        json.append(UInt8(ascii: "\""))
        JSONString.append(escaping: text, to: &json)
        json.append(UInt8(ascii: "\""))
    }
}
