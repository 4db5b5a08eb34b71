import { css, html, type TemplateResult } from "lit";

const tints = 6;

/** A person's initials on a tint that stays the same for the same name. Decoration: the name stands beside it. */
export function avatar(name: string, size: "small" | "medium" | "large" = "medium"): TemplateResult {
  return html`<span class="avatar ${size} tint-${tintOf(name)}" aria-hidden="true">${initialsOf(name)}</span>`;
}

/** At most two initials, by letters as people see them. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return ends.map((word) => [...(word ?? "")][0]?.toLocaleUpperCase() ?? "").join("");
}

function tintOf(name: string): number {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  return sum % tints;
}

export const avatarLook = css`
  .avatar {
    display: inline-grid;
    place-items: center;
    flex: none;
    width: 2rem;
    height: 2rem;
    border-radius: 50%;
    font-size: 0.75rem;
    font-weight: 600;
    letter-spacing: 0.01em;
    user-select: none;
  }
  .avatar.small {
    width: 1.375rem;
    height: 1.375rem;
    font-size: 0.5625rem;
  }
  .avatar.large {
    width: 2.75rem;
    height: 2.75rem;
    font-size: 1rem;
  }
  .tint-0 {
    background: light-dark(#dfeafc, #1c3150);
    color: light-dark(#174a94, #a9ccff);
  }
  .tint-1 {
    background: light-dark(#e0f2e7, #163325);
    color: light-dark(#145c3a, #93dcb5);
  }
  .tint-2 {
    background: light-dark(#fbe9d9, #3b2814);
    color: light-dark(#824206, #f4c08c);
  }
  .tint-3 {
    background: light-dark(#ece5fa, #2c2247);
    color: light-dark(#55309f, #cbb5ff);
  }
  .tint-4 {
    background: light-dark(#fbe3ea, #401d2a);
    color: light-dark(#942549, #ffaec6);
  }
  .tint-5 {
    background: light-dark(#daf1f3, #10343a);
    color: light-dark(#0c5b66, #8ad9e4);
  }
`;
