import { readdirSync } from 'node:fs';

const SKIPPED = new Set(['node_modules', 'dist', 'data']);

/**
 * The files below a folder whose path matches, sorted. Paths are relative to the folder and use `/`.
 * Hidden folders, dependencies, and build output are skipped.
 */
export function findFiles(root: string, pattern: RegExp): string[] {
  const found: string[] = [];
  const visit = (folder: string) => {
    for (const entry of readdirSync(`${root}/${folder}`, { withFileTypes: true })) {
      const path = folder ? `${folder}/${entry.name}` : entry.name;
      if (entry.isDirectory()) {
        if (!SKIPPED.has(entry.name) && !entry.name.startsWith('.')) visit(path);
      } else if (pattern.test(path)) found.push(path);
    }
  };
  visit('');
  return found.sort();
}
