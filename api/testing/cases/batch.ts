import { row } from "../cases.ts";
import { aLead } from "./leads.ts";

export const cases = [
  row("POST /batch", {
    given: aLead,
    body: ({ id }) => ({
      operations: [
        { method: "GET", path: `/leads/${id}` },
        { method: "DELETE", path: `/leads/${id}` },
        { method: "GET", path: "/leads/999999999" },
      ],
    }),
    status: 200,
    answers: ({ id }) => ({
      data: {
        results: [
          { status: 200, body: { success: true, data: { lead_id: id } } },
          { status: 403, body: { success: false, code: "FORBIDDEN" } },
          { status: 404, body: { success: false, code: "NOT_FOUND" } },
        ],
      },
    }),
    except: { replay: "each POST in it is replayed by itself (api/resources/batch.test.ts)" },
  }),
  row("POST /batch", {
    name: "a key is made by a request of its own",
    as: { kind: "employee", role: "admin", mode: "live" },
    body: {
      operations: [
        { method: "POST", path: "/api-keys", body: { type: "crm", name: "Import" } },
        { method: "POST", path: "/api-keys/1/roll", body: {} },
      ],
    },
    status: 200,
    answers: {
      data: { results: Array(2).fill({ status: 400, body: { details: [{ field: "path", code: "not_in_a_batch" }] } }) },
    },
    except: { replay: "each POST in it is replayed by itself (api/resources/batch.test.ts)" },
  }),
];
