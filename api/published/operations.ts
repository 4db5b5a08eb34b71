import type { ApiSignatures } from "../resources/index.ts";

/** In the package this module is printed from the OpenAPI document instead: customers have neither zod nor our sources. */
export type Operations = ApiSignatures;
