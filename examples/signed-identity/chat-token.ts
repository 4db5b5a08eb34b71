import { SignJWT } from "jose";

export interface Person {
  /** Your own id of the person, which never becomes somebody else's: an email address may. */
  readonly id: string;
  readonly email: string;
  readonly name: string;
}

export interface SigningKey {
  /** `vis_…`, which only your server and the product know. */
  readonly secret: string;
  /** Id of the website's public key, a number as text. */
  readonly keyId: string;
}

/** Signs who somebody is: a JWT for the chat, which takes it for two minutes and asks for another when it needs one. */
export function signChatToken({ id, email, name }: Person, { secret, keyId }: SigningKey): Promise<string> {
  return new SignJWT({ email, name })
    .setProtectedHeader({ alg: "HS256" })
    .setSubject(id)
    .setAudience(keyId)
    .setExpirationTime("2m")
    .sign(new TextEncoder().encode(secret));
}
