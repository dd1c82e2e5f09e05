import { chmodSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import nodeResolve from '@rollup/plugin-node-resolve';
import replace from '@rollup/plugin-replace';
import terser from '@rollup/plugin-terser';
import { dts } from 'rollup-plugin-dts';
import { bundledLicenses } from './build/bundled-licenses.js';
import { minifyStyles } from './build/minify-styles.js';
import { packageSources, stripTypes, workerScript } from './build/npm-sources.js';
import { packageFiles } from './build/package.js';

const LOCALES = 'widget/locales';
const FONTS = 'server/social-card/fonts';

/** Names of properties that stay within one file and aren't anybody's contract, so that they can be shortened. */
const INTERNAL =
  /^(?:phase|edited|notice|signer|isInvalid|isRequired|formatGoal|formatUnit|isOpen|acceptSuggestion|chooseLanguage|prepare|refreshCountIn|requested|isAsRequested|pollIn|loadPetition|loadCount|chosen|failure|formatNumber|current|locale|_isOpen|_isCopied)$/;

/** The scripts for the browser. Each is one file. Rarely needed code is split into separate chunks. */
const widget = {
  input: {
    'petition-widget': 'widget/index.ts',
    'petition-frame': 'widget/frame.ts',
    'petition-embed-code': 'widget/embed-code-page.ts',
  },
  output: {
    dir: 'dist/widget',
    entryFileNames: '[name].js',
    chunkFileNames: 'petition-[name].js',
    format: 'es',
  },
  plugins: [
    // A page may allow the Trusted Types policy "lit-html" for its own Lit, and only once. Ours has its own name.
    replace({
      preventAssignment: false,
      delimiters: ['', ''],
      values: { 'createPolicy("lit-html"': 'createPolicy("petition-widget"' },
    }),
    {
      name: 'iterable-map',
      /** Shadows the global `Map` in Lit's module, whose own code stays as it is. */
      transform(code, id) {
        if (!id.endsWith('/@lit/reactive-element/reactive-element.js')) return null;
        const path = JSON.stringify(resolve('widget/iterable-map.ts'));
        return { code: `import { IterableMap as Map } from ${path};\n${code}`, map: null };
      },
    },
    nodeResolve({ exportConditions: ['production'] }),
    minifyStyles,
    stripTypes,
    bundledLicenses,
    terser({
      module: true,
      ecma: 2020,
      compress: { passes: 3 },
      mangle: { properties: { regex: INTERNAL } },
      format: { comments: false },
    }),
    {
      name: 'template-whitespace',
      /** The only line breaks that are left are in HTML templates, where they are for readers of the source. */
      renderChunk: (code) => ({
        code: code
          .trim()
          .replace(/>\n\s*(?=<)/g, '>')
          .replace(/\n\s*/g, ' '),
        map: null,
      }),
    },
    {
      name: 'dictionaries',
      renderStart: () => rmSync('dist/widget', { recursive: true, force: true }),
      /** The languages that aren't in the script are beside it, as data. */
      generateBundle() {
        for (const name of readdirSync(LOCALES).filter((file) => file.endsWith('.json'))) {
          const source = JSON.stringify(JSON.parse(readFileSync(`${LOCALES}/${name}`, 'utf8')));
          this.emitFile({ type: 'asset', fileName: `petition-widget.${name}`, source });
        }
      },
    },
  ],
};

const isPackage = (id) => !id.startsWith('.') && !id.startsWith('/');

/**
 * Packages that are installed beside the server: those with native code or files of their own, and those that aren't ES
 * modules. The others are development dependencies and become part of its files: less to install, and Node takes longer
 * to find and read many small modules than to run them.
 */
const INSTALLED = Object.keys(JSON.parse(readFileSync('package.json', 'utf8')).dependencies);
const isInstalled = (id) => INSTALLED.some((name) => id === name || id.startsWith(`${name}/`));

/** For Node, a file for each command and what they share, and one for each kind of thread or process. */
const workers = ['server/storage/sqlite-worker.js', 'server/images/image-worker.js'].map((input) => ({
  input,
  output: { file: `dist/server/${basename(input)}`, format: 'es' },
  external: isInstalled,
  plugins: [nodeResolve({ exportConditions: ['node'] })],
}));
const server = {
  input: ['server/main.ts', 'server/backup/backup-process.ts'],
  // All in one folder: some look for files beside their own.
  output: { dir: 'dist/server', chunkFileNames: '[name].js', format: 'es' },
  external: isInstalled,
  plugins: [
    nodeResolve({ exportConditions: ['node'] }),
    stripTypes,
    bundledLicenses,
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
      name: 'docs',
      // Those that the server shows to partners. Beside the file that reads them.
      generateBundle() {
        for (const name of ['embedding.md', 'styling-and-events.md']) {
          this.emitFile({ type: 'asset', fileName: `docs/${name}`, source: readFileSync(`docs/${name}`) });
        }
      },
    },
    {
      name: 'executable',
      // Removes files that have since been renamed.
      renderStart: () => rmSync('dist/server', { recursive: true, force: true }),
      writeBundle: ({ dir }) => chmodSync(`${dir}/main.js`, 0o755),
    },
  ],
};

