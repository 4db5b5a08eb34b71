import { html, LitElement, nothing, svg } from "lit";
import { baseLook } from "../look.ts";
import { chartLook } from "./chart-look.ts";
import { countTicks, labelEvery, linePath, placeAt, timeTicks } from "./chart-scale.ts";

export type Tone = "accent" | "good" | "warn" | "bad" | "violet" | "quiet";

export interface Series {
  readonly name: string;
  readonly tone: Tone;
  /** One for each label; null where there is nothing to tell. */
  readonly values: readonly (number | null)[];
}

export interface ChartData {
  readonly kind: "stacked" | "lines";
  /** What the axis counts: things, or seconds. */
  readonly unit: "count" | "seconds";
  /** Each place along the width, in a few letters and in full. */
  readonly labels: readonly { readonly short: string; readonly full: string }[];
  readonly series: readonly Series[];
  readonly format: (value: number) => string;
}

const height = 208;
const margin = { top: 8, right: 8, bottom: 24 };
/** Room for the numbers of the axis. */
const left = { count: 44, seconds: 72 } as const;
const plotHeight = height - margin.top - margin.bottom;
const labelWidth = 56;
/** More points than this on a line would be a line again. */
const mostPoints = 45;

/**
 * A chart, `<console-chart>`: bars on each other, or lines. Pointer and arrow keys read its values, which stand above it;
 * for a screen reader it is a slider along the time. The table beside it is its owner's.
 *
 * @property data - what it shows
 * @property label - its name
 */
export class ConsoleChart extends LitElement {
  static override properties = {
    data: { attribute: false },
    label: {},
    width: { state: true },
    active: { state: true },
  };
  static override styles = [baseLook, chartLook];

