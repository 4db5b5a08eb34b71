import { test as base } from "./fixtures.ts";
import { type HostSite, startHostSite } from "./host-pages.ts";

/** With a customer's website of the test's own. */
export const test = base.extend<{ host: HostSite }>({
  host: async ({ company }, use) => {
    const host = await startHostSite(company);
    await use(host);
    await host.close();
  },
});
