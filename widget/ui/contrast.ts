/** The least contrast that WCAG 2.2 AA asks of text of any size. */
const readable = 4.5;

/** Red, green and blue, 0 to 255, of `#rgb` or `#rrggbb`. */
function channelsOf(hex: string): number[] {
  const full = hex.length < 6 ? hex.replace(/[^#]/g, "$&$&") : hex;
  return [1, 3, 5].map((start) => Number.parseInt(full.slice(start, start + 2), 16));
}

/** Relative luminance, 0 (black) to 1 (white). Source: WCAG 2.2, "relative luminance". */
function luminance(channels: readonly number[]): number {
  return channels.reduce((sum, channel, index) => {
    const part = channel / 255;
    const linear = part > 0.04045 ? ((part + 0.055) / 1.055) ** 2.4 : part / 12.92;
    return sum + linear * (index ? (index > 1 ? 0.0722 : 0.7152) : 0.2126);
  }, 0);
}

function ratio(one: number, other: number): number {
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}

/** Contrast of two hex colours (`#rgb` or `#rrggbb`), 1 to 21. Source: WCAG 2.2, "contrast ratio". */
export function contrast(one: string, other: string): number {
  return ratio(luminance(channelsOf(one)), luminance(channelsOf(other)));
}

/** The text colour for a surface of this hex colour, always ≥ 4.5:1: white where it can be read, else black. */
export function textOn(surface: string): string {
  return ratio(luminance(channelsOf(surface)), 1) < readable ? "#000" : "#fff";
}

/** The accent moved towards black or white until it is ≥ 4.5:1 as text on this background. All are hex colours. */
export function textFrom(accent: string, background: string): string {
  const goal = textOn(background) === "#fff" ? 255 : 0;
  for (let step = 0; ; step++) {
    const mixed = channelsOf(accent).map((channel) => Math.round(channel + ((goal - channel) * step) / 20));
    const hex = `#${mixed.map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
    if (step === 20 || contrast(hex, background) >= readable) return hex;
  }
}
