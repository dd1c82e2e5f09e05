interface Described {
  name: string;
  description: string;
}

/** Markdown pages with generated tables. */
export const PAGES: string[];

export function createManifest(): {
  modules: { declarations: [{ tagName: string; cssParts: Described[] }] }[];
};
/** The content of `custom-elements.json`. */
export function formatManifest(): string;
/** @returns the page with up-to-date tables */
export function updateTables(page: string): string;
