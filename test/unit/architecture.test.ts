import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { findFiles } from '../support/find-files.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** From top to bottom. A file imports from its own row or the rows below it: see docs/architecture.md. */
const ROWS = [
  ['server/main.ts'],
  ['server/cli'],
  ['server/app.ts'],
  ['server/routes'],
  ['server/context.ts', 'server/maintenance.ts'],
  [
    'server/views',
    'server/mail',
    'server/webhooks',
    'server/bot-protection',
    'server/social-card',
    'server/health',
  ],
  [
    'server/petitions',
    'server/signatures',
    'server/archive',
    'server/backup',
    'server/import',
    'server/forward',
    'server/osdi',
    'server/images',
    'server/accounts',
  ],
  ['server/crypto', 'server/storage', 'server/i18n'],
  ['server/http', 'server/config', 'server/lib'],
  ['common'],
];

/** `http/` is for what answers requests. Everything else must work without HTTP. */
const HTTP_USERS = [
  'server/http',
  'server/routes',
  'server/app.ts',
  'server/context.ts',
  'server/cli/serve.ts',
];

interface Import {
  file: string;
  target: string;
}

const FILES = findFiles(root, /^(?:server|common|widget|console)\/.*\.(?:ts|js)$/);
const IMPORTS = FILES.flatMap(importsOf);

/** Static and dynamic imports, and types in JSDoc. Packages keep their names; relative paths become paths from the root. */
function importsOf(file: string): Import[] {
  const source = readFileSync(join(root, file), 'utf8');
  const names = source.matchAll(/(?:\bfrom\s+|\bimport\s+|\bimport\()\s*'([^'\n]+)'/g);
  return Array.from(names, ([, name]) => ({
    file,
    target: name!.startsWith('.') ? normalize(join(dirname(file), name!)) : name!,
  }));
}

const isIn = (path: string, place: string) => path === place || path.startsWith(`${place}/`);
const placeOf = (path: string) => ROWS.flat().find((place) => isIn(path, place));
const rowOf = (path: string) => ROWS.findIndex((row) => row.some((place) => isIn(path, place)));
const pointsUp = ({ file, target }: Import) => rowOf(target) >= 0 && rowOf(target) < rowOf(file);
const describeImport = ({ file, target }: Import) => `${file} imports ${target}`;

describe('the architecture', () => {
  it('gives every file of server/ and common/ a row', () => {
    const strays = FILES.filter((file) => !/^(?:widget|console)\//.test(file) && rowOf(file) < 0);
    assert.deepEqual(strays, []);
  });

  it('lets imports point to the same row or down', () => {
    const within = IMPORTS.filter(({ file }) => rowOf(file) >= 0);
    assert.ok(within.length > 300, 'the check reads imports');
    assert.deepEqual(within.filter(pointsUp).map(describeImport), []);
  });

  it('recognizes an import that points up', () => {
    assert.ok(pointsUp({ file: 'server/storage/open.ts', target: 'server/routes/petitions.ts' }));
  });

  it('has no circles between folders', () => {
    const neighbors = new Map<string, Set<string>>();
    for (const { file, target } of IMPORTS) {
      const [from, to] = [placeOf(file), placeOf(target)];
      if (from && to && from !== to) neighbors.set(from, (neighbors.get(from) ?? new Set()).add(to));
    }
    const reaches = (from: string, goal: string, seen = new Set<string>()): boolean =>
      [...(neighbors.get(from) ?? [])].some(
        (next) => next === goal || (!seen.has(next) && reaches(next, goal, seen.add(next))),
      );
    const circular = [...neighbors.keys()].filter((place) => reaches(place, place));
    assert.deepEqual(circular, []);
  });

  it('keeps HTTP out of everything but what answers requests', () => {
    const users = IMPORTS.filter(({ target }) => isIn(target, 'server/http')).filter(
      ({ file }) => !HTTP_USERS.some((place) => isIn(file, place)),
    );
    assert.deepEqual(users.map(describeImport), []);
  });

  it('keeps server code out of what runs in browsers, and both out of common', () => {
    const wrong = IMPORTS.filter(
      ({ file, target }) =>
        (/^(?:widget|console)\//.test(file) && target.startsWith('server/')) ||
        (file.startsWith('server/') && /^(?:widget|console)\//.test(target)) ||
        (file.startsWith('common/') &&
          (/^(?:server|widget|console)\//.test(target) || target.startsWith('node:'))),
    );
    assert.deepEqual(wrong.map(describeImport), []);
  });

  it('uses better-sqlite3 in one file only, which never drops its objects', () => {
    const users = IMPORTS.filter(({ target }) => target === 'better-sqlite3').map(({ file }) => file);
    assert.deepEqual(users, ['server/storage/sqlite-worker.js']);
    // Each call creates an object and drops it.
    assert.doesNotMatch(
      readFileSync(join(root, users[0]!), 'utf8'),
      /\.(?:pragma|transaction|backup|iterate)\(/,
    );
  });

  it('keeps today’s code out of migrations, which are frozen', () => {
    const wrong = IMPORTS.filter(
      ({ file, target }) =>
        /migrations\/\d{4}-/.test(file) && target !== 'kysely' && !target.endsWith('/migration.ts'),
    );
    assert.deepEqual(wrong.map(describeImport), []);
  });
});
