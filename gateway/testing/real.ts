import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { io, type Socket } from "socket.io-client";
import { issueSetupToken } from "../../api/access/setup.ts";
import { createLocalClient } from "../../api/local-client.ts";
import type { Engine } from "../../api/store/space.ts";
import { openTestApi, type TestApi } from "../../api/testing/api.ts";
import { openGateway } from "../server.ts";
import { connected } from "./stage.ts";

/** The website of these tests; keys are open unless a test says otherwise. */
const website = "https://shop.example";

export interface SignIn {
  readonly cookie: string;
  readonly csrf: string;
}

/** The gateway over the real API and a database of its own. */
export async function openReal(engine: Engine) {
  const test: TestApi = await openTestApi({ engine });
  const { api } = test;
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const gateway = openGateway({ server, api, client: (caller) => createLocalClient(api, caller) });
  const sockets: Socket[] = [];
  const connect = async (
    namespace: string,
    options: { auth: object; query?: object; extraHeaders: Record<string, string> },
  ) => {
    const socket = io(url + namespace, { transports: ["websocket"], reconnection: false, forceNew: true, ...options });
    sockets.push(socket);
    return await connected(socket);
  };
  return {
    test,
    gateway,
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