  declare data: ChartData;
  declare label: string;
  declare width: number;
  /** The place whose values are read; null for none. */
  declare active: number | null;
  readonly #sized = new ResizeObserver(([entry]) => {
    this.width = Math.floor(entry?.contentRect.width ?? 0);
  });

  constructor() {
    super();
    this.label = "";
    this.width = 0;
    this.active = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#sized.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sized.disconnect();
  }

  override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has("data")) this.active = null;
  }

  override render() {
    const { labels } = this.data;
    const at = this.active ?? labels.length - 1;
    return html`${this.#renderLegend()}
      <div
        class="plot"
        role="slider"
        tabindex="0"
        aria-label=${this.label}
        aria-orientation="horizontal"
        aria-valuemin="1"
        aria-valuemax=${labels.length}
        aria-valuenow=${at + 1}
        aria-valuetext=${this.#told(at)}
        @keydown=${this.#key}
        @focus=${() => this.#read(at)}
        @blur=${() => this.#read(null)}
        @pointermove=${this.#point}
        @pointerdown=${this.#point}
        @pointerleave=${() => this.#read(null)}
      >
        ${this.width === 0 ? nothing : this.#renderPlot()}
      </div>`;
  }

  get #left(): number {
    return left[this.data.unit];
  }

  get #plotWidth(): number {
    return Math.max(this.width - this.#left - margin.right, 1);
  }

  /** The middle of a place along the width. */
  #x(place: number): number {
    return this.#left + ((place + 0.5) / this.data.labels.length) * this.#plotWidth;
  }

  #renderLegend() {
    const { series, labels, format } = this.data;
    const { active } = this;
    return html`<div class="legend" aria-hidden="true">
      <ul>
        ${series.map(({ name, tone, values }) => {
          const value = active === null ? null : (values[active] ?? null);
          return html`<li>
            <i class=${tone}></i>${name}<b>${active === null ? "" : value === null ? "–" : format(value)}</b>
          </li>`;
        })}
      </ul>
      <span class="when">${active === null ? "" : labels[active]?.full}</span>
    </div>`;
  }

  #renderPlot() {
    const { unit, labels, kind } = this.data;
    const ticks = (unit === "count" ? countTicks : timeTicks)(this.#most());
    const top = ticks.at(-1) ?? 1;
    const y = (value: number) => margin.top + plotHeight * (1 - value / top);
    const every = labelEvery(labels.length, this.#plotWidth, labelWidth);
    return html`<svg width=${this.width} height=${height} aria-hidden="true">
      ${ticks.map(
        (tick) => svg`<line class="line" x1=${this.#left} x2=${this.width - margin.right} y1=${y(tick)} y2=${y(tick)} />
          <text class="tick" x=${this.#left - 8} y=${y(tick) + 4}>${this.data.format(tick)}</text>`,
      )}
      ${this.#renderActive()}
      ${kind === "stacked" ? this.#renderBars(y) : this.#renderLines(y)}
      ${labels.map(({ short }, i) =>
        i % every === 0 ? svg`<text class="label" x=${this.#x(i)} y=${height - 6}>${short}</text>` : nothing,
      )}
    </svg>`;
  }

  #renderActive() {
    if (this.active === null) return nothing;
    const band = this.#plotWidth / this.data.labels.length;
    const wide = Math.max(band, 2);
    return svg`<rect class="active" x=${this.#x(this.active) - wide / 2} y=${margin.top} width=${wide} height=${plotHeight} />`;
  }

  #renderBars(y: (value: number) => number) {
    const { labels, series } = this.data;
    const band = this.#plotWidth / labels.length;
    const wide = Math.max(Math.min(band * 0.72, 40), 1);
    return labels.map((_, i) => {
      let below = 0;
      return series.map(({ tone, values }) => {
        const value = values[i] ?? 0;
        const from = y(below);
        below += value;
        if (value === 0) return nothing;
        return svg`<rect class=${tone} x=${this.#x(i) - wide / 2} y=${y(below)} width=${wide} height=${from - y(below)} />`;
      });
    });
  }

  #renderLines(y: (value: number) => number) {
    return this.data.series.map(({ tone, values }) => {
      const points = values.map((value, i) => (value === null ? null : ([this.#x(i), y(value)] as const)));
      const shown = values.length <= mostPoints ? points : points.filter((_, i) => i === this.active);
      return svg`<path class="stroke ${tone}" d=${linePath(points)} />
        ${shown.map((point) => (point === null ? nothing : svg`<circle class=${tone} cx=${point[0]} cy=${point[1]} r="3" />`))}`;
    });
  }

  #most(): number {
    const { kind, series, labels } = this.data;
    if (kind === "lines") return Math.max(0, ...series.flatMap(({ values }) => values.map((value) => value ?? 0)));
    return Math.max(0, ...labels.map((_, i) => series.reduce((sum, { values }) => sum + (values[i] ?? 0), 0)));
  }

  #told(place: number): string {
    const { labels, series, format } = this.data;
    const told = series.map(({ name, values }) => {
      const value = values[place] ?? null;
      return `${name} ${value === null ? "none" : format(value)}`;
    });
    return `${labels[place]?.full ?? ""}: ${told.join(", ")}`;
  }

  #read(place: number | null): void {
    this.active = place;
  }

  readonly #point = (event: PointerEvent): void => {
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    this.#read(placeAt(event.clientX - box.left - this.#left, this.#plotWidth, this.data.labels.length));
  };

  readonly #key = (event: KeyboardEvent): void => {
    const last = this.data.labels.length - 1;
    const at = this.active ?? last;
    const targets: Readonly<Record<string, number>> = {
      ...{ ArrowLeft: at - 1, ArrowDown: at - 1, ArrowRight: at + 1, ArrowUp: at + 1 },
      ...{ PageDown: at - 7, PageUp: at + 7, Home: 0, End: last },
    };
    const target = targets[event.key];
    if (target === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.#read(Math.min(Math.max(target, 0), last));
  };
}

customElements.define("console-chart", ConsoleChart);
