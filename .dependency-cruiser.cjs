/**
 * Who may import whom. Paths are regular expressions on files relative to the root.
 * A dependency written `import type` is erased before it runs and reaches no bundle: rules that say "as types" let it through.
 */
const tests = "[.](test|spec)[.]ts$|/testing/|^e2e/";
const values = { dependencyTypesNot: ["type-only"] };

/** Each outside dependency that shapes the product is imported in one file, so that replacing it is one file's work. */
const doors = {
  "@node-rs/argon2": "^api/access/",
  "better-sqlite3": "^api/store/sqlite-connection[.]ts$",
  "csv-parse": "^api/imports/read-csv[.]ts$",
  "email-providers": "^api/conversations/free-mail[.]ts$",
  esbuild: "^(widget/build|examples/react/server[.]ts$)",
  express: "^(api/app|examples/[a-z-]+/(receiver|site))[.]ts$",
  helmet: "^(api/app|gateway/[a-z-]+)[.]ts$",
  ioredis: "^api/redis[.]ts$",
  "ipaddr.js": "^api/",
  jose: "^(api/access/identity|examples/signed-identity/chat-token)[.]ts$",
  "libphonenumber-js": "^api/",
  lit: "^widget/",
  pg: "^api/store/postgres[.]ts$",
  "prom-client": "^gateway/metrics[.]ts$",
  "socket.io": "^gateway/server[.]ts$",
  "socket.io-client": "^widget/state/socket-io[.]ts$",
  standardwebhooks: "^examples/webhook-receiver/verify[.]ts$",
};

const escaped = (name) => name.replaceAll(".", "[.]");
const doorRules = Object.entries(doors).map(([name, door]) => ({
  name: `one-door-${name.replaceAll(/[^a-z0-9]+/g, "-")}`,
  comment: `${name} is imported in one place, so that it can be replaced there.`,
  severity: "error",
  from: { pathNot: [door, tests] },
  to: { path: `node_modules/(@types/)?${escaped(name)}/`, ...values },
}));

module.exports = {
  forbidden: [
    {
      name: "api-knows-nobody",
      comment: "The API stands alone: the gateway and the browser know it, never the other way round.",
      severity: "error",
      from: { path: "^api/", pathNot: tests },
      to: { path: "^(gateway|widget|e2e|examples)/" },
    },
    {
      name: "gateway-through-the-client",
      comment:
        "The gateway reaches the API by its client, its errors, its bus, its measures and its schemas; only main.ts composes.",
      severity: "error",
      from: { path: "^gateway/", pathNot: ["^gateway/main[.]ts$", tests] },
      to: {
        path: "^api/",
        pathNot: [
          "^api/(client|local-client|errors|clock|measure)[.]ts$",
          "^api/events/(bus|names)[.]ts$",
          "[.]schema[.]ts$",
        ],
        ...values,
      },
    },
    {
      name: "gateway-knows-no-browser-code",
      comment: "main.ts builds the widget when it is stale; everybody else serves what was built.",
      severity: "error",
      from: { path: "^gateway/", pathNot: ["^gateway/main[.]ts$", tests] },
      to: { path: "^widget/" },
    },
    {
      name: "browser-takes-types-only",
      comment: "One value import from a server folder brings its validators along and multiplies the widget's size.",
      severity: "error",
      from: { path: "^widget/", pathNot: tests },
      to: { path: "^(api|gateway)/", pathNot: "^api/client[.]ts$", ...values },
    },
    {
      name: "browser-knows-no-node",
      severity: "error",
      from: { path: "^widget/", pathNot: ["^widget/build", "^widget/state/adversary/(host|worker)", tests] },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "client-depends-on-nothing",
      comment: "api/client.ts is bundled for browsers and published: it takes types only.",
      severity: "error",
      from: { path: "^api/client[.]ts$" },
      to: values,
    },
    {
      name: "published-client-stands-alone",
      comment:
        "What customers import is compiled from these files alone; build.ts and build/ make it and are not part of it.",
      severity: "error",
      from: { path: "^api/published/[a-z-]+[.]ts$", pathNot: ["^api/published/build[.]ts$", tests] },
      to: { pathNot: "^api/(client|published/[a-z-]+)[.]ts$", ...values },
    },
    {
      name: "kit-never-knows-resources",
      severity: "error",
      from: { path: "^api/kit/", pathNot: tests },
      to: { path: "^api/(resources|conversations|imports|webhooks)/" },
    },
    {
      name: "nobody-imports-tests-or-examples",
      severity: "error",
      from: { pathNot: [tests, "^examples/", "^(vitest|playwright)[.]config[.]ts$"] },
      to: { path: ["^e2e/", "^examples/", "[.](test|spec)[.]ts$", "/testing/"] },
    },
    {
      name: "examples-use-what-customers-use",
      comment: "A test of an example may hold it to what the product does.",
      severity: "error",
      from: { path: "^examples/", pathNot: tests },
      to: { path: "^(api|gateway|widget|e2e)/", pathNot: "^api/client[.]ts$", ...values },
    },
    {
      name: "no-circles",
      comment: "Two files that need each other's values are one idea in two files, or load in an order nobody chose.",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: values },
    },
    { name: "resolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
    ...doorRules,
  ],
  options: {
    // TypeScript 7 has no compiler API for dependency-cruiser to use: without swc it sees no .ts file and passes.
    parser: "swc",
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)(dist|data)/" },
    enhancedResolveOptions: {
      extensions: [".ts", ".tsx", ".js", ".cjs", ".mjs", ".json"],
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
};
