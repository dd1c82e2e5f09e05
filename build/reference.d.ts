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
/**
 * @returns the page with up-to-date tables
 * @throws if a marker names no table, or has no end
 */
export function updateTables(page: string): string;
/**
 * @param pages texts of pages by path
 * @returns the pages with up-to-date tables
 * @throws if a table is on none of the pages, or a marker is wrong
 */
export function updatePages(pages: Record<string, string>): Record<string, string>;
