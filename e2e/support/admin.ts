import { SignJWT } from "jose";
import type { Employee } from "../../widget/console/records.ts";
import type { Company } from "./fixtures.ts";
import { type Answer, ask } from "./http.ts";
import type { Owner, Stack } from "./stack.ts";

/** What an owner does in the console, without its pages. */
export interface Admin {
  readonly employee: Employee;
  readonly csrfToken: string;
  /** What his browser sends along: its origin, the cookie of the sign-in, and the CSRF token. */
  readonly headers: Readonly<Record<"Origin" | "Cookie" | "X-CSRF-Token", string>>;
  call(method: string, path: string, body?: unknown): Promise<Answer["body"]>;
}

/** A sign-in to the console, as its browser holds it. */
export interface SignIn {
  readonly cookie: string;
  readonly csrf: string;
  readonly employee: Employee;
}

export async function signIn(stack: Stack, owner: Owner): Promise<SignIn> {
  const signedIn = await ask(`${stack.api}/session`, { headers: { Origin: stack.url }, body: owner });
  const { csrf_token, employee } = signedIn.body["data"] as { csrf_token: string; employee: Employee };
  return { cookie: signedIn.headers.get("set-cookie")?.split(";")[0] ?? "", csrf: csrf_token, employee };
}

export async function signInAsOwner({ stack, owner }: Pick<Company, "stack" | "owner">): Promise<Admin> {
  const { cookie, csrf, employee } = await signIn(stack, owner);
  const headers = { Origin: stack.url, Cookie: cookie, "X-CSRF-Token": csrf };
  return {
    employee,
    csrfToken: csrf,
    headers,
    async call(method, path, body) {
      const answer = await ask(stack.api + path, { method, headers, body });
      if (answer.status >= 400) throw new Error(`${method} ${path} answered ${JSON.stringify(answer.body)}`);
      return answer.body;
    },
  };
}

/** A customer's server: it knows who is signed in on its website, and signs that for the chat. */
export interface SigningSite {
  readonly publicKey: string;
  /** What the server signs with, and the id of the key it signs for. */
  readonly secret: string;
  readonly keyId: number;
  sign(person: string, claims?: { readonly email?: string; readonly name?: string }): Promise<string>;
}

/** Makes a public key that signed identity is set up for. */
export async function startSigning(company: Company, required = false): Promise<SigningSite> {
  const admin = await signInAsOwner(company);
  const publicKey = await company.stack.createKey("pk_live");
  const { data } = await admin.call("GET", "/api-keys?per_page=100");
  const key = (data as { key_id: number; prefix: string }[]).find(({ prefix }) => publicKey.startsWith(prefix));
  if (key === undefined) throw new Error("The key that was made is not in the list.");
  const made = await admin.call("POST", `/api-keys/${key.key_id}/identity-secret`, {});
  const { secret } = made["data"] as { secret: string };
  if (required) await admin.call("PUT", `/api-keys/${key.key_id}`, { identity_required: true });
  return {
    publicKey,
    secret,
    keyId: key.key_id,
    sign: (person, claims = {}) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: "HS256" })
        .setSubject(person)
        .setAudience(String(key.key_id))
        .setExpirationTime("5m")
        .sign(new TextEncoder().encode(secret)),
  };
}
