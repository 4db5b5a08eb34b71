import { LitElement } from "lit";
import type { Desk } from "./desk.ts";
import type { Place } from "./router.ts";
import type { Services } from "./services.ts";
import { Watch } from "./store.ts";

/**
 * A page of the console. The shell sets the properties before the first render, and `place` again whenever
 * the address changes within the same page.
 */
export class Page extends LitElement {
  static override properties = { services: { attribute: false }, place: { attribute: false } };

  declare services: Services;
  declare place: Place;

  constructor() {
    super();
    new Watch(this, () => this.watched());
  }

  /** The stores whose changes render the page anew. */
  protected watched(): readonly { readonly value: unknown; subscribe(listener: () => void): () => void }[] {
    return [];
  }

  protected get router() {
    return this.services.router;
  }
}

/** A page behind the sign-in: `desk` holds the data of one employee in one mode, and never changes during its life. */
export class DeskPage extends Page {
  static override properties = { ...Page.properties, desk: { attribute: false } };

  declare desk: Desk;
}
