import { css, html, LitElement } from "lit";
import { baseLook } from "../../look.ts";
import type { PreviewNews, PreviewOrder, PreviewShown } from "../../preview/preview-shown.ts";
import { beginsAnew, type KeySettings, previewOptions, type Workspace } from "./key-settings.ts";

/** Size of the window that the preview stands for, in px. */
const devices = { desktop: [900, 720], phone: [390, 720] } as const;
type Device = keyof typeof devices;
/** Someone who types wants to see the whole word, not each letter's beginning anew. */
const beginsAfterMs = 250;

/**
 * The real widget on a page that stands for a website, `<console-widget-preview>`. It runs in a sandboxed frame without
 * storage or network, so what is tried in it reaches nobody.
 *
 * @property settings - as they are edited
 * @property workspace - what holds where they say nothing
 */
class WidgetPreview extends LitElement {
  static override properties = {
    settings: { attribute: false },
    workspace: { attribute: false },
    device: { state: true },
    scheme: { state: true },
  };
  static override styles = [
    baseLook,
    css`
      .bar {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.5rem;
        padding-bottom: 0.5rem;
      }
      .bar h2 {
        flex: 1;
      }
      .choice {
        display: inline-flex;
        padding: 2px;
        border-radius: 8px;
        background: light-dark(#eceff3, #262d38);
      }
      .choice button {
        min-height: 1.625rem;
        padding: 0 0.625rem;
        border: 0;
        border-radius: 6px;
        background: transparent;
        color: var(--c-ink-2);
        font: 500 0.75rem / 1.2 var(--c-font);
        cursor: pointer;
      }
      .choice button[aria-pressed="true"] {
        background: var(--c-surface);
        color: var(--c-ink);
        box-shadow: var(--c-shadow-low);
      }
      .stage {
        position: relative;
        height: calc(720px * var(--scale, 0.6));
        overflow: hidden;
        border: 1px solid var(--c-line-strong);
        border-radius: 12px;
        background: var(--c-canvas);
      }
      iframe {
        position: absolute;
        left: 50%;
        display: block;
        border: 0;
        transform: translateX(-50%) scale(var(--scale, 0.6));
        transform-origin: top center;
      }
    `,
  ];

  declare settings: KeySettings;
  declare workspace: Workspace;
  declare private device: Device;
  declare private scheme: "light" | "dark";
  #shown: KeySettings | null = null;
  #isOpen = false;
  #beginnings = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #resized = new ResizeObserver(() => this.#fit());

  constructor() {
    super();
    this.device = "desktop";
    this.scheme = "light";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener("message", this.#heard);
    this.#resized.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener("message", this.#heard);
    this.#resized.disconnect();
    clearTimeout(this.#timer);
  }

  override updated(changed: Map<PropertyKey, unknown>): void {
    this.#fit();
    if (this.#shown === null || changed.has("device")) this.#begin();
    else if (changed.has("settings") || changed.has("workspace") || changed.has("scheme")) this.#follow();
  }

  override render() {
    const [width, height] = devices[this.device];
    return html`<div class="bar">
        <h2 id="title">Preview</h2>
        ${this.#renderChoice("Device", ["desktop", "phone"], this.device, (device) => {
          this.device = device;
        })}
        ${this.#renderChoice("Scheme", ["light", "dark"], this.scheme, (scheme) => {
          this.scheme = scheme;
        })}
      </div>
      <div class="stage">
        <iframe
          title="The widget on a website"
          sandbox="allow-scripts"
          width=${width}
          height=${height}
          @load=${this.#tell}
        ></iframe>
      </div>`;
  }

  #renderChoice<Value extends string>(
    label: string,
    values: readonly Value[],
    chosen: Value,
    choose: (value: Value) => void,
  ) {
    return html`<span class="choice" role="group" aria-label=${label}>
      ${values.map(
        (value) =>
          html`<button type="button" aria-pressed=${value === chosen ? "true" : "false"} @click=${() => choose(value)}>
            ${value.charAt(0).toUpperCase() + value.slice(1)}
          </button>`,
      )}
    </span>`;
  }

  get #frame(): HTMLIFrameElement {
    return this.renderRoot.querySelector("iframe") as HTMLIFrameElement;
  }

  /** The window it stands for, made as small as the place for it. */
  #fit(): void {
    const scale = Math.min(1, this.clientWidth / devices.desktop[0]);
    this.style.setProperty("--scale", String(Math.max(0.4, scale)));
  }

  /** Shows the settings as a page would that has just been loaded. */
  #begin(): void {
    clearTimeout(this.#timer);
    this.#shown = this.settings;
    this.#beginnings += 1;
    const said = encodeURIComponent(JSON.stringify(this.#what));
    // Another query is another page: a fragment alone would not load it anew.
    this.#frame.src = `/crm/preview?${this.#beginnings}#${said}`;
  }

  /** Lets the page that stands there follow the edits; where it cannot, it begins anew. */
  #follow(): void {
    if (beginsAnew(this.#shown ?? {}, this.settings)) {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#begin(), beginsAfterMs);
      return;
    }
    this.#shown = this.settings;
    this.#tell();
  }

  /** Also once the page is there: what was edited while it loaded reached nobody. */
  readonly #tell = (): void => {
    const order: PreviewOrder = { kind: "preview:show", shown: this.#what };
    // A sandboxed frame has no origin to name; nothing in this is secret.
    this.#frame.contentWindow?.postMessage(order, "*");
  };

  get #what(): PreviewShown {
    const { settings, workspace, scheme } = this;
    return {
      options: previewOptions(settings, scheme),
      scheme,
      open: this.#isOpen,
      welcome: {
        greeting: settings.greeting ?? workspace.greeting,
        branding: {
          company_name: settings.company_name ?? workspace.company_name,
          primary_color: settings.primaryColor ?? workspace.primary_color,
          logo_url: settings.logo_url ?? workspace.logo_url,
        },
        status: {
          status: "online",
          agents_online: 1,
          agents: [],
          business_hours: { open: true, next_open_at: null, timezone: "UTC" },
          reply_time_minutes: null,
          services: [],
          incident: null,
        },
        settings: {},
      },
    };
  }

  readonly #heard = ({ data, source }: MessageEvent): void => {
    const news = data as Partial<PreviewNews> | null;
    if (source === this.#frame?.contentWindow && news?.kind === "preview:turned") this.#isOpen = news.open === true;
  };
}

customElements.define("console-widget-preview", WidgetPreview);
