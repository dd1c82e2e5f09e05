import { dirname, resolve } from 'node:path';
import { build, transform } from 'esbuild';

/** Files that depend on the address of the widget's code, which a bundle doesn't have. The package has its own versions. */
const REPLACED_SOURCES = new Map([
  [resolve('widget/script-origin.ts'), resolve('npm/script-origin.ts')],
  [resolve('widget/proof-of-work/worker-script.ts'), resolve('npm/worker-script.ts')],
]);

/** Rollup plugin that uses the package's versions of those files. */
export const packageSources = {
  name: 'package-sources',
  resolveId(source, importer) {
    if (!source.startsWith('.') || !importer) return null;
    return REPLACED_SOURCES.get(resolve(dirname(importer), source)) ?? null;
  },
};

const WORKER = 'worker:search';
const WORKER_SOURCE = `
  import { search } from './widget/proof-of-work/search.ts';
  onmessage = ({ data }) => postMessage(search(data));
  postMessage(0);
`;

/** Rollup plugin for `worker:search`: the whole script of a worker, as a string. */
export const workerScript = {
  name: 'worker-script',
  resolveId: (source) => (source === WORKER ? `\0${WORKER}` : null),
  async load(id) {
    if (id !== `\0${WORKER}`) return null;
    const { outputFiles } = await build({
      stdin: { contents: WORKER_SOURCE, resolveDir: '.' },
      bundle: true,
      minify: true,
      write: false,
      logLevel: 'error',
    });
    return `export default ${JSON.stringify(outputFiles[0].text.trim())};`;
  },
};

/** Rollup plugin that only removes types; `npm run check` checks them. The output stays readable. */
export const stripTypes = {
  name: 'strip-types',
  async transform(code, id) {
    if (id.endsWith('.json')) return { code: `export default ${code}`, map: null };
    if (!id.endsWith('.ts')) return null;
    const tsconfigRaw = { compilerOptions: { useDefineForClassFields: false, verbatimModuleSyntax: true } };
    return { code: (await transform(code, { loader: 'ts', target: 'es2022', tsconfigRaw })).code, map: null };
  },
};
