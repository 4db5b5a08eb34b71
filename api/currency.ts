/** Codes of ISO 4217, as this Node knows them. */
const codes: ReadonlySet<string> = new Set(Intl.supportedValuesOf("currency"));

export const isCurrency = (code: string) => codes.has(code);
