import { css, html } from "lit";
import { icon } from "../icons.ts";
import { baseLook } from "../look.ts";
import { DeskPage } from "../page.ts";
import { buttonLook } from "../parts/button.ts";

const look = [
  baseLook,
  buttonLook,
  css`
    :host {
      display: grid;
      place-items: center;
      padding: 2rem;
      text-align: center;
    }
    div {
      display: grid;
      justify-items: center;
      gap: 0.75rem;
      max-width: 26rem;
    }
    svg {
      color: var(--c-ink-3);
    }
  `,
];

/** No page has this address. */
export class NotFoundPage extends DeskPage {
  static override styles = look;

  override render() {
    return html`<div>
      ${icon("search", 28)}
      <h1>There is no page at this address</h1>
      <p class="quiet">It may have moved, or the link is mistyped.</p>
      <a class="button" href="/crm/inbox">Go to the inbox</a>
    </div>`;
  }
}

/** A page's code could not be fetched: no network, or a newer version was deployed. */
export class NotLoadedPage extends DeskPage {
  static override styles = look;

  override render() {
    return html`<div>
      ${icon("alert", 28)}
      <h1>This page could not be loaded</h1>
      <p class="quiet">Check your connection. If a new version was just installed, reloading fetches it.</p>
      <button type="button" class="primary" @click=${() => location.reload()}>Reload</button>
    </div>`;
  }
}

customElements.define("console-not-found", NotFoundPage);
customElements.define("console-not-loaded", NotLoadedPage);
