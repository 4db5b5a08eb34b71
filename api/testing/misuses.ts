import type { ErrorCode, ErrorDetail } from "../errors.ts";
import type { AnyOperation } from "../kit/operation.ts";
import type { Case } from "./cases.ts";
import type { PreparedCall } from "./stage.ts";

/** A call with one thing wrong, and how it must be refused. */
export interface Misuse {
  readonly name: string;
  readonly code: ErrorCode;
  /** An entry that `details` must hold. */
  readonly detail?: ErrorDetail;
  change(call: PreparedCall): PreparedCall;
}

/** Values that no list takes, by parameter. */
const wrongValues: Readonly<Record<string, string>> = {
  page: "0",
  per_page: "101",
  sort: "no_such_field",
  order: "sideways",
  cursor: "nonsense",
  created_after: "yesterday",
  created_before: "yesterday",
  updated_after: "2026-02-30",
  updated_before: "2026-02-30",
};

/** Everything that can be got wrong about a call of this operation, but for who makes it. */
export function misusesOf(operation: AnyOperation, except: Case["except"] = {}): Misuse[] {
  const pathNames = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => String(name));
  return [
    ...parameterNames(operation).flatMap(wrongParameter),
    withQuery("an unknown parameter", "colour", "red", "unknown_field"),
    ...pathNames.flatMap((name) => (except.unknown_id === undefined ? wrongIds(name) : [])),
    ...(operation.method === "GET" ? [] : wrongBodies(operation, except)),
  ];
}

const parameterNames = ({ spec: { query } }: AnyOperation) => Object.keys(query === undefined ? {} : query.shape);

function wrongParameter(name: string): Misuse[] {
  const value = wrongValues[name];
  return value === undefined ? [] : [withQuery(`${name}=${value}`, name, value)];
}

const withQuery = (name: string, field: string, value: string, code?: string): Misuse => ({
  name,
  code: "VALIDATION_ERROR",
  detail: { field, ...(code === undefined ? {} : { code }) },
  change: (call) => ({ ...call, query: { ...call.query, [field]: value } }),
});

const wrongIds = (name: string): Misuse[] =>
  ["999999999", "abc", "0"].map((value) => ({
    name: `${name} ${value}`,
    code: "NOT_FOUND",
    change: (call) => ({ ...call, params: { ...call.params, [name]: value } }),
  }));

function wrongBodies({ spec }: AnyOperation, except: NonNullable<Case["except"]>): Misuse[] {
  const withBody = (name: string, code: ErrorCode, body: string, type: string, detail?: Misuse["detail"]): Misuse => ({
    ...{ name, code },
    ...(detail === undefined ? {} : { detail }),
    change: (call) => ({ ...call, body, headers: { ...call.headers, "Content-Type": type } }),
  });
  const json = "application/json";
  if (spec.media !== undefined) return [withBody("a body of another type", "UNSUPPORTED_MEDIA_TYPE", "{}", json)];
  const onlyJson = [
    withBody("a body that is no JSON", "UNSUPPORTED_MEDIA_TYPE", "status=new", "text/plain"),
    withBody("malformed JSON", "VALIDATION_ERROR", '{"a":', json, { field: "body", code: "invalid_json" }),
  ];
  const unknownField: Misuse = {
    name: "an unknown field",
    code: "VALIDATION_ERROR",
    detail: { field: "no_such_field", code: "unknown_field" },
    change: (call) => ({ ...call, body: { ...(call.body as object), no_such_field: 1 } }),
  };
  return [
    ...(except.json_only === undefined ? onlyJson : []),
    ...(except.unknown_field === undefined ? [unknownField] : []),
  ];
}

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

/** The methods that none of the operations takes on this one's path. */
export function wrongMethods({ path }: AnyOperation, operations: readonly AnyOperation[]): Misuse[] {
  const taken = operations.filter((other) => other.path === path).map(({ method }) => method as string);
  return methods
    .filter((method) => !taken.includes(method === "PATCH" ? "PUT" : method))
    .map((method) => ({
      name: `the method ${method}`,
      code: "METHOD_NOT_ALLOWED",
      change: (call) => ({ ...call, method, body: undefined }),
    }));
}
