import { chmodSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import nodeResolve from '@rollup/plugin-node-resolve';
import replace from '@rollup/plugin-replace';
import terser from '@rollup/plugin-terser';
import typescript from '@rollup/plugin-typescript';
import { dts } from 'rollup-plugin-dts';
import { ownFiles, typesOut, workerScript } from './build/for-package.js';
import { packageFiles } from './build/package.js';
import { smallLit } from './build/small-lit.js';

/** Lit sends its templates as they stand in the source, white space and all; here that goes. */
const smallTemplates = {
  name: 'small-templates',
  transform(code, id) {
    if (!id.includes('/widget/')) return null;
    const small = code
      .replace(/(?<=const CSS = .*)`([^`]*)`/g, (_, css) => `\`${smallCss(css)}\``)
      // Values that need no quotes. Only templates have double quotes behind an equals sign.
      .replace(/(?<= [a-z-]+=)"([\w-]+)"(?=[ >])/g, '$1');
    return { code: small, map: null };
  },
  renderChunk(code) {
    // Behind the minifier, line breaks are left in templates alone.
    const small = code
      .replace(/\n\s*/g, '\n')
      .replace(/(?<=[>}`])\n|\n(?=[<$`])/g, '')
      .replaceAll('\n', ' ');
    return { code: small, map: null };
  },
};

const smallCss = (css) =>
  css
    .replace(/\/\*.*?\*\//gs, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};,>]) ?/g, '$1')
    .replace(/: /g, ':')
    .replace(/;}/g, '}')
    .replace(/\b0\./g, '.')
    .replace(/='(\w+)'/g, '=$1');

const LOCALES = 'widget/locales';
const FONTS = 'server/social-card/fonts';

/** One file for the browser, everything in it but what it fetches when robots strain the server. */
const widget = {
  input: {
    'petition-widget': 'widget/index.ts',
    'petition-frame': 'widget/petition-frame.ts',
    'petition-embed-code': 'widget/petition-embed-code.ts',
  },
  output: { dir: 'dist/widget', entryFileNames: '[name].js', chunkFileNames: '[name].js', format: 'es' },
  plugins: [
    smallLit,
    // A page may allow the policy "lit-html" to its own Lit alone; ours has a name of its own.
    replace({
      preventAssignment: false,
      delimiters: ['', ''],
      values: { 'createPolicy("lit-html"': 'createPolicy("petition-widget"' },
    }),
    nodeResolve({ exportConditions: ['production'] }),
    typescript({ tsconfig: 'widget/tsconfig.json', noEmit: false, noEmitOnError: true }),
    terser({
      module: true,
      ecma: 2020,
      compress: { passes: 3 },
      // Lit's own private names.
      mangle: { properties: { regex: /^_\$/ } },
      format: { comments: false },
    }),
    smallTemplates,
    {
      name: 'dictionaries',
      // The languages that don't stand in the script lie beside it.
      generateBundle() {
        for (const name of readdirSync(LOCALES).filter((each) => each.endsWith('.json'))) {
          const source = JSON.stringify(JSON.parse(readFileSync(`${LOCALES}/${name}`, 'utf8')));
          this.emitFile({ type: 'asset', fileName: `petition-widget.${name}`, source });
        }
      },
    },
  ],
};

const isPackage = (id) => !id.startsWith('.') && !id.startsWith('/');

/**
 * Packages of many small modules, which Node takes longer to find and read than to run: with these inside, every
 * command starts in half the time.
 */
const BUNDLED = /^(?:kysely|age-encryption|hono|@hono\/node-server|valibot|@noble\/|altcha-lib)/;

/** For Node, a file for each command and what they share, and one for the thread that SQLite runs in; other dependencies stay in node_modules. */
const sqliteWorker = {
  input: 'server/storage/sqlite-worker.js',
  output: { file: 'dist/server/sqlite-worker.js', format: 'es' },
  external: isPackage,
};
const server = {
  input: 'server/main.ts',
  // All in one folder: some look for files beside their own.
  output: { dir: 'dist/server', chunkFileNames: '[name].js', format: 'es' },
  external: (id) => isPackage(id) && !BUNDLED.test(id),
  plugins: [
    nodeResolve({ exportConditions: ['node'] }),
    typesOut,
    {
      name: 'fonts',
      // Beside the file that opens them, as in the sources.
      generateBundle() {
        for (const name of readdirSync(FONTS)) {
          this.emitFile({
            type: 'asset',
            fileName: `fonts/${name}`,
            source: readFileSync(`${FONTS}/${name}`),
          });
        }
      },
    },
    {
      name: 'executable',
      // What is called otherwise now would stay.
      renderStart: () => rmSync('dist/server', { recursive: true, force: true }),
      writeBundle: ({ dir }) => chmodSync(`${dir}/main.js`, 0o755),
    },
  ],
};

/** Count and bar alone. A script of its own: what both hold, each holds. */
const progress = {
  ...widget,
  input: { 'petition-progress': 'widget/progress-alone.ts' },
  plugins: widget.plugins.filter(({ name }) => name !== 'dictionaries'),
};

/** The element for those who build their pages themselves, who bring Lit: to be published from its own folder. */
const npm = {
  input: {
    index: 'npm/index.ts',
    classes: 'npm/classes.ts',
    'petition-progress': 'widget/progress-alone.ts',
    'on-server': 'npm/on-server.ts',
  },
  output: { dir: 'dist/npm', chunkFileNames: 'parts/[name].js', format: 'es', hoistTransitiveImports: false },
  external: /^lit\//,
  plugins: [
    ownFiles,
    workerScript,
    { name: 'small-styles', transform: smallTemplates.transform },
    typesOut,
    packageFiles,
    { name: 'anew', renderStart: () => rmSync('dist/npm', { recursive: true, force: true }) },
  ],
};

/** Its types, with nothing in them of what the server checks with. */
const npmTypes = {
  input: {
    index: 'npm/index.ts',
    classes: 'npm/classes.ts',
    'petition-progress': 'widget/progress-alone.ts',
    react: 'npm/react.ts',
    preact: 'npm/preact.ts',
    vue: 'npm/vue.ts',
    svelte: 'npm/svelte.ts',
  },
  output: {
    dir: 'dist/npm',
    chunkFileNames: 'parts/[name].d.ts',
    format: 'es',
    hoistTransitiveImports: false,
  },
  external: isPackage,
  plugins: [dts({ tsconfig: 'npm/tsconfig.json' })],
};

export default [widget, progress, server, sqliteWorker, npm, npmTypes];