/** Count and bar alone, in a script of its own, with its own copy of the code that it shares with the widget. */
const progress = {
  ...widget,
  input: { 'petition-progress': 'widget/define-progress.ts' },
  plugins: widget.plugins.filter(({ name }) => name !== 'dictionaries'),
};

/** Cards of many petitions, in a script of its own as well. */
const list = {
  ...progress,
  input: { 'petition-list': 'widget/define-list.ts' },
};

/** The console: one page, whose scripts have a hash in their names and are loaded when a screen needs them. */
const consolePages = {
  input: { console: 'console/index.ts', preview: 'console/preview/index.ts' },
  output: {
    dir: 'dist/console',
    entryFileNames: '[name]-[hash].js',
    chunkFileNames: '[name]-[hash].js',
    format: 'es',
  },
  plugins: [
    {
      name: 'console-worker',
      /** A worker is a file of its own, with a hash in its name as well. Before types are stripped, which rewrites quotes. */
      async transform(code, id) {
        const url = "new URL('./worker.ts', import.meta.url)";
        if (!id.includes('/console/') || !code.includes(url)) return null;
        const { id: worker } = await this.resolve('./worker.ts', id);
        const file = this.emitFile({ type: 'chunk', id: worker, name: `${basename(dirname(id))}-worker` });
        return { code: code.replace(url, `import.meta.ROLLUP_FILE_URL_${file}`), map: null };
      },
    },
    nodeResolve({ exportConditions: ['production'], browser: true }),
    minifyStyles,
    stripTypes,
    bundledLicenses,
    terser({ module: true, ecma: 2020, format: { comments: false } }),
    {
      name: 'console-page',
      renderStart: () => rmSync('dist/console', { recursive: true, force: true }),
      generateBundle(_, bundle) {
        const chunks = Object.values(bundle);
        for (const [entry, page] of [
          ['console', 'index.html'],
          ['preview', 'preview/index.html'],
        ]) {
          const { fileName } = chunks.find(({ isEntry, name }) => isEntry && name === entry);
          const script = `/console/files/${fileName}`;
          const source = readFileSync(`console/${page}`, 'utf8').replace('{script}', script);
          this.emitFile({ type: 'asset', fileName: page.replace('/', '-'), source });
        }
      },
    },
  ],
};

/** The npm package, for people who bundle. It brings Lit as a dependency, and is published from its own folder. */
const npm = {
  input: {
    index: 'npm/index.ts',
    classes: 'npm/classes.ts',
    'petition-progress': 'widget/define-progress.ts',
    'petition-list': 'widget/define-list.ts',
    'on-server': 'npm/on-server.ts',
  },
  output: {
    dir: 'dist/npm',
    // Some are named like their source, "progress.styles".
    chunkFileNames: ({ name }) => `parts/${name.replaceAll('.', '-')}.js`,
    format: 'es',
    hoistTransitiveImports: false,
  },
  external: /^lit(?:$|\/)/,
  plugins: [
    packageSources,
    workerScript,
    stripTypes,
    packageFiles,
    { name: 'clean', renderStart: () => rmSync('dist/npm', { recursive: true, force: true }) },
  ],
};

/** Types of the npm package, without those of the schemas that the server validates with. */
const npmTypes = {
  input: {
    index: 'npm/index.ts',
    classes: 'npm/classes.ts',
    'petition-progress': 'widget/define-progress.ts',
    'petition-list': 'widget/define-list.ts',
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

export default [widget, progress, list, consolePages, server, ...workers, npm, npmTypes];
