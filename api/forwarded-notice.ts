import type { RequestHandler } from "express";
import type { Api } from "./api.ts";

/**
 * Says once in the log that a proxy seems to stand in front although TRUST_PROXY is 0: then every visitor is counted
 * as the proxy's one address.
 */
export function createForwardedNotice({ config, log }: Pick<Api, "config" | "log">): RequestHandler {
  let told = config.trustProxy > 0;
  return (request, _response, next) => {
    if (!told && request.headers["x-forwarded-for"] !== undefined) {
      told = true;
      log.warn("X-Forwarded-For is ignored because TRUST_PROXY is 0; set it to the number of proxies in front");
    }
    next();
  };
}
