import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createPackageFromTarballData, type Package } from '@arethetypeswrong/core';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { compile } from 'svelte/compiler';
import { compileScript, parse } from 'vue/compiler-sfc';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const run = promisify(execFile);

/** Packages that the applications can import besides ours. No other package of this project can be resolved from there. */
const INSTALLED = [
  'lit',
  'react',
  'react-dom',
  'preact',
  'vue',
  'svelte',
  '@types/react',
  '@types/react-dom',
];

const VUE_DEFINES = {
  __VUE_OPTIONS_API__: 'true',
  __VUE_PROD_DEVTOOLS__: 'false',
  __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
};

const BUILD_MODES = {
  production: { minify: true, define: { ...VUE_DEFINES, 'process.env.NODE_ENV': '"production"' } },
  development: {
    conditions: ['development', 'browser'],
    define: { ...VUE_DEFINES, 'process.env.NODE_ENV': '"development"' },
  },
  server: { platform: 'node', packages: 'external' },
} satisfies Record<string, BuildOptions>;

/** A folder with applications that use the package as npm installs it. */
export interface Consumer {
  folder: string;
  /** The packed package. */
  packed: Package;
  /** Folder of the installed package. */
  installed: string;
  /**
   * Builds an application.
   *
   * @param app entry file of the application
   * @param mode `server` is for Node, to render the page there
   * @returns the folder with `app.js` and what it loads
   */
  build(app: string, mode?: keyof typeof BUILD_MODES): Promise<string>;
  /** Checks the types of a TypeScript project with an installed version. Returns the errors, or '' if there are none. */
  checkTypes(project: string, typescript: 'typescript' | 'typescript-7'): Promise<string>;
  /** Removes the folder. */
  remove(): void;
}

/** Packs the build, and installs it in a folder with applications. */
export async function createConsumer(): Promise<Consumer> {
  const folder = mkdtempSync(join(tmpdir(), 'petitions-apps-'));
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: join(root, 'dist/npm'),
  });
  const [{ filename }] = JSON.parse(stdout);
  const packed = createPackageFromTarballData(readFileSync(join(folder, filename)));
  for (const file of packed.listFiles()) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), packed.readFile(file));
  }
  for (const name of INSTALLED) {
    const link = join(folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), link, 'dir');
  }
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  cpSync(fileURLToPath(new URL('apps', import.meta.url)), folder, { recursive: true });
  return {
    folder,
    packed,
    installed: join(folder, 'node_modules', packed.packageName),
    async build(app, mode = 'production') {
      const outdir = mkdtempSync(join(folder, 'built-'));
      await build({
        entryPoints: { app: join(folder, app) },
        outdir,
        bundle: true,
        splitting: true,
        format: 'esm',
        target: 'es2022',
        jsx: 'automatic',
        plugins: [templateCompiler],
        ...BUILD_MODES[mode],
      });
      return outdir;
    },
    checkTypes: (project, typescript) =>
      run(process.execPath, [
        join(root, `node_modules/${typescript}/bin/tsc`),
        '-p',
        join(folder, project),
      ]).then(
        ({ stdout }) => stdout,
        ({ stdout }) => stdout,
      ),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/** Compiles `.vue` and `.svelte` files, for browsers or for Node. */
const templateCompiler: Plugin = {
  name: 'template-compiler',
  setup({ onLoad, initialOptions: { platform } }) {
    const ssr = platform === 'node';
    onLoad({ filter: /\.vue$/ }, ({ path }) => {
      const { descriptor } = parse(readFileSync(path, 'utf8'), { filename: path });
      const compilerOptions = { isCustomElement: (tag: string) => tag.startsWith('petition-') };
      const templateOptions = { compilerOptions, ssr, ssrCssVars: [] };
      const { content } = compileScript(descriptor, { id: path, inlineTemplate: true, templateOptions });
      return { contents: content, loader: 'ts' };
    });
    onLoad({ filter: /\.svelte$/ }, ({ path }) => {
      const generate = ssr ? 'server' : 'client';
      const { js } = compile(readFileSync(path, 'utf8'), { filename: path, generate });
      return { contents: js.code, loader: 'js' };
    });
  },
};
