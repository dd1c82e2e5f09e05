interface Named {
  name: string;
  description: string;
}

/** Files whose tables are written. */
export const READMES: string[];

export function manifest(): { modules: { declarations: [{ tagName: string; cssParts: Named[] }] }[] };
/** As `custom-elements.json` holds it. */
export function manifestText(): string;
/** @param readme with the markers between which tables stand */
export function withTables(readme: string): string;
