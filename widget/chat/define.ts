import { ValethonComposer } from "../ui/composer.ts";
import { ValethonMessages } from "../ui/message-list.ts";
import { ValethonPanel } from "./panel.ts";

/** Defines the panel's elements, once a page however often the script is included. */
export function definePanel(): void {
  const elements = {
    "valethon-composer": ValethonComposer,
    "valethon-messages": ValethonMessages,
    "valethon-panel": ValethonPanel,
  };
  for (const [name, element] of Object.entries(elements)) {
    if (!customElements.get(name)) customElements.define(name, element);
  }
}
