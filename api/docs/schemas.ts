import { z } from "zod";
import type { Schema } from "./document.ts";

/**
 * The JSON Schema of what a caller sends ("input": defaults are optional) or gets ("output"). Transforms and other
 * things JSON Schema cannot say become "any value".
 */
export function toSchema(type: z.ZodType, io: "input" | "output"): Schema {
  const {
    $defs,
    $schema: _,
    ...schema
  } = z.toJSONSchema(type, { io, unrepresentable: "any" }) as Schema & {
    readonly $defs?: Readonly<Record<string, Schema>>;
  };
  return tidy(schema, { io, definitions: $defs ?? {}, inside: [] });
}

interface Surroundings {
  readonly io: "input" | "output";
  readonly definitions: Readonly<Record<string, Schema>>;
  /** Definitions being written out around this one. */
  readonly inside: readonly string[];
}

function tidy(schema: Schema, around: Surroundings): Schema {
  if (schema.$ref !== undefined) return inline(schema, around);
  const below = (part: Schema) => tidy(part, around);
  const entries = Object.entries(schema)
    .filter(([keyword, value]) => !isNoise(keyword, value, schema, around))
    .map(([keyword, value]) => [keyword, tidyPart(keyword, value, below)] as const);
  return withoutNullBranch(Object.fromEntries(entries));
}

function tidyPart(keyword: string, value: unknown, below: (part: Schema) => Schema): unknown {
  if (keyword === "properties") {
    return Object.fromEntries(
      Object.entries(value as Record<string, Schema>).map(([name, part]) => [name, below(part)]),
    );
  }
  if (["anyOf", "oneOf", "allOf", "prefixItems"].includes(keyword)) return (value as Schema[]).map(below);
  if (["items", "additionalProperties"].includes(keyword) && typeof value === "object") return below(value as Schema);
  return value;
}

/** Written out in place; what refers to itself is any JSON in our schemas, and said as such. */
function inline({ $ref, anyOf: _, ...beside }: Schema, around: Surroundings): Schema {
  // Zod repeats the definition's own branches beside the reference when a description was added.
  const name = $ref?.split("/").at(-1) ?? "";
  const definition = around.definitions[name];
  if (definition === undefined || around.inside.includes(name) || refersTo(definition, name)) return beside;
  return { ...tidy(definition, { ...around, inside: [...around.inside, name] }), ...beside };
}

const refersTo = (definition: Schema, name: string) => JSON.stringify(definition).includes(`"#/$defs/${name}"`);

/** Keywords that say nothing to a reader: the safe integers' bounds, a format's own pattern, closed answers. */
function isNoise(keyword: string, value: unknown, schema: Schema, { io }: Surroundings): boolean {
  switch (keyword) {
    case "minimum":
      return value === Number.MIN_SAFE_INTEGER;
    case "maximum":
      return value === Number.MAX_SAFE_INTEGER;
    case "pattern":
      return schema.format !== undefined;
    case "propertyNames":
      return true;
    case "additionalProperties":
      // Answers may gain fields: a client must not refuse them.
      return io === "output" && value === false;
    default:
      return false;
  }
}

/** `anyOf` of a plain type and null reads better as a list of types. */
function withoutNullBranch(schema: Schema): Schema {
  const { anyOf, ...rest } = schema;
  const [first, second, third] = anyOf ?? [];
  if (first === undefined || second?.type !== "null" || third !== undefined) return schema;
  if (typeof first.type !== "string" || first.type === "object" || first.const !== undefined) return schema;
  const values = first.enum === undefined ? {} : { enum: [...first.enum, null] };
  return { ...first, ...values, type: [first.type, "null"], ...rest };
}
