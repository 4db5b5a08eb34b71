import { entityPermission, notePermission } from "../resources/entity-links.ts";
import { codeBlock, jsonCode } from "./code.ts";
import { curlOf, type Sample } from "./curl.ts";
import {
  mediaOf,
  type OperationObject,
  type Parameter,
  type ResponseObject,
  resolve,
  type Schema,
} from "./document.ts";
import { parameterList, schemaFields } from "./fields.ts";
import { type Html, html } from "./html.ts";
import { inline } from "./markdown.ts";

/** One operation: what it does on the left, how a call looks on the right. */
export function operationView(sample: Sample): Html {
  const { operation, method, path } = sample;
  return html`<article class="operation" id="${operation.operationId}" aria-labelledby="${operation.operationId}-title" data-words="${searchWords(sample)}">
<div class="about">
<h3 id="${operation.operationId}-title"><a href="#${operation.operationId}">${operation.summary}</a></h3>
<p class="address">${methodBadge(method)} <code>${brokenAtSlashes(path)}</code></p>
${operation.description === undefined ? null : operation.description.split("\n\n").map((text) => html`<p>${inline(text)}</p>`)}
${facts(sample)}
${parameterSections(sample)}
${bodySection(sample)}
${responseSection(sample)}
${errorSection(operation)}
</div>
<div class="samples">${requestFigure(sample)}${responseFigure(sample)}</div>
</article>`;
}

export const methodBadge = (method: string) => html`<span class="method ${method.toLowerCase()}">${method}</span>`;

/** A long path may break after each slash, on a narrow screen. */
const brokenAtSlashes = (path: string) =>
  path.split("/").map((part, i) => (i === 0 ? html`${part}` : html`<wbr>/${part}`));

/** What an operation is called by; the search finds it by its texts too. */
const searchWords = ({ operation, method, path }: Sample) =>
  [method, path, operation.operationId, operation.summary, ...operation.tags].join(" ").toLowerCase();

function facts(sample: Sample): Html {
  const { document, operation } = sample;
  const events = operation["x-events"];
  const others = successesOf(operation).slice(0, -1);
  return html`<dl class="facts">
<div><dt>Who</dt><dd>${who(sample)}</dd></div>
${events.length === 0 ? null : html`<div><dt>Events</dt><dd>${events.map((name) => html`${eventName(document, name)} `)}</dd></div>`}
${others.map(([status, { description = "" }]) => html`<div><dt>Or ${status}</dt><dd>${inline(description)}</dd></div>`)}
${operation["x-rate-limit"] === "poll" ? html`<div><dt>Counts</dt><dd>towards polling, 120 a minute, and not towards the key’s own limit</dd></div>` : null}
</dl>`;
}

/** An event's name leads to where it is told. */
const eventName = ({ webhooks = {} }: Sample["document"], name: string) =>
  webhooks[name] === undefined ? html`<code>${name}</code>` : html`<a href="#${name}"><code>${name}</code></a>`;

function who({ operation, path }: Sample): Html {
  const permission = operation["x-permission"];
  const names = typeof permission === "string" ? [permission] : permission;
  switch (names[0]) {
    case "anyone":
      return html`anyone, without a key`;
    case "any_secret":
      return html`any secret key or signed-in employee`;
    case "console":
      return html`people signed in to the console`;
    case "console_admin":
      return html`owners and admins signed in to the console`;
    case "entity:read":
    case "entity:write":
      return html`a secret key or employee with ${alternatives(path, names[0] === "entity:read" ? "read" : "write")}, by what the record is about`;
    case "widget:access":
      return html`a public key, <code>widget:access</code>`;
    default:
      return html`a secret key or employee with ${names.map((name, i) => html`${i > 0 ? " and " : ""}<code>${name}</code>`)}`;
  }
}

/** The permissions of which a note's or a field's own entity decides. Conversations have notes, but no fields. */
function alternatives(path: string, right: "read" | "write"): Html {
  const names = Object.values(path.startsWith("/custom-fields") ? entityPermission : notePermission).map(
    (permission) => permission[right],
  );
  return html`${names.map((name, i) => html`${i === 0 ? "" : i === names.length - 1 ? " or " : ", "}<code>${name}</code>`)}`;
}

/** Parameters that every list takes alike; they fold away, so that what is special to a list stands out. */
const ofEveryList = /^(page|per_page|sort|order|cursor|fields|include|(created|updated)_(after|before))$/;

