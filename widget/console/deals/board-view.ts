import { html, LitElement, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { browserEnvironment } from "../../state/environment.ts";
import { messageOf } from "../api.ts";
import type { Desk } from "../desk.ts";
import { baseLook } from "../look.ts";
import { avatarLook } from "../parts/avatar.ts";
import { buttonLook } from "../parts/button.ts";
import type { Stage } from "../records.ts";
import { may } from "../rights.ts";
import type { Services } from "../services.ts";
import { Watch } from "../store.ts";
import { Ticking } from "../time.ts";
import { Board, shownColumns } from "./board.ts";
import { columnView } from "./board-column.ts";
import { boardKey } from "./board-keys.ts";
import { boardLook } from "./board-look.ts";
import { carryingBar, loadingColumns, refusalBar } from "./board-parts.ts";
import { cardLook } from "./card-look.ts";
import { CardDrag } from "./drag.ts";
import { askWhyLost } from "./lost-dialog.ts";
import { type Column, columnOf, type Move, placeOf, statusIn, withMove } from "./moves.ts";

/** A deal that is picked up: where it came from and where it would be put down. */
interface Lift extends Move {
  readonly from: string;
  readonly by: "keys" | "pointer";
}

/**
 * The deals of the pipeline by stage, `<console-board>`. Cards are dragged, or picked up by their grip (Space or Enter, or a
 * press), taken along by arrows and put down; what is done is shown at once and told to those who do not see it.
 * @property stages - the pipeline, null until it is known
 * @property filters - what narrows the deals, as the API takes it
 */
export class BoardView extends LitElement {
  static override properties = {
    services: { attribute: false },
    desk: { attribute: false },
    stages: { attribute: false },
    filters: {
      attribute: false,
      hasChanged: (one: unknown, other: unknown) => JSON.stringify(one) !== JSON.stringify(other),
    },
    lift: { state: true },
    said: { state: true },
  };
  static override styles = [baseLook, buttonLook, avatarLook, boardLook, cardLook];

  declare services: Services;
  declare desk: Desk;
  declare stages: readonly Stage[] | null;
  declare filters: Readonly<Record<string, string>>;
  declare private lift: Lift | null;
  declare private said: string;
  #board: Board | null = null;
  #undo: (() => void) | null = null;
  /** The card whose grip gets the focus when it is rendered anew, in another column. */
  #focus: number | null = null;
  readonly #drag = new CardDrag(this, {
    cardOf: (event) => (this.#movable ? (event.target as HTMLElement).closest<HTMLElement>(".card") : null),
    scroller: () => this.renderRoot.querySelector<HTMLElement>(".board"),
    lifted: (card) => this.#pickUp(idOf(card), "pointer"),
    over: (x, y) => this.#target(this.#stageAt(x, y)),
    dropped: () => void this.#putDown(),
    cancelled: () => this.#letGo(),
  });

  constructor() {
    super();
    this.lift = null;
    this.said = "";
    new Ticking(this);
    new Watch(this, () => (this.#board === null ? [] : [this.#board.state, this.desk.employees]));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#undo = this.desk.onEvent((event) => this.#board?.hear(event));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#undo?.();
    this.#board?.stop();
  }

  override willUpdate(changed: Map<PropertyKey, unknown>): void {
    this.#board ??= new Board(this.services.client, browserEnvironment().after);
    if (changed.has("stages") || changed.has("filters")) void this.load();
  }

  override updated(): void {
    if (this.#focus === null) return;
    const grip = this.renderRoot.querySelector<HTMLElement>(`[data-id="${this.#focus}"] .grip`);
    this.#focus = null;
    grip?.focus();
    grip?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  override render() {
    const columns = this.#columns();
    const problem = this.#board?.state.value.problem ?? null;
    const carried = this.lift?.by === "keys" ? this.#nameOf(this.lift.id) : null;
    return html`<div>${refusalBar(problem, () => void this.load())} ${carryingBar(carried, () => this.#letGo())}</div>
      <div
        class="board ${this.#movable ? "movable" : ""} ${this.lift === null ? "" : "dragging"}"
        role="group"
        aria-label="Board"
        tabindex="0"
        aria-busy=${columns === null ? "true" : "false"}
        @pointerdown=${this.#drag.press}
        @keydown=${this.#key}
        @click=${this.#click}
      >
        ${
          columns === null
            ? loadingColumns(this.stages?.length ?? 5)
            : repeat(
                columns,
                ({ stage }) => stage.key,
                (column) => this.#renderColumn(column),
              )
        }
      </div>
      <p id="how" hidden>Press Space to pick it up, arrow keys to take it to another stage, Space to put it down, Escape to let go.</p>
      <p class="unseen" role="status">${this.said}</p>
      <div class="pictures"></div>`;
  }

  /** Loads the deals anew; never rejects: what fails is shown. */
  async load(): Promise<void> {
    if (this.stages !== null) await this.#board?.show(this.stages, this.filters);
  }

  get #movable(): boolean {
    return may(this.desk.employee.role, "opportunities:write");
  }

  /** With the deal that the keys carry where it would be put down. */
  #columns(): readonly Column[] | null {
    const columns = this.#board === null ? null : shownColumns(this.#board.state.value);
    return columns === null || this.lift?.by !== "keys" ? columns : withMove(columns, this.lift);
  }

  #renderColumn(column: Column): TemplateResult {
    const { lift } = this;
    return columnView(column, {
      movable: this.#movable,
      isTarget: lift !== null && lift.to === column.stage.key && lift.to !== lift.from,
      lifted: lift === null ? null : { id: lift.id, by: lift.by },
      nameOf: (id) => this.desk.nameOf(id),
      now: Date.now(),
      more: () => void this.#board?.more(column.stage.key),
    });
  }

  #nameOf(id: number): string {
    const deals = this.#columns()?.flatMap((column) => column.deals) ?? [];
    return deals.find(({ opportunity_id }) => opportunity_id === id)?.name ?? "the deal";
  }

  #stageAt(x: number, y: number): string | null {
    const root = this.renderRoot as ShadowRoot;
    return root.elementFromPoint(x, y)?.closest<HTMLElement>(".column")?.dataset["stage"] ?? null;
  }

  #labelOf(key: string): string {
    return this.stages?.find((stage) => stage.key === key)?.label ?? key;
  }

  #pickUp(id: number, by: Lift["by"]): void {
    const from = columnOf(this.#columns() ?? [], id)?.stage.key;
    if (from === undefined) return;
    this.lift = { id, by, from, to: from };
    if (by === "keys") {
      this.#focus = id;
      this.said = `${this.#nameOf(id)} is picked up, in ${this.#labelOf(from)}.`;
    }
  }

  /** Chooses the stage to put it down in; null is where it came from. */
  #target(stage: string | null): void {
    const { lift } = this;
    const to = stage ?? lift?.from;
    if (lift === null || to === undefined || to === lift.to) return;
    this.lift = { ...lift, to };
    if (lift.by !== "keys") return;
    this.#focus = lift.id;
    this.said = this.#placeText(lift.id, to);
  }

  #step(by: number): void {
    const keys = this.stages?.map(({ key }) => key) ?? [];
    const at = keys.indexOf(this.lift?.to ?? "");
    this.#target(keys[Math.min(keys.length - 1, Math.max(0, at + by))] ?? null);
  }

  #placeText(id: number, stage: string): string {
    const column = this.#columns()?.find((one) => one.stage.key === stage);
    if (column === undefined) return this.#labelOf(stage);
    const { place, of } = placeOf(column, id);
    return `${column.stage.label}, ${place} of ${of}`;
  }

  #letGo(): void {
    const { lift } = this;
    if (lift === null) return;
    this.lift = null;
    if (lift.by === "keys") this.#focus = lift.id;
    this.said = `${this.#nameOf(lift.id)} stays in ${this.#labelOf(lift.from)}.`;
  }

  async #putDown(): Promise<void> {
    const { lift } = this;
    if (lift === null || lift.to === lift.from) return this.#letGo();
    const lost = statusIn(lift.to) === "lost";
    const reason = lost ? await askWhyLost(this.#nameOf(lift.id)) : undefined;
    if (reason === null) return this.#letGo();
    const move = { id: lift.id, to: lift.to };
    const moved = this.#board?.move(move, reason);
    this.lift = null;
    if (lift.by === "keys") this.#focus = lift.id;
    this.said = `Moved to ${this.#placeText(lift.id, lift.to)}.`;
    await moved?.catch((error: unknown) => {
      this.said = `Not moved. ${messageOf(error)}`;
      this.services.report(error);
    });
  }

  readonly #key = (event: KeyboardEvent): void => {
    const act = boardKey(event, this.lift?.by === "keys", this.#movable);
    if (act === null) return;
    event.preventDefault();
    event.stopPropagation();
    if (act.kind === "pick-up") this.#pickUp(idOf(event.target as HTMLElement), "keys");
    else if (act.kind === "step") this.#step(act.by);
    else if (act.kind === "put-down") void this.#putDown();
    else if (act.kind === "let-go") this.#letGo();
  };

  /** A press on a grip picks up, a press on a column puts down: for who can point and not drag. */
  readonly #click = (event: Event): void => {
    const target = event.target as HTMLElement;
    if (this.lift?.by === "keys") {
      event.preventDefault();
      this.#target(target.closest<HTMLElement>(".column")?.dataset["stage"] ?? null);
      void this.#putDown();
    } else if (target.closest(".grip") !== null) this.#pickUp(idOf(target), "keys");
  };
}

function idOf(element: HTMLElement): number {
  return Number(element.closest<HTMLElement>("[data-id]")?.dataset["id"]);
}

customElements.define("console-board", BoardView);
