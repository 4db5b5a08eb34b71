/** The address when a link to it is harmless (http, https), else null: page addresses come from visitors' browsers. */
export function safeHref(address: string | null | undefined): string | null {
  const url = address && URL.canParse(address) ? new URL(address) : null;
  return url !== null && (url.protocol === "https:" || url.protocol === "http:") ? url.href : null;
}

/** An address as a person reads it: host and path, without scheme, `www.` and query. */
export function shortAddress(address: string): string {
  const href = safeHref(address);
  if (href === null) return address;
  const { host, pathname } = new URL(href);
  return `${host.replace(/^www\./, "")}${pathname === "/" ? "" : pathname}`;
}
