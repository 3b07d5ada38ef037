"""What API Gateway says about a body that breaks its model, in the words of the Java library that it validates with.

Some sentences repeat the value. Source: https://github.com/java-json-tools/json-schema-validator, validation messages.
"""

import json
from typing import Any

from jsonschema import Draft4Validator, ValidationError
from jsonschema.exceptions import SchemaError


def complaints(schema: dict[str, Any], document: object) -> str:
    """Return the complaints in brackets, ``[object has missing required properties (["name"])]``."""
    try:
        Draft4Validator.check_schema(schema)
    except SchemaError:
        return ""
    found = sorted(Draft4Validator(schema).iter_errors(document), key=lambda error: list(map(str, error.absolute_path)))
    # The library groups what is missing from one object; jsonschema reports each member by itself.
    return f"[{', '.join(dict.fromkeys(map(_sentence, found)))}]"


def _sentence(error: ValidationError) -> str:
    value: Any = error.instance
    rule: Any = error.validator_value
    schema: Any = error.schema
    text, limit = json.dumps(value), json.dumps(rule)
    match error.validator:
        case "required":
            sentence = f"object has missing required properties ({_list(set(rule) - set(value))})"
        case "additionalProperties":
            unknown = _list(set(value) - set(schema.get("properties", {})))
            sentence = f"object instance has properties which are not allowed by the schema: {unknown}"
        case "type":
            allowed = _list([rule] if isinstance(rule, str) else rule)
            sentence = f"instance type ({_type(value)}) does not match any allowed primitive type (allowed: {allowed})"
        case "minLength":
            sentence = f"string {text} is too short (length: {len(value)}, required minimum: {rule})"
        case "maxLength":
            sentence = f"string {text} is too long (length: {len(value)}, maximum allowed: {rule})"
        case "pattern":
            sentence = f"ECMA 262 regex {limit} does not match input string {text}"
        case "enum":
            sentence = f"instance value ({text}) not found in enum (possible values: {limit})"
        case _:
            sentence = f"instance failed to match {error.validator}"
    return sentence


def _list(names: Any) -> str:
    return json.dumps(sorted(names), separators=(",", ":"))


def _type(value: object) -> str:
    types = (
        (type(None), "null"),
        (bool, "boolean"),
        (int, "integer"),
        (float, "number"),
        (str, "string"),
        (list, "array"),
    )
    return next((name for kind, name in types if isinstance(value, kind)), "object")
