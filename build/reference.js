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
];

const TABLE = /(<!-- ([\w-]+ \w+), from the sources -->\n).*?(\n<!-- end -->)/gs;

/** Markdown pages with generated tables. */
export const PAGES = ['.', 'docs', 'npm']
  .filter((folder) => existsSync(folder))
  .flatMap((folder) => readdirSync(folder).map((name) => (folder === '.' ? name : `${folder}/${name}`)))
  .filter((path) => path.endsWith('.md') && readFileSync(path, 'utf8').search(TABLE) >= 0);

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

/** All tables, by the name in their markers. */
function createTables({ modules }) {
  const tables = {};
  for (const { declarations } of modules) {
    const [{ tagName, attributes, events, cssProperties, cssParts }] = declarations;
    const table = (head, rows) =>
      [head, head.map(() => '---'), ...rows]
        .map((row) => `| ${row.join(' | ')} |`.replace('|  |', '| |'))
        .join('\n');
    const row = ({ name, description }) => [`\`${name}\``, description];
    tables[`${tagName} attributes`] = table(['attribute', 'what it does'], attributes.map(row));
    tables[`${tagName} properties`] = table(
      ['custom property', 'what it changes', 'default'],
      cssProperties.map((property) => [...row(property), `\`${property.default}\``]),
    );
    tables[`${tagName} parts`] = table(['part', 'what it is'], cssParts.map(row));
    tables[`${tagName} events`] = table(['event', 'when'], events.map(row));
  }
  return tables;
}

/** @returns the page with up-to-date tables */
export function updateTables(page, tables = createTables(createManifest())) {
  return page.replace(TABLE, (_, start, name, end) => {
    if (!tables[name]) {
      throw new Error(`There is no table "${name}". Available: ${Object.keys(tables).join(', ')}`);
    }
    return `${start}\n${tables[name]}\n${end}`;
  });
}

export const formatManifest = () => `${JSON.stringify(createManifest(), null, 2)}\n`;

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  writeFileSync('custom-elements.json', formatManifest());
  for (const path of PAGES) writeFileSync(path, updateTables(readFileSync(path, 'utf8')));
}
