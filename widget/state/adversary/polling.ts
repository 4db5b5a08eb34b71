import type { OpenWire } from "../wire.ts";
import { openWebSocket } from "../wire.ts";

/** What stands for long-polling: the same network. */
export const openSocketIo: OpenWire = openWebSocket;
