import { AppError } from "../errors.ts";
import { TooManyInterim } from "./post.ts";

/** A host without an address that could be found. */
export class Unresolved extends Error {
  override readonly name = "Unresolved";
}

/** Why a try failed although it was answered: what happened and what to do. Null for 2xx. */
export function explainStatus(status: number): string | null {
  if (status >= 200 && status < 300) return null;
  if (status >= 300 && status < 400) {
    return `answered ${status}; redirects are not followed: register the new address`;
  }
  if (status === 410) {
    return "answered 410, which disables a webhook: answer 2xx once you have taken the message, then enable it again";
  }
  return `answered ${status}: answer 2xx once you have taken the message`;
}

/**
 * Why a try failed before it was answered, for whoever runs the webhook: what happened and what to do. Null for what is
 * no failure of a network: then it is ours.
 */
export function explainFailure(error: unknown): string | null {
  if (error instanceof AppError || error instanceof Unresolved) return error.message;
  if (error instanceof TooManyInterim) return "sent interim answers (1xx) without end: send the final one";
  const code = codeOf(error);
  return code === null ? null : (explanations[code] ?? explanationOf(code));
}

function explanationOf(code: string): string {
  if (code.startsWith("HPE_")) {
    return `answered with something that is not HTTP (${code}): check what listens on that port`;
  }
  if (/CERT|ISSUER|SIGNATURE|CRL|CA_/.test(code)) {
    return `the certificate could not be verified (${code}): install a valid one with its whole chain`;
  }
  if (/SSL|TLS|EPROTO/.test(code)) return `TLS failed (${code}): check that the port speaks TLS 1.2 or newer`;
  return `could not be sent (${code}): check that your server can be reached from the Internet`;
}

const brokenOff = "closed the connection before it answered: look into the logs of your server and its proxy";
const unreachable = "could not be reached: check the address, the firewall and that the server runs";
const untrusted =
  "the certificate is not from an authority that is trusted, or its chain is not complete: install a valid one with its intermediates";

const explanations: Readonly<Record<string, string>> = {
  ECONNREFUSED: "refused the connection: check that your server listens on that port",
  ECONNRESET: brokenOff,
  EPIPE: brokenOff,
  EHOSTUNREACH: unreachable,
  ENETUNREACH: unreachable,
  ETIMEDOUT: unreachable,
  HPE_HEADER_OVERFLOW: "answered with more than 16 kB of headers: send fewer",
  CERT_HAS_EXPIRED: "the certificate has expired: renew it",
  CERT_NOT_YET_VALID: "the certificate is not valid yet: check its dates",
  ERR_TLS_CERT_ALTNAME_INVALID: "the certificate is for another host: install one for the host of the webhook's url",
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  UNABLE_TO_GET_ISSUER_CERT: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
};

/** This machine ran out of files, memory or ports; Node was asked for what it does not do. */
const ours = /^(EMFILE|ENFILE|ENOBUFS|ENOMEM|EADDRNOTAVAIL|ERR_(?!SSL_|TLS_).*)$/;

function codeOf(error: unknown): string | null {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return typeof code === "string" && !ours.test(code) ? code : null;
}
