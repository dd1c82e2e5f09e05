import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

const PACKAGE_FOLDER = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/;

/** Of all bundles with this plugin: one file has the licenses of what the browser and the server run. */
const folders = new Set();

/** Writes dist/LICENSES.txt. A license has to be passed on with its package, also if that is part of a bundle. */
export const bundledLicenses = {
  name: 'bundled-licenses',
  writeBundle(_, bundle) {
    for (const { modules = {} } of Object.values(bundle)) {
      for (const [id, { renderedLength }] of Object.entries(modules)) {
        const [folder] = PACKAGE_FOLDER.exec(id) ?? [];
        if (folder && renderedLength > 0) folders.add(folder);
      }
    }
    writeFileSync('dist/LICENSES.txt', `${[...folders].sort().map(licenseOf).join('\n\n')}\n`);
  },
};

/** @throws if a package doesn't say on what terms it may be passed on */
function licenseOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  const file = readdirSync(folder).find((file) => /^(?:licen[cs]e|copying)/i.test(file));
  if (!license && !file) throw new Error(`${name} has no license.`);
  const text = file ? readFileSync(`${folder}/${file}`, 'utf8').trim() : '';
  return `${name} ${version} (${license ?? 'see below'})\n\n${text}`.trim();
}
