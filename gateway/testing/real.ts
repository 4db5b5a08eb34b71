import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { io, type Socket } from "socket.io-client";
import { issueSetupToken } from "../../api/access/setup.ts";
import { createLocalClient } from "../../api/local-client.ts";
import type { Engine } from "../../api/store/space.ts";
import { openTestApi, type TestApi, type TestApiOptions } from "../../api/testing/api.ts";
import { openGateway } from "../server.ts";
import { connected } from "./stage.ts";

/** The website of these tests; keys are open unless a test says otherwise. */
const website = "https://shop.example";

export interface SignIn {
  readonly cookie: string;
  readonly csrf: string;
}

/** What a browser shows as it connects. */
interface Shown {
  readonly auth: object;
  readonly query?: object;
  readonly extraHeaders: Readonly<Record<string, string>>;
}

/** The gateway over the real API and a database of its own. */
export async function openReal(engine: Engine, options: TestApiOptions = {}) {
  const test: TestApi = await openTestApi({ ...options, engine });
  const { api } = test;
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const gateway = openGateway({ server, api, client: (caller) => createLocalClient(api, caller) });
  const sockets: Socket[] = [];
  const dial = (namespace: string, shown: Shown): Socket => {
    const socket = io(url + namespace, { transports: ["websocket"], reconnection: false, forceNew: true, ...shown });
    sockets.push(socket);
    return socket;
  };
  const connect = (namespace: string, shown: Shown) => connected(dial(namespace, shown));
  return {
    test,
    gateway,
    /** A connection that is on its way and may be refused. */
    dial,
    /** A new visitor's session. */
    async init(key: string): Promise<string> {
      const { body } = await test.request("POST /widget/init", { key, body: {}, headers: { Origin: website } });
      return body.session_id;
    },
    /** The owner, signed in. */
    async signIn(): Promise<SignIn> {
      const token = await issueSetupToken(await test.space());
      const owner = {
        company_name: "Acme",
        name: "Ada",
        email: "ada@acme.example",
        password: "seventeen green kettles",
      };
      const answer = await test.request("POST /setup", { body: { token, ...owner }, headers: { Origin: test.origin } });
      const cookie = answer.headers.get("set-cookie")?.split(";")[0] ?? "";
      return { cookie, csrf: answer.body.data.csrf_token };
    },
    visitor: (key: string, session_id: string, origin = website) =>
      connect("/widget", { auth: { session_id }, query: { key }, extraHeaders: { origin } }),
    agent: ({ cookie, csrf }: SignIn) =>
      connect("/agent", { auth: { csrf_token: csrf }, extraHeaders: { origin: test.origin, cookie } }),
    async close() {
      for (const socket of sockets) socket.disconnect();
      await gateway.close();
      server.close();
      await test.close();
    },
  };
}
