import type { Refusal } from "../../../gateway/protocol.ts";
import type { SimServer } from "./server.ts";

/** A body that is there at once: real ones take turns of the event loop, which would not be the seed's. */
function response(status: number, body: object, retryAfter = "0"): Response {
  const headers = new Headers({ "Retry-After": retryAfter });
  return { ok: status < 400, status, headers, json: async () => body } as unknown as Response;
}

/** The public operations that the widget calls. */
export function post(
  server: SimServer,
  refusal: Refusal | null,
  path: string,
  body: { readonly session_id?: string },
): Response {
  if (refusal !== null) {
    const { code, message: error, retry_after = 0 } = refusal;
    return response(503, { success: false, code, error }, `${retry_after}`);
  }
  if (path === "end") server.end(`${body.session_id}`);
  if (path !== "init") return response(200, { success: true, data: {} });
  const session_id = server.init(body.session_id);
  const branding = { company_name: "Acme", primary_color: null, logo_url: null };
  return response(200, { success: true, session_id, visitor_id: "v_1", greeting: null, branding });
}
