/**
 * What a bundler needs to be told of the package: which file is meant where, and what it brings along. The package is
 * the element alone: who builds a page wants no database.
 */
import { readFileSync } from 'node:fs';

const root = JSON.parse(readFileSync('package.json', 'utf8'));

/** A framework has its tags in its own types, and nothing besides. */
const FRAMEWORKS = ['react', 'preact', 'vue', 'svelte'];

const SERVER = './on-server.js';

/**
 * Browsers get the element; Node and the edge, where there is none, only its names. The first that fits is taken, and
 * some tools for the edge say that they are a browser as well.
 */
const place = (script, types = script) => ({
  types: `./${types}.d.ts`,
  workerd: SERVER,
  'edge-light': SERVER,
  browser: `./${script}.js`,
  node: SERVER,
  default: `./${script}.js`,
});

const manifest = {
  name: 'petition-widget',
  version: root.version,
  description: 'The element that shows and signs a petition, on pages that are built.',
  keywords: ['petition', 'web-component', 'custom-element'],
  license: root.license,
  type: 'module',
  // For pages that are drawn on a server.
  engines: { node: '>=20' },
  // These define elements. What nobody imports of the others can be left out.
  sideEffects: ['./index.js', './petition-progress.js'],
  exports: {
    '.': place('index'),
    './petition-progress': place('petition-progress'),
    './classes': place('classes'),
    ...Object.fromEntries(FRAMEWORKS.map((name) => [`./${name}`, place('index', name)])),
    './custom-elements.json': './custom-elements.json',
    './package.json': './package.json',
  },
  customElements: './custom-elements.json',
  dependencies: { lit: root.devDependencies.lit },
  // For the types alone, and each only where it is there already.
  peerDependencies: { '@types/react': '*', preact: '*', svelte: '*', vue: '*' },
  peerDependenciesMeta: {
    '@types/react': { optional: true },
    preact: { optional: true },
    svelte: { optional: true },
    vue: { optional: true },
  },
};

/** For rollup: what stands in the package besides code. */
export const packageFiles = {
  name: 'package-files',
  generateBundle() {
    const files = {
      'package.json': `${JSON.stringify(manifest, null, 2)}\n`,
      'README.md': readFileSync('npm/README.md'),
      'custom-elements.json': readFileSync('custom-elements.json'),
      LICENSE: readFileSync('LICENSE'),
    };
    for (const [fileName, source] of Object.entries(files))
      this.emitFile({ type: 'asset', fileName, source });
  },
};
