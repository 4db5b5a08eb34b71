import type { Statement, VariableDeclarator } from "@swc/core";
import { Visitor } from "@swc/core/Visitor.js";
import { cruise, type ICruiseOptions, type ICruiseResult } from "dependency-cruiser";
import extractOptions from "dependency-cruiser/config-utl/extract-depcruise-options";

teachUsing();

export interface CruiseReport {
  /** One line for each forbidden import, and for each room that was not read: then the rules checked nothing there. */
  readonly problems: readonly string[];
  readonly modules: number;
  readonly imports: number;
}

/** Checks who imports whom in these folders of `baseDir` by the rules of .dependency-cruiser.cjs. */
export async function checkImports(baseDir: string, rooms: readonly string[]): Promise<CruiseReport> {
  const rules: ICruiseOptions = await extractOptions("./.dependency-cruiser.cjs");
  const { output } = await cruise([...rooms], { ...rules, baseDir });
  const { modules, summary } = output as ICruiseResult;
  const unread = rooms.filter((room) => !modules.some((module) => module.source.startsWith(`${room}/`)));
  const forbidden = summary.violations.map(({ rule, from, to, cycle }) => {
    const way = cycle === undefined ? to : cycle.map((step) => step.name).join(" → ");
    return `${rule.name}: ${from} → ${way}`;
  });
  return {
    problems: [
      ...unread.map((room) => `no module of ${room}/ was read: is dependency-cruiser's parser there?`),
      ...forbidden,
    ],
    modules: summary.totalCruised,
    imports: summary.totalDependenciesCruised ?? 0,
  };
}

/** swc's parser reads `using` declarations, but its visitor, on which dependency-cruiser builds, throws at them. */
function teachUsing(): void {
  const { visitStatement } = Visitor.prototype;
  Visitor.prototype.visitStatement = function (this: Visitor, statement: Statement): Statement {
    const using = statement as unknown as { readonly type: string; readonly decls: VariableDeclarator[] };
    if (using.type !== "UsingDeclaration") return visitStatement.call(this, statement);
    this.visitVariableDeclarators(using.decls);
    return statement;
  };
}
