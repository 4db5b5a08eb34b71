import { checkImports } from "./cruise.ts";

const { problems, modules, imports } = await checkImports(process.cwd(), [
  "api",
  "gateway",
  "widget",
  "e2e",
  "examples",
]);
for (const problem of problems) console.log(problem);
console.log(`${modules} modules, ${imports} imports, ${problems.length} problems.`);
process.exitCode = problems.length > 0 ? 1 : 0;