function parameterSections({ document, operation }: Sample): Html {
  const all = (operation.parameters ?? []).map((parameter) => resolve<Parameter>(document, parameter));
  const inQuery = all.filter((parameter) => parameter.in === "query");
  const isList = inQuery.some(({ name }) => name === "cursor");
  const common = inQuery.filter(({ name }) => isList && ofEveryList.test(name));
  const special = all.filter((parameter) => parameter.in !== "header" && !common.includes(parameter));
  const headers = all.filter((parameter) => parameter.in === "header");
  return html`${special.length === 0 ? null : html`<h4>Parameters</h4>${parameterList(document, special)}`}
${fold("Pages, order, dates and shape", common, document)}
${fold("Headers", headers, document)}`;
}

function fold(title: string, parameters: readonly Parameter[], document: Sample["document"]): Html | null {
  if (parameters.length === 0) return null;
  return html`<details class="fold"><summary>${title} <span class="count">${parameters.length}</span></summary>${parameterList(document, parameters)}</details>`;
}

function bodySection({ document, operation }: Sample): Html | null {
  const media = mediaOf(operation);
  if (media === undefined) return null;
  if (media.type !== "application/json") return textBody(media.type, media);
  return html`<h4>Body</h4>${schemaFields(document, media.schema, { openBelow: true, marksRequired: true, depth: 0 })}`;
}

/** A text has no fields: what is said of it and how one looks. */
function textBody(type: string, { schema, example }: { readonly schema: Schema; readonly example?: unknown }): Html {
  return html`<h4>Body <code>${type}</code></h4>${schema.description === undefined ? null : html`<p>${inline(schema.description)}</p>`}${
    typeof example === "string" ? codeBlock(example) : null
  }`;
}

function errorSection(operation: OperationObject): Html {
  const cases = operation["x-errors"];
  return html`<details class="fold"><summary>Errors <span class="count">${cases.length}</span></summary><dl class="fields errors">${cases.map(
    ({ code, status, when }) =>
      html`<div><dt><code>${code}</code> <span class="type">${status}</span></dt><dd><p>${inline(when)}</p></dd></div>`,
  )}</dl></details>`;
}

function requestFigure(sample: Sample): Html {
  return figure(html`Request`, html`${curlOf(sample)}`, "curl");
}

/** By status. Where there are several, the last is the usual one: what was made, rather than what stood already. */
const successesOf = ({ responses }: OperationObject) =>
  Object.entries(responses).filter(([status]) => status.startsWith("2"));

interface Success {
  readonly status: string;
  readonly schema: Schema;
  readonly example: unknown;
  /** Whether what was asked for stands alone under `data`. */
  readonly isWrapped: boolean;
}

function successOf({ document, operation }: Sample): Success {
  const [status = "200", found] = successesOf(operation).at(-1) ?? [];
  const response = found === undefined ? undefined : resolve<ResponseObject>(document, found);
  const { schema = {}, example } = response?.content?.["application/json"] ?? {};
  return { status, schema, example, isWrapped: Object.keys(schema.properties ?? {}).join() === "success,data" };
}

function responseFigure(sample: Sample): Html {
  const { status, example } = successOf(sample);
  return figure(
    html`Response <span class="status">${status}</span>`,
    jsonCode(JSON.stringify(example, null, 2)),
    "response",
  );
}

function responseSection(sample: Sample): Html | null {
  const fields = schemaFields(sample.document, withoutEnvelope(successOf(sample)), {
    openBelow: false,
    marksRequired: false,
    depth: 0,
  });
  return fields === null ? null : html`<details class="fold"><summary>Response fields</summary>${fields}</details>`;
}

/** `success` and `data` are the same everywhere: the fields that matter stand below them. */
function withoutEnvelope({ schema, isWrapped }: Success): Schema {
  const data = schema.properties?.["data"];
  if (isWrapped && data?.type !== "array" && data?.anyOf === undefined && data !== undefined) return data;
  const { success: _, ...properties } = schema.properties ?? {};
  return { ...schema, properties };
}

export function figure(title: Html, code: Html, kind: string): Html {
  return html`<figure class="sample ${kind}"><figcaption>${title}</figcaption><pre class="code" tabindex="0"><code>${code}</code></pre></figure>`;
}
