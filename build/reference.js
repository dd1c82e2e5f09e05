/**
 * Generates the reference of the elements from the JSDoc of their classes: `custom-elements.json`
 * (https://github.com/webcomponents/custom-elements-manifest) and the tables between markers in Markdown pages. `npm run reference`
 * writes both, and a test fails if they are out of date.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { create, ts } from '@custom-elements-manifest/analyzer';

/** The file of the npm package that defines each element, and the source of its class. */
const ELEMENTS = [
  { path: 'index.js', tagName: 'petition-widget', source: 'widget/petition-widget.ts' },
  { path: 'petition-progress.js', tagName: 'petition-progress', source: 'widget/petition-progress.ts' },
  { path: 'petition-list.js', tagName: 'petition-list', source: 'widget/petition-list.ts' },
];

const START = /<!-- ([\w-]+ \w+), from the sources -->\n/g;
/** A table between its markers. There may be nothing between them yet, but never another start. */
const BLOCK = new RegExp(`(${START.source})((?:(?!<!-- ).*\n)*)(<!-- end -->)`, 'g');

/** Markdown pages with generated tables. */
export const PAGES = ['.', 'docs', 'npm']
  .filter((folder) => existsSync(folder))
  .flatMap((folder) => readdirSync(folder).map((name) => (folder === '.' ? name : `${folder}/${name}`)))
  .filter((path) => path.endsWith('.md') && readFileSync(path, 'utf8').search(START) >= 0);

const toLine = (text = '') => text.replace(/\s*\n\s*/g, ' ').trim();

/** The custom elements manifest, as an object. */
export function createManifest() {
  const { modules } = create({
    modules: ELEMENTS.map(({ source }) =>
      ts.createSourceFile(source, readFileSync(source, 'utf8'), ts.ScriptTarget.ES2022, true),
    ),
  });
  return {
    schemaVersion: '1.0.0',
    readme: 'README.md',
    modules: ELEMENTS.map(({ path, tagName }, index) => {
      const element = modules[index].declarations.find(({ cssParts }) => cssParts);
      const declaration = { name: element.name, module: path };
      return {
        kind: 'javascript-module',
        path,
        declarations: [createDeclaration(element, tagName)],
        exports: [
          { kind: 'custom-element-definition', name: tagName, declaration },
          { kind: 'js', name: element.name, declaration },
        ],
      };
    }),
  };
}

/** The public part of an element's declaration. Throws if something has no description. */
function createDeclaration(element, tagName) {
  const describe = (items) =>
    items.map((item) => {
      if (!item.description) throw new Error(`${tagName}: ${item.name} has no description`);
      return { name: item.name, ...item, description: toLine(item.description) };
    });
  const { name, description, attributes, slots, events = [], cssProperties, cssParts } = element;
  return {
    kind: 'class',
    customElement: true,
    tagName,
    name,
    description: toLine(description),
    attributes: describe(attributes),
    members: attributes.map(({ name: attribute, type }) => ({
      kind: 'field',
      name: attribute.replace(/-(\w)/g, (_, letter) => letter.toUpperCase()),
      type,
      attribute,
      reflects: true,
    })),
    slots: describe(slots),
    // The analyzer also finds each `dispatchEvent`, without a name.
    events: describe(events.filter((event) => event.name)),
    cssProperties: describe(cssProperties),
    cssParts: describe(cssParts),
    superclass: { name: 'LitElement', package: 'lit' },
  };
}

/** All tables that have rows, by the name in their markers. */
function createTables({ modules }) {
  const tables = {};
  for (const { declarations } of modules) {
    const [{ tagName, attributes, events, cssProperties, cssParts }] = declarations;
    const add = (kind, head, rows) => {
      if (rows.length === 0) return;
      tables[`${tagName} ${kind}`] = [head, head.map(() => '---'), ...rows]
        .map((row) => `| ${row.join(' | ')} |`)
        .join('\n');
    };
    const row = ({ name, description }) => [`\`${name}\``, description];
    add('attributes', ['attribute', 'what it does'], attributes.map(row));
    add(
      'properties',
      ['custom property', 'what it changes', 'default'],
      cssProperties.map((property) => [...row(property), `\`${property.default}\``]),
    );
    add('parts', ['part', 'what it is'], cssParts.map(row));
    add('events', ['event', 'when'], events.map(row));
  }
  return tables;
}

const startsIn = (page) => Array.from(page.matchAll(START), ([, name]) => name);

/**
 * @returns the page with up-to-date tables
 * @throws if a marker names no table, or has no end
 */
export function updateTables(page, tables = createTables(createManifest())) {
  const updated = [];
  const text = page.replace(BLOCK, (_, start, name, _table, end) => {
    if (!tables[name]) {
      throw new Error(`There is no table "${name}". Available: ${Object.keys(tables).join(', ')}`);
    }
    updated.push(name);
    return `${start}\n${tables[name]}\n\n${end}`;
  });
  const unended = startsIn(page).filter((name, index) => name !== updated[index]);
  if (unended.length > 0) throw new Error(`The table "${unended[0]}" has no "<!-- end -->".`);
  return text;
}

/**
 * @param pages texts of pages by path
 * @returns the pages with up-to-date tables
 * @throws if a table is on none of the pages, or a marker is wrong
 */
export function updatePages(pages) {
  const tables = createTables(createManifest());
  const updated = Object.entries(pages).map(([path, page]) => [path, updateTables(page, tables)]);
  const present = Object.values(pages).flatMap(startsIn);
  const missing = Object.keys(tables).filter((name) => !present.includes(name));
  if (missing.length > 0) throw new Error(`No page has a marker for: ${missing.join(', ')}`);
  return Object.fromEntries(updated);
}

export const formatManifest = () => `${JSON.stringify(createManifest(), null, 2)}\n`;

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  writeFileSync('custom-elements.json', formatManifest());
  const pages = Object.fromEntries(PAGES.map((path) => [path, readFileSync(path, 'utf8')]));
  for (const [path, page] of Object.entries(updatePages(pages))) writeFileSync(path, page);
}
