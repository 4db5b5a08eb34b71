import type { Company } from "./fixtures.ts";
import { startStack } from "./stack.ts";

/**
 * In place of the fixture `company`, for a test that is about who of the team is there: nobody but its own people ever
 * signs in. `test.extend<{ company: Company }>({ company: ownCompany })`.
 */
// biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures a fixture needs from this pattern.
export async function ownCompany({}: object, use: (company: Company) => Promise<void>): Promise<void> {
  const stack = await startStack();
  try {
    const owner = await stack.createOwner();
    await use({ stack, owner, publicKey: await stack.createKey("pk_live"), secretKey: await stack.createKey("crm") });
  } finally {
    await stack.stop();
  }
}
