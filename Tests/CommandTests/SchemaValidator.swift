import Foundation
import Primitives
import TestSupport

/// A small validator of JSON Schema 2020-12: the keywords that `docs/schema` uses, and not one more. A keyword that it
/// does not know is a problem, so that a schema never promises what nobody checks.
struct SchemaValidator {
    let root: JSONValue

    init(_ schema: JSONValue) {
        root = schema
    }

    /// The schema of that name in `docs/schema`.
    init(named name: String) throws {
        let url = URL(fileURLWithPath: Self.folder + "/\(name).schema.json")
        root = try JSONValue(parsing: Array(try Data(contentsOf: url)))
    }

    static let folder = Command.package + "/docs/schema"

    /// What is wrong with `value`, each with its path; nothing where it is as the schema says.
    func problems(_ value: JSONValue) -> [String] {
        problems(value, root, "$")
    }

    private func problems(_ value: JSONValue, _ schema: JSONValue, _ path: String) -> [String] {
        if let flag = schema.bool { return flag ? [] : ["\(path): nothing is allowed here"] }
        guard let keywords = schema.object else { return ["\(path): the schema is no schema"] }
        return keywords.sorted { $0.key < $1.key }.flatMap { keyword, argument in
            check(keyword, argument, value, schema, path)
        }
    }

    private func check(
        _ keyword: String, _ argument: JSONValue, _ value: JSONValue, _ schema: JSONValue, _ path: String
    ) -> [String] {
        switch keyword {
        case "$schema", "$id", "$defs", "title", "description", "default", "examples", "then", "else": []
        case "$ref": reference(argument, value, path)
        case "type": Self.type(of: value) == argument.string ? [] : ["\(path): no \(argument.string ?? "?")"]
        case "const": value == argument ? [] : ["\(path): not the one value"]
        case "enum": argument.array?.contains(value) == true ? [] : ["\(path): not on the list"]
        case "pattern": pattern(argument, value, path)
        case "minimum": (value.integer ?? 0) < (argument.integer ?? .max) ? ["\(path): too small"] : []
        case "maximum": (value.integer ?? 0) > (argument.integer ?? .min) ? ["\(path): too large"] : []
        case "minLength": (value.string.map(\.unicodeScalars.count) ?? .max) < Int(argument.integer ?? .max) ? ["\(path): too short"] : []
        case "maxLength": (value.string.map(\.unicodeScalars.count) ?? 0) > Int(argument.integer ?? 0) ? ["\(path): too long"] : []
        case "if": problems(value, schema[problems(value, argument, path).isEmpty ? "then" : "else"] ?? true, path)
        case "minItems": (value.array?.count ?? .max) < Int(argument.integer ?? .max) ? ["\(path): too few"] : []
        case "maxItems": (value.array?.count ?? 0) > Int(argument.integer ?? 0) ? ["\(path): too many"] : []
        case "items":
            (value.array ?? []).enumerated().flatMap { problems($1, argument, "\(path)[\($0)]") }
        case "required":
            (argument.array ?? []).compactMap(\.string).filter { value.object != nil && value[$0] == nil }
                .map { "\(path): no member \($0)" }
        case "properties":
            (argument.object ?? [:]).flatMap { name, member in
                value[name].map { problems($0, member, "\(path).\(name)") } ?? []
            }
        case "additionalProperties": additional(argument, value, schema, path)
        case "oneOf": oneOf(argument, value, path)
        default: ["\(path): the schema has a keyword that is not known: \(keyword)"]
        }
    }

    private func additional(
        _ argument: JSONValue, _ value: JSONValue, _ schema: JSONValue, _ path: String
    ) -> [String] {
        let known = Set((schema["properties"]?.object ?? [:]).keys)
        return (value.object ?? [:]).filter { !known.contains($0.key) }.sorted { $0.key < $1.key }.flatMap {
            problems($0.value, argument, "\(path).\($0.key)")
        }
    }

    private func oneOf(_ argument: JSONValue, _ value: JSONValue, _ path: String) -> [String] {
        let answers = (argument.array ?? []).map { problems(value, $0, path) }
        let fitting = answers.count { $0.isEmpty }
        if fitting == 1 { return [] }
        if fitting > 1 { return ["\(path): fits \(fitting) of the schemas"] }
        // The one that comes nearest says most.
        return ["\(path): fits none of the schemas"] + (answers.min { $0.count < $1.count } ?? [])
    }

    private func reference(_ argument: JSONValue, _ value: JSONValue, _ path: String) -> [String] {
        let parts = (argument.string ?? "").split(separator: "/").map(String.init)
        guard parts.first == "#" else { return ["\(path): a reference that leads out of the file"] }
        let target = parts.dropFirst().reduce(Optional(root)) { $0?[$1] }
        return target.map { problems(value, $0, path) } ?? ["\(path): a reference that leads nowhere"]
    }

    private func pattern(_ argument: JSONValue, _ value: JSONValue, _ path: String) -> [String] {
        guard let text = value.string else { return [] }
        guard let regex = argument.string.flatMap({ try? Regex($0) }) else { return ["\(path): the pattern is none"] }
        return text.contains(regex) ? [] : ["\(path): «\(text)» is not of the form"]
    }

    private static func type(of value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .bool: "boolean"
        case .integer: "integer"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}
