import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { icon } from "../../icons.ts";
import type { Settings } from "../../records.ts";

type Services = Settings["services"];

/** Suggested words; an owner may write any other. */
const states = ["operational", "degraded", "partial outage", "outage", "maintenance"];
/** The API's limit. */
const most = 50;

/** The services with the state of each. Use with `hoursLook` and `fieldLook`. */
export function serviceRows(
  services: Services,
  problems: Readonly<Record<string, string>>,
  onChange: (services: Services) => void,
): TemplateResult {
  const replace = (at: number, change: Partial<Services[number]>) =>
    onChange(services.map((one, index) => (index === at ? { ...one, ...change } : one)));
  const typed = (event: Event) => (event.target as HTMLInputElement).value;
  const problem = Object.entries(problems).find(([name]) => name.startsWith("services"))?.[1];
  return html`<div class="services" role="group" aria-label="Services">
    ${services.map(
      ({ name, state }, at) =>
        html`<div class="service">
          <input
            name="service-name"
            aria-label="Name of service ${at + 1}"
            placeholder="Name, such as Email"
            maxlength="100"
            .value=${live(name)}
            @input=${(event: Event) => replace(at, { name: typed(event) })}
          />
          <input
            name="service-state"
            aria-label="State of service ${at + 1}"
            placeholder="State"
            maxlength="40"
            list="service-states"
            .value=${live(state)}
            @input=${(event: Event) => replace(at, { state: typed(event) })}
          />
          <button
            type="button"
            class="icon"
            aria-label="Remove ${name || `service ${at + 1}`}"
            @click=${() => onChange(services.filter((_, index) => index !== at))}
          >
            ${icon("close", 15)}
          </button>
        </div>`,
    )}
    <datalist id="service-states">${states.map((state) => html`<option value=${state}></option>`)}</datalist>
    ${problem === undefined ? nothing : html`<p class="problem" role="alert">${problem}</p>`}
    <button
      type="button"
      ?hidden=${services.length >= most}
      @click=${() => onChange([...services, { name: "", state: "operational" }])}
    >
      ${icon("plus", 15)}Add a service
    </button>
  </div>`;
}
