import { createHash } from "node:crypto";
import type { Company } from "../../support/fixtures.ts";
import { type HostPage, snippet } from "../../support/host-pages.ts";
import type { HostRow } from "../row.ts";

const reporting = "report-uri /reports";

/** What a page says of connections and pictures, whatever it says of scripts. */
const sources = ({ stack: { url } }: Company) =>
  `connect-src ${url} ${url.replace("http", "ws")}; img-src data: ${url}; base-uri 'none'; object-src 'none'; ${reporting}`;

const enforced = (policy: string) => ({ "Content-Security-Policy": policy });

const byNonce = (company: Company, more = "") =>
  `default-src 'none'; script-src 'nonce-abc' 'strict-dynamic'; style-src 'self'; ${more} ${sources(company)}`;

/** Nothing inline: the key stands in the script's address. */
const keyed = ({ stack, publicKey }: Company) =>
  `<script src="${stack.url}/widget/chat.js?key=${publicKey}" async=""></script>`;

/** One inline script, known by its hash, that loads the other. */
function byHash(company: Company): HostPage {
  const inline = `window.ValethonWidget = { publicKey: "${company.publicKey}" };
const script = document.createElement("script");
script.src = "${company.stack.url}/widget/chat.js";
document.head.append(script);`;
  const hash = createHash("sha256").update(inline).digest("base64");
  return {
    widget: `<script>${inline}</script>`,
    headers: enforced(`default-src 'none'; script-src 'sha256-${hash}' 'strict-dynamic'; ${sources(company)}`),
  };
}

const withPolicy = (name: string, page: (company: Company) => HostPage): HostRow => ({ name, policy: true, page });
const withNonce = (company: Company) => snippet(company, "", 'nonce="abc"');

/** Policies of websites, from the usual to the strictest. None of them may be violated. */
export const policyRows: readonly HostRow[] = [
  withPolicy("a page that trusts scripts by a nonce", (company) => ({
    widget: withNonce(company),
    headers: enforced(byNonce(company)),
  })),
  withPolicy("a page that trusts scripts by a hash", byHash),
  withPolicy("a page that lists the hosts it trusts", (company) => ({
    widget: keyed(company),
    headers: enforced(`default-src 'self'; script-src 'self' ${company.stack.url}; ${sources(company)}`),
  })),
  withPolicy("a page that allows nothing but what the chat needs", (company) => {
    const { url } = company.stack;
    const needed = `script-src ${url}; connect-src ${url} ${url.replace("http", "ws")}; img-src ${url}`;
    // The page's own icon is its only other source.
    return { widget: keyed(company), headers: enforced(`default-src 'none'; ${needed} data:; ${reporting}`) };
  }),
  withPolicy("a page that tries a stricter policy beside its own", (company) => ({
    widget: withNonce(company),
    headers: {
      "Content-Security-Policy": `default-src 'self'; script-src 'nonce-abc' ${company.stack.url}; ${sources(company)}`,
      "Content-Security-Policy-Report-Only": byNonce(
        company,
        "require-trusted-types-for 'script'; trusted-types lit-html;",
      ),
    },
  })),
  withPolicy("a page that wants Trusted Types", (company) => ({
    widget: withNonce(company),
    headers: enforced(byNonce(company, "require-trusted-types-for 'script'; trusted-types lit-html;")),
  })),
];
