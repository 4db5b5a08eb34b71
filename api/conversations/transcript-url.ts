import type { Config } from "../config.ts";
import type { Space } from "../store/space.ts";

/** What the address of a conversation in the console follows from. */
export interface Housed {
  readonly api: { readonly config: Pick<Config, "publicUrl" | "baseDomain"> };
  readonly space: Pick<Space, "tenant">;
}

/** Where a tenant's people read a conversation in the console. */
export function transcriptUrl({ api: { config }, space }: Housed, conversationId: number): string {
  const url = new URL(`/crm/inbox/${conversationId}`, config.publicUrl);
  if (config.baseDomain !== null) url.hostname = `${space.tenant}.${config.baseDomain}`;
  return url.href;
}
