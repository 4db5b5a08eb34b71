/**
 * The Content-Security-Policy of one answer. `nonce` is random text that stands in no other answer; `product` is the
 * address of your Valethon. Every line says what it is for and what to change for your own pages.
 */
export function contentSecurityPolicy(nonce: string, product: URL): string {
  const { origin } = product;
  const socket = origin.replace(/^http/, "ws");
  return [
    // What is not named below is forbidden: frames, fonts, media, workers. Name here what your own pages use.
    "default-src 'none'",
    // Only script elements that carry the nonce run, and what those load: chat.js fetches the rest of the chat that way.
    // An injected script has no nonce. Event attributes (onclick="…") and javascript: links are dead.
    `script-src 'nonce-${nonce}' 'strict-dynamic'`,
    // Your own style sheets. The chat brings none that a policy could stop: it makes them by script, in its shadow root.
    "style-src 'self'",
    // Your own pictures, the icon in the page's head (data:), and the product's. A logo from another host is named here.
    `img-src 'self' data: ${origin}`,
    // The chat talks to the product by fetch and by a WebSocket, which needs its own scheme in most browsers. Add 'self'
    // when your own scripts fetch something of yours.
    `connect-src ${origin} ${socket}`,
    // Dangerous sinks such as innerHTML take no text, except from a policy of this name: the one of the library the chat
    // is built with. When your pages use Lit, too, write `trusted-types lit-html 'allow-duplicates'`.
    "require-trusted-types-for 'script'",
    "trusted-types lit-html",
    // An injected <base> would send relative addresses elsewhere.
    "base-uri 'none'",
    // Plug-ins: default-src says so already, and scanners look for this line.
    "object-src 'none'",
    // These pages have no form, and no other site may frame them. Neither follows default-src.
    "form-action 'none'",
    "frame-ancestors 'none'",
    // Browsers tell this address of whatever they stopped. Newer than it is report-to, which not all of them know.
    "report-uri /csp-reports",
  ].join("; ");
}
