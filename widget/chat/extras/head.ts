import { html, type TemplateResult } from "lit";
import type { ChatSnapshot } from "../../state/types.ts";
import { durationIn, momentIn } from "./duration.ts";
import { faces, facesOf } from "./faces.ts";
import type { ExtrasHost } from "./host.ts";

/** Who one talks to, and when one may expect an answer. */
export class Head {
  readonly #host: ExtrasHost;
  #brokenLogo: string | null = null;

  constructor(host: ExtrasHost) {
    this.#host = host;
  }

  /** The company's logo, while it has one that can be loaded, and who answers. */
  logo(snapshot: ChatSnapshot): TemplateResult {
    const { company, locale } = this.#host;
    const { logoUrl } = snapshot;
    const onBroken = () => {
      this.#brokenLogo = logoUrl;
      this.#host.requestUpdate();
    };
    return html`${
      logoUrl && logoUrl !== this.#brokenLogo
        ? html`<img class="face" src=${logoUrl} alt="" @error=${onBroken}>`
        : html`<span class="face" aria-hidden="true">${[...company][0]?.toUpperCase()}</span>`
    }${faces(facesOf(snapshot), locale)}`;
  }

  /** When one may expect an answer, where that is known: "Usually replies in 5 min", "Closed – back 09:00". */
  answers({ status, team }: ChatSnapshot): TemplateResult | undefined {
    const { late, locale } = this.#host;
    const minutes = team?.reply_time_minutes;
    const opens = team?.business_hours.next_open_at;
    if (status === "online") {
      return html`<i></i>${minutes ? late.repliesIn.replace("{time}", () => durationIn(locale, minutes)) : late.online}`;
    }
    return opens ? html`${late.back.replace("{time}", () => momentIn(locale, opens))}` : undefined;
  }
}
