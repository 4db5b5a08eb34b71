import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Person } from "./chat-token.ts";

export interface PageSettings {
  readonly publicKey: string;
  /** Where the product runs. */
  readonly product: URL;
}

export interface Pages {
  home(person: Person | null): string;
  signIn(problem?: string): string;
}

/** Fills the files of pages/, where `{{name}}` stands for a value. */
export function createPages({ publicKey, product }: PageSettings): Pages {
  const frame = read("frame.html");
  const bodies = { visitor: read("visitor.html"), member: read("member.html"), signIn: read("sign-in.html") };
  const show = (body: string, account: string, values: Readonly<Record<string, string>>) => {
    const page = frame.replace("{{body}}", () => body).replace("{{account}}", () => account);
    return fill(page, { ...values, publicKey, product: product.origin });
  };
  const signInLink = `<a href="/sign-in">Sign in</a>`;
  const signOutForm = read("sign-out.html");

  return {
    home(person) {
      if (person === null) return show(bodies.visitor, signInLink, { title: "Paper & Lamp" });
      const { name, email } = person;
      return show(bodies.member, signOutForm, { title: "Your desk · Paper & Lamp", name, email });
    },
    signIn: (problem = "") => show(bodies.signIn, "", { title: "Sign in · Paper & Lamp", problem }),
  };
}

/** Values are text, never markup: a name may hold whatever its owner typed. */
function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : value.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
  });
}

function read(file: string): string {
  return readFileSync(join(import.meta.dirname, "pages", file), "utf8");
}
