import type { Logger } from "pino";
import type { Clock } from "../clock.ts";
import type { Config } from "../config.ts";
import { AppError } from "../errors.ts";
import { openSpace } from "./open.ts";
import { createReaders } from "./readers/readers.ts";
import type { Mode, Space } from "./space.ts";

/** The deployment's spaces, opened at their first use. */
export interface Spaces {
  open(tenant: string, mode: Mode): Promise<Space>;
  /** The tenant a Host header names. Throws NOT_FOUND for one that this deployment does not serve. */
  tenantOf(host: string | null): Promise<string>;
  /** Spaces that are open now. */
  opened(): Promise<readonly Space[]>;
  close(): Promise<void>;
}

/** The tenant of a deployment that serves one. */
export const onlyTenant = "main";

export interface SpacesOptions {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Logger;
  /** Hears of each space before anybody else gets it. */
  readonly onOpen?: (space: Space) => void;
  /** The database of an open space was restored or exchanged: all is to be opened anew. */
  readonly onReplaced?: (space: string, reason: string) => void;
}

export function createSpaces(options: SpacesOptions): Spaces {
  const spaces = new Map<string, Promise<Space>>();
  const readers = createReaders((reason) =>
    options.log.warn({ err: reason }, "a reader thread ended by itself; its reads were refused"),
  );

  function open(tenant: string, mode: Mode): Promise<Space> {
    const name = `${tenant}_${mode}`;
    const known = spaces.get(name);
    if (known !== undefined) return known;
    const onReplaced = (reason: string) => options.onReplaced?.(name, reason);
    const opening = openSpace({ ...options, readers, tenant, mode, onReplaced }).then((space) => {
      options.onOpen?.(space);
      return space;
    });
    spaces.set(name, opening);
    // A database that could not be opened is tried again at the next request.
    opening.catch(() => spaces.delete(name));
    return opening;
  }

  return {
    open,
    async tenantOf(host) {
      const { baseDomain } = options.config;
      if (baseDomain === null) return onlyTenant;
      const label = tenantLabel(host, baseDomain);
      if (label !== onlyTenant) {
        throw new AppError("NOT_FOUND", "No account lives at this address. Check the subdomain.");
      }
      return label;
    },
    opened: () => Promise.all(spaces.values()),
    async close() {
      for (const space of await Promise.allSettled(spaces.values())) {
        if (space.status === "fulfilled") await space.value.close();
      }
      spaces.clear();
      await readers.close();
    },
  };
}

/** The one label in front of the base domain, or null when the host is not directly below it. */
function tenantLabel(host: string | null, baseDomain: string): string | null {
  const name = host?.toLowerCase().replace(/:\d+$/, "") ?? "";
  if (!name.endsWith(`.${baseDomain}`)) return null;
  const label = name.slice(0, -baseDomain.length - 1);
  return /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(label) ? label : null;
}
