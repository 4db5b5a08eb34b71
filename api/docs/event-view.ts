import { jsonCode } from "./code.ts";
import { type EventObject, mediaOf, type OpenApiDocument, type Parameter, resolve, type Schema } from "./document.ts";
import { parameterList, schemaFields } from "./fields.ts";
import { type Html, html } from "./html.ts";
import { inline } from "./markdown.ts";
import { figure } from "./operation-view.ts";

/** One event: when it fires and what it tells on the left, how it comes on the right. */
export function eventView(document: OpenApiDocument, name: string): Html {
  const event = eventOf(document, name);
  const { example } = mediaOf(event) ?? {};
  return html`<article class="operation event" id="${name}" aria-labelledby="${name}-title" data-words="event ${name}">
<div class="about">
<h3 id="${name}-title"><a href="#${name}">${name}</a></h3>
<p>${inline(event.description)}</p>
${facts(document, name)}
${dataFields(document, name)}
</div>
<div class="samples">${figure(html`Body`, jsonCode(JSON.stringify(example, null, 2)), "body")}</div>
</article>`;
}

/** What all deliveries carry in their head; once, before the events. */
export function deliveryHeaders(document: OpenApiDocument): Html | null {
  const [first] = Object.values(document.webhooks ?? {});
  if (first === undefined) return null;
  const headers = first.post.parameters.map((one) => resolve<Parameter>(document, one));
  return html`<details class="fold"><summary>Headers of a delivery <span class="count">${headers.length}</span></summary>${parameterList(document, headers)}</details>`;
}

function eventOf({ webhooks = {} }: OpenApiDocument, name: string): EventObject {
  const found = webhooks[name]?.post;
  if (found === undefined) throw new Error(`There is no event ${name} in the document.`);
  return found;
}

/** The operations that fire it and the record that it tells, each a link to where it stands. */
function facts(document: OpenApiDocument, name: string): Html {
  const firing = eventOf(document, name)["x-fired-by"].flatMap((key) => {
    const [method = "", path = ""] = key.split(" ");
    return document.paths[path]?.[method.toLowerCase()] ?? [];
  });
  return html`<dl class="facts">${
    firing.length === 0
      ? null
      : html`<div><dt>Fired by</dt><dd>${firing.map(
          ({ operationId, summary }, i) => html`${i === 0 ? "" : " · "}<a href="#${operationId}">${summary}</a>`,
        )}</dd></div>`
  }${knownRecord(document, name)}</dl>`;
}

/** The fields of a record stand with the first event that tells it; the others lead there. */
function knownRecord(document: OpenApiDocument, name: string): Html | null {
  const { record, more } = toldBy(document, name);
  const first = firstTelling(document, record);
  if (first === name) return null;
  return html`<div><dt>Data</dt><dd>${whatIs(document, record)}, as in <a href="#${first}">${first}</a>${more === undefined ? "" : ", and:"}</dd></div>`;
}

/** A record, and what an event tells beside it. */
interface Told {
  readonly record: Schema;
  readonly more: Schema | undefined;
}

/** An event's data is a choice between the whole and what is left of what was erased. */
function toldBy(document: OpenApiDocument, name: string): Told {
  const body = mediaOf(eventOf(document, name))?.schema;
  const [whole = {}] = body?.properties?.["data"]?.anyOf ?? [];
  const [record, more] = whole.allOf ?? [whole];
  return { record: record ?? {}, more };
}

/** Beside what it tells the values before a change are the record's own fields once more. */
const look = { openBelow: false, marksRequired: false, depth: Number.POSITIVE_INFINITY };

function dataFields(document: OpenApiDocument, name: string): Html {
  const { record, more } = toldBy(document, name);
  const isFirst = firstTelling(document, record) === name;
  return html`${
    isFirst
      ? html`<details class="fold"><summary>Data: ${whatIs(document, record).toLowerCase()}</summary>${schemaFields(document, record, { ...look, depth: 0 })}</details>`
      : null
  }${more === undefined ? null : schemaFields(document, more, look)}`;
}

function firstTelling(document: OpenApiDocument, record: Schema): string {
  const same = (name: string) => JSON.stringify(toldBy(document, name).record) === JSON.stringify(record);
  return Object.keys(document.webhooks ?? {}).find(same) ?? "";
}

/** A record is called by its id; what is none, is what the event tells. */
function whatIs(document: OpenApiDocument, record: Schema): string {
  const names = Object.keys(resolve<Schema>(document, record).properties ?? {});
  return names.includes("updated_at") ? `The ${names[0]?.replace(/_id$/, "")}` : "What it tells";
}
