import type { OpenApiDocument, Parameter, Reference, Schema } from "./document.ts";

/** Fewer fields than this are clearer written out. */
const fewestFields = 3;

/**
 * The same document with every parameter and every schema of some size that stands in it more than once written down
 * once, as a component. What would need a name that is taken stays where it is.
 */
export function shareRepeated(document: OpenApiDocument): OpenApiDocument {
  const parameters = nameParameters(document);
  const schemas = nameSchemas(document);
  const everything = new Map<string, string | Reference>([...schemas, ...parameters.references]);
  const { components } = document;
  const written = [...schemas].map(([json, name]) => [name, withReferences(JSON.parse(json), schemas, json)] as const);
  return {
    ...document,
    ...(withReferences(bodyOf(document), everything, null) as ReturnType<typeof bodyOf>),
    components: {
      ...components,
      schemas: sorted({ ...components.schemas, ...(Object.fromEntries(written) as Record<string, Schema>) }),
      parameters: sorted(withReferences(parameters.components, schemas, null) as Record<string, Parameter>),
    },
  };
}

/** All that refers to components: what is asked of the API, and what it sends. */
const bodyOf = ({ paths, webhooks }: OpenApiDocument) => ({ paths, ...(webhooks === undefined ? {} : { webhooks }) });

const sorted = <T>(named: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(named).toSorted(([a], [b]) => (a < b ? -1 : 1)));

/** Whatever stands at these texts becomes a reference to what it is named. */
function withReferences(
  value: unknown,
  names: ReadonlyMap<string, string | Reference>,
  itself: string | null,
): unknown {
  if (typeof value !== "object" || value === null) return value;
  const json = JSON.stringify(value);
  const name = json === itself ? undefined : names.get(json);
  if (name !== undefined) return typeof name === "string" ? { $ref: `#/components/schemas/${name}` } : name;
  if (Array.isArray(value)) return value.map((part) => withReferences(part, names, null));
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withReferences(part, names, null)]));
}

function nameParameters(document: OpenApiDocument) {
  const counts = new Map<string, number>();
  const requests = [...Object.values(document.paths), ...Object.values(document.webhooks ?? {})];
  for (const { parameters = [] } of requests.flatMap((methods) => Object.values(methods))) {
    for (const parameter of parameters) count(counts, JSON.stringify(parameter));
  }
  const components: Record<string, Parameter> = {};
  const references = new Map<string, Reference>();
  for (const json of repeated(counts)) {
    const parameter = JSON.parse(json) as Parameter;
    if (components[parameter.name] !== undefined) continue;
    components[parameter.name] = parameter;
    references.set(json, { $ref: `#/components/parameters/${parameter.name}` });
  }
  return { components, references };
}

interface Sighting {
  readonly schema: Schema;
  /** The property it stands under. */
  readonly under: string;
}

function nameSchemas(document: OpenApiDocument): Map<string, string> {
  const counts = new Map<string, number>();
  const sightings = new Map<string, Sighting>();
  forEachSchema(bodyOf(document), "", (sighting) => {
    const json = JSON.stringify(sighting.schema);
    count(counts, json);
    if (!sightings.has(json)) sightings.set(json, sighting);
  });

  const taken = new Set(Object.keys(document.components.schemas));
  const names = new Map<string, string>();
  for (const json of repeated(counts)) {
    const sighting = sightings.get(json);
    const name = sighting === undefined ? undefined : possibleNames(sighting).find((possible) => !taken.has(possible));
    if (name === undefined) continue;
    taken.add(name);
    names.set(json, name);
  }
  return names;
}

function forEachSchema(value: unknown, under: string, see: (sighting: Sighting) => void): void {
  if (typeof value !== "object" || value === null) return;
  if (isWorthSharing(value)) see({ schema: value, under });
  for (const [key, part] of Object.entries(value)) forEachSchema(part, isPlace(key, under) ? key : under, see);
}

/** Whether a key names what stands below it; `items` and places in a list do not, but a property may be called items. */
const isPlace = (key: string, under: string) => (key !== "items" || under === "properties") && !/^\d+$/.test(key);

function isWorthSharing(value: object): value is Schema {
  if ("in" in value || Array.isArray(value)) return false;
  const { properties, anyOf, type } = value as Schema;
  if (Array.isArray(anyOf)) return anyOf.every((part) => part.properties !== undefined);
  return (
    type === "object" &&
    properties !== undefined &&
    !("success" in properties) &&
    Object.keys(properties).length >= fewestFields
  );
}

const sayNothing = new Set(["schema", "data", "anyOf", "items"]);

/** What has a title is named by it, a record after its id, `lead_id`; anything else after the property it stands under. */
function possibleNames({ schema, under }: Sighting): string[] {
  const [[first, { type }] = ["", {}]] = Object.entries(schema.properties ?? {});
  const record = type === "integer" ? /^(\w+)_id$/.exec(first)?.[1] : undefined;
  const place = sayNothing.has(under) ? [] : [under];
  return [schema.title, record, ...place].filter((name) => name !== undefined).map(pascal);
}

const pascal = (name: string) =>
  name
    .split("_")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");

function count(counts: Map<string, number>, json: string): void {
  counts.set(json, (counts.get(json) ?? 0) + 1);
}

/** What was seen more than once: the most frequent first, then in the order of the document. */
function repeated(counts: ReadonlyMap<string, number>): string[] {
  const found = [...counts].filter(([, times]) => times > 1);
  return found.toSorted(([, a], [, b]) => b - a).map(([json]) => json);
}
