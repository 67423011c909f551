// The wanted form of the answer. Chat nests the schema under `json_schema`, Responses lays it flat; the rest is the same.

import type { OutputFormat } from "../../exchange/request.ts";
import type { JsonObject } from "../dialect.ts";
import { invalid, optional, present, readBoolean, readName, readObject, readString } from "../members.ts";

/** Reads `type` and, through `schemaOf`, where the schema's members stand. Throws Fault `invalid_request`. */
export function readOutputFormat(format: JsonObject, path: string, schemaAt: "json_schema" | "flat"): OutputFormat {
  switch (format["type"]) {
    case "text":
      return { kind: "text" };
    case "json_object":
      return { kind: "json" };
    case "json_schema": {
      const nested = schemaAt === "json_schema";
      const inner = nested ? `${path}.json_schema` : path;
      const fields = nested ? readObject(format["json_schema"], inner) : format;
      return present({
        kind: "json-schema" as const,
        name: readName(fields["name"], `${inner}.name`),
        schema: readObject(fields["schema"], `${inner}.schema`),
        description: optional(fields["description"], `${inner}.description`, readString),
        strict: optional(fields["strict"], `${inner}.strict`, readBoolean),
      });
    }
    default:
      throw invalid(
        `${path}.type`,
        `Invalid value for '${path}.type': expected 'text', 'json_object' or 'json_schema'.`,
      );
  }
}

/** The schema's own members, as both APIs name them. */
export function writeSchema(format: Extract<OutputFormat, { kind: "json-schema" }>): JsonObject {
  const { name, schema, description, strict } = format;
  return present({ name, schema, description, strict });
}
