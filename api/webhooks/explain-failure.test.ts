import { expect, test } from "vitest";
import { explainFailure } from "./explain-failure.ts";

const failed = (code: string) => explainFailure(Object.assign(new Error(code), { code }));

test.each(["EMFILE", "ENFILE", "ENOBUFS", "ENOMEM", "EADDRNOTAVAIL", "ERR_OUT_OF_RANGE", "ERR_INVALID_ARG_TYPE"])(
  "%s is a fault of this machine, which no customer is told to look for on theirs",
  (code) => expect(failed(code)).toBeNull(),
);

test.each(["ECONNREFUSED", "EHOSTDOWN", "EPROTO", "ERR_SSL_WRONG_VERSION_NUMBER", "ERR_TLS_CERT_ALTNAME_INVALID"])(
  "%s is told to whoever runs the webhook",
  (code) => expect(failed(code)).toMatch(/: \w+/),
);
