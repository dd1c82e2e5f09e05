/**
 * Everything in the npm package besides code. Its manifest is separate from the server's: people who bundle a page don't want
 * to install a database.
 */
import { readFileSync } from 'node:fs';

const root = JSON.parse(readFileSync('package.json', 'utf8'));

/** Entries with the same code as the main one, and with types for the framework's tags. */
const FRAMEWORKS = ['react', 'preact', 'vue', 'svelte'];

const ON_SERVER = './on-server.js';

/**
 * Browsers get the elements. Node and edge runtimes, which have none, get the same exports without them. The first matching condition
 * wins, and some edge tools also match `browser`.
 */
const exportConditions = (script, types = script) => ({
  types: `./${types}.d.ts`,
  workerd: ON_SERVER,
  'edge-light': ON_SERVER,
  browser: `./${script}.js`,
  node: ON_SERVER,
  default: `./${script}.js`,
});

const manifest = {
  name: 'petition-widget',
  version: root.version,
  description: 'The <petition-widget> element, for pages that are built with a bundler.',
  keywords: ['petition', 'web-component', 'custom-element'],
  license: root.license,
  type: 'module',
  // For pages that are rendered on a server.
  engines: { node: '>=20' },
  // These define elements. Bundlers may drop unused exports of the others.
  sideEffects: ['./index.js', './petition-progress.js', './petition-list.js'],
  exports: {
    '.': exportConditions('index'),
    './petition-progress': exportConditions('petition-progress'),
    './petition-list': exportConditions('petition-list'),
    './classes': exportConditions('classes'),
    ...Object.fromEntries(FRAMEWORKS.map((name) => [`./${name}`, exportConditions('index', name)])),
    './custom-elements.json': './custom-elements.json',
    './package.json': './package.json',
  },
  customElements: './custom-elements.json',
  dependencies: { lit: root.devDependencies.lit },
  // Only for their types, and only if they are installed anyway.
  peerDependencies: { '@types/react': '*', preact: '*', svelte: '*', vue: '*' },
  peerDependenciesMeta: {
    '@types/react': { optional: true },
    preact: { optional: true },
    svelte: { optional: true },
    vue: { optional: true },
  },
};

/** Rollup plugin that adds these files. */
export const packageFiles = {
  name: 'package-files',
  generateBundle() {
    const files = {
      'package.json': `${JSON.stringify(manifest, null, 2)}\n`,
      'README.md': readFileSync('npm/README.md'),
      // For tools: without the white space that the repository's copy has for people.
      'custom-elements.json': JSON.stringify(JSON.parse(readFileSync('custom-elements.json', 'utf8'))),
      LICENSE: readFileSync('LICENSE'),
    };
    for (const [fileName, source] of Object.entries(files))
      this.emitFile({ type: 'asset', fileName, source });
  },
};
