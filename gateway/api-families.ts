import { byName, type Family } from "./metric-family.ts";

/** What the API tells of requests, keys and webhooks. */
export const apiFamilies: readonly Family[] = [
  {
    type: "counter",
    name: "valethon_http_requests_total",
    help: "Requests over HTTP by operation and class of status; cut are those whose caller went away.",
    samples: ({ api }) => api.requests.flatMap(({ operation, statuses }) => byName("status", statuses, { operation })),
  },
  {
    type: "histogram",
    name: "valethon_http_request_seconds",
    help: "From a request's arrival to the last byte of its answer.",
    samples: ({ api }) => api.requests.map(({ operation, seconds }) => ({ labels: { operation }, value: seconds })),
  },
  {
    type: "counter",
    name: "valethon_rate_limit_refusals_total",
    help: "How often a limit was found used up, by what it counts.",
    samples: ({ api }) => byName("limit", api.refusals),
  },
  {
    type: "counter",
    name: "valethon_keys_total",
    help: "API keys shown: remembered, checked by a hash, wrong, or refused unseen after too many wrong ones.",
    samples: ({ api }) => Object.entries(api.keys.shown).map(([result, value]) => ({ labels: { result }, value })),
  },
  {
    type: "counter",
    name: "valethon_key_hashes_total",
    help: "Hashes that were computed to check keys.",
    samples: ({ api }) => [{ labels: {}, value: api.keys.hashes }],
  },
  {
    type: "counter",
    name: "valethon_webhook_tries_total",
    help: "Tries to deliver: answered with 2xx, with anything else, or not at all.",
    samples: ({ api }) => byName("outcome", api.webhookTries),
  },
];
