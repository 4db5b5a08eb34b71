import {
  exampleOrigin,
  mediaOf,
  type OpenApiDocument,
  type OperationObject,
  type Parameter,
  resolve,
} from "./document.ts";

export interface Sample {
  readonly document: OpenApiDocument;
  readonly method: string;
  readonly path: string;
  readonly operation: OperationObject;
}

/** The operation as a command that can be pasted into a shell, once the variables of the introduction are set. */
export function curlOf({ document, method, path, operation }: Sample): string {
  const parameters = (operation.parameters ?? []).map((parameter) => resolve<Parameter>(document, parameter));
  const address = `"$VALETHON_URL${filledPath(path, parameters)}${queryOf(parameters)}"`;
  const command = `curl${method === "GET" ? "" : ` -X ${method}`}`;
  const lines = [
    ...(command.length + address.length > longest ? [command, `  ${address}`] : [`${command} ${address}`]),
    ...credentials(document, method, operation).map((line) => `  ${line}`),
  ];
  if (parameters.some(({ name }) => name === "X-Widget-Session")) lines.push(`  -H "X-Widget-Session: ws_98765"`);
  lines.push(...bodyOf(path, operation).map((line) => `  ${line}`));
  return lines.join(" \\\n");
}

/** Characters of the first line that the narrowest column of the docs page shows in one. */
const longest = 44;

/** A JSON body is written out; another one is a file beside the reader, named by the path. */
function bodyOf(path: string, operation: OperationObject): string[] {
  const media = mediaOf(operation);
  if (media === undefined) return [];
  const [, collection = "file"] = path.split("/");
  const data =
    media.type === "application/json"
      ? `-d ${quoted(JSON.stringify(media.example, null, 2))}`
      : `--data-binary @${collection}.${media.type.split("/")[1]}`;
  return [`-H "Content-Type: ${media.type}"`, data];
}

/** Single-quoted for a POSIX shell. */
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

function filledPath(path: string, parameters: readonly Parameter[]): string {
  const inPath = parameters.filter((parameter) => parameter.in === "path");
  return inPath.reduce((filled, { name, example }) => filled.replace(`{${name}}`, String(example)), path);
}

function queryOf(parameters: readonly Parameter[]): string {
  const needed = parameters.filter((parameter) => parameter.in === "query" && parameter.required === true);
  const pairs = needed.map(({ name, example }) => `${name}=${encodeURIComponent(String(example))}`);
  return pairs.length === 0 ? "" : `?${pairs.join("&")}`;
}

/** Where a sign-in's cookie is kept, by the commands that sign in. */
const cookies = "valethon.cookies";

function credentials({ servers }: OpenApiDocument, method: string, { security }: OperationObject): string[] {
  const [first] = security;
  const origin = method === "GET" ? [] : [`-H "Origin: ${exampleOrigin(servers[0]?.url ?? "")}"`];
  // What anybody may send that is no GET signs in.
  if (first === undefined) return method === "GET" ? [] : [`-c ${cookies}`, ...origin];
  if ("secretKey" in first) return [`-H "X-API-Key: $VALETHON_KEY"`];
  if ("publicKey" in first) return [`-H "X-API-Key: $VALETHON_PUBLIC_KEY"`];
  return [`-b ${cookies}`, ...(method === "GET" ? [] : [`-H "X-CSRF-Token: $CSRF_TOKEN"`]), ...origin];
}
