import { dirname, resolve } from 'node:path';
import { build, transform } from 'esbuild';

/** What depends on where the widget's code lies; the package has its own. */
const OWN = ['home.ts', 'search.ts'];

/** For rollup: where the widget asks for one of those, it is the package's. */
export const ownFiles = {
  name: 'own-files',
  resolveId(source, importer) {
    const name = OWN.find((each) => source === `./${each}`);
    return name && dirname(importer) === resolve('widget') ? resolve('npm', name) : null;
  },
};

const WORKER = 'worker:search';
const SOURCE = `
  import { search } from './widget/search.ts';
  onmessage = ({ data }) => postMessage(search(data));
  postMessage(0);
`;

/** For rollup: the script of a worker as a text, `worker:search`. */
export const workerScript = {
  name: 'worker-script',
  resolveId: (source) => (source === WORKER ? `\0${WORKER}` : null),
  async load(id) {
    if (id !== `\0${WORKER}`) return null;
    const { outputFiles } = await build({
      stdin: { contents: SOURCE, resolveDir: '.' },
      bundle: true,
      minify: true,
      write: false,
      logLevel: 'error',
    });
    return `export default ${JSON.stringify(outputFiles[0].text.trim())};`;
  },
};

/** For rollup: types taken out; `npm run check` looks at them. What comes out can be read, and is made small by who bundles it. */
export const typesOut = {
  name: 'types-out',
  async transform(code, id) {
    if (id.endsWith('.json')) return { code: `export default ${code}`, map: null };
    if (!id.endsWith('.ts')) return null;
    const tsconfigRaw = { compilerOptions: { useDefineForClassFields: false, verbatimModuleSyntax: true } };
    return { code: (await transform(code, { loader: 'ts', target: 'es2022', tsconfigRaw })).code, map: null };
  },
};
