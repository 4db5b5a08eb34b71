/** What the server asks for at least (security: people). */
export const shortestPassword = 12;

export interface Strength {
  /** 0 nothing … 4 strong. */
  readonly level: 0 | 1 | 2 | 3 | 4;
  readonly hint: string;
}

const common = /^(?:.*(?:password|passwort|qwerty|letmein|welcome|valethon|123456|abcdef).*|(.)\1+)$/i;

/** A hint while typing; the server decides. Length counts most, as in NIST SP 800-63B. */
export function passwordStrength(password: string): Strength {
  const length = [...password].length;
  if (length === 0)
    return { level: 0, hint: `At least ${shortestPassword} characters. A few unrelated words work well.` };
  if (length < shortestPassword) {
    const missing = shortestPassword - length;
    return { level: 1, hint: `${missing} more character${missing === 1 ? "" : "s"} to go.` };
  }
  if (common.test(password) || new Set(password).size < 6) {
    return { level: 2, hint: "Easy to guess. Use words that do not belong together." };
  }
  if (length < 16) return { level: 3, hint: "Good. A few more characters make it strong." };
  return { level: 4, hint: "Strong." };
}
