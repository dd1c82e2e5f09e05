/**
 * What the sources say of the elements, written for programs and for people: `custom-elements.json`
 * (https://github.com/webcomponents/custom-elements-manifest) and the tables between markers in the READMEs. `npm run reference` writes
 * both; a test fails where they say something else than the sources.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { create, ts } from '@custom-elements-manifest/analyzer';

/** Which file of the package defines which element, and where that is written. */
const ELEMENTS = [
  { path: 'index.js', tagName: 'petition-widget', source: 'widget/petition-widget.ts' },
  { path: 'petition-progress.js', tagName: 'petition-progress', source: 'widget/petition-progress.ts' },
];

/** Whose tables are written. */
export const READMES = ['README.md', 'npm/README.md'];

const oneLine = (text = '') => text.replace(/\s*\n\s*/g, ' ').trim();

/** The manifest, as an object. */
export function manifest() {
  const parsed = create({
    modules: ELEMENTS.map(({ source }) =>
      ts.createSourceFile(source, readFileSync(source, 'utf8'), ts.ScriptTarget.ES2022, true),
    ),
  });
  return {
    schemaVersion: '1.0.0',
    readme: 'README.md',
    modules: ELEMENTS.map(({ path, tagName }, index) => {
      const found = parsed.modules[index].declarations.find(({ cssParts }) => cssParts);
      return {
        kind: 'javascript-module',
        path,
        declarations: [declarationOf(found, tagName)],
        exports: [
          {
            kind: 'custom-element-definition',
            name: tagName,
            declaration: { name: found.name, module: path },
          },
          { kind: 'js', name: found.name, declaration: { name: found.name, module: path } },
        ],
      };
    }),
  };
}

/** What is of use outside. What the sources say nothing about is a mistake, and not left out. */
function declarationOf(found, tagName) {
  const described = (each) =>
    each.map((item) => {
      if (!item.description) throw new Error(`${tagName}: nothing is said about ${item.name}`);
      return { ...item, description: oneLine(item.description) };
    });
  const { name, description, attributes, slots, events = [], cssProperties, cssParts } = found;
  return {
    kind: 'class',
    customElement: true,
    tagName,
    name,
    description: oneLine(description),
    attributes: described(attributes),
    members: attributes.map(({ name: attribute, type }) => ({
      kind: 'field',
      name: attribute.replace(/-(\w)/g, (_, letter) => letter.toUpperCase()),
      type,
      attribute,
      reflects: true,
    })),
    slots: described(slots),
    // The analyzer finds where one is sent as well, and knows no name for it.
    events: described(events.filter((event) => event.name)),
    cssProperties: described(cssProperties),
    cssParts: described(cssParts),
    superclass: { name: 'HTMLElement' },
  };
}

/** The tables, by the name that their markers bear. */
function tables({ modules }) {
  const all = {};
  for (const { declarations } of modules) {
    const [{ tagName, attributes, events, cssProperties, cssParts }] = declarations;
    const table = (head, rows) =>
      [head, head.map(() => '---'), ...rows]
        .map((row) => `| ${row.join(' | ')} |`.replace('|  |', '| |'))
        .join('\n');
    const said = ({ name, description }) => [`\`${name}\``, description];
    all[`${tagName} attributes`] = table(['attribute', 'what it does'], attributes.map(said));
    all[`${tagName} properties`] = table(
      ['custom property', 'what it colours or shapes', 'unset'],
      cssProperties.map((each) => [...said(each), `\`${each.default}\``]),
    );
    all[`${tagName} parts`] = table(['part', 'what it is'], cssParts.map(said));
    all[`${tagName} events`] = table(['event', 'when'], events.map(said));
  }
  return all;
}

/** @returns the text with each table as the sources have it */
export function withTables(text, made = tables(manifest())) {
  return text.replace(
    /(<!-- ([\w-]+ \w+), from the sources -->\n).*?(\n<!-- end -->)/gs,
    (_, begin, name, end) => {
      if (!made[name])
        throw new Error(`There is no table "${name}". There are: ${Object.keys(made).join(', ')}`);
      return `${begin}\n${made[name]}\n${end}`;
    },
  );
}

export const manifestText = () => `${JSON.stringify(manifest(), null, 2)}\n`;

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  writeFileSync('custom-elements.json', manifestText());
  for (const readme of READMES) writeFileSync(readme, withTables(readFileSync(readme, 'utf8')));
}
