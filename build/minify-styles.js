import { build, transform } from 'esbuild';

/** Rollup plugin that minifies the stylesheets in `*.styles.ts`, which are exported strings. */
export const minifyStyles = {
  name: 'minify-styles',
  async transform(_, id) {
    if (!id.endsWith('.styles.ts')) return null;
    const stylesheets = Object.entries(await evaluate(id));
    const exports = await Promise.all(
      stylesheets.map(async ([name, css]) => {
        const { code } = await transform(css, { loader: 'css', minify: true });
        return `export const ${name} = ${JSON.stringify(withoutSpaces(code.trim()))};`;
      }),
    );
    return { code: exports.join('\n'), map: null };
  },
};

/** esbuild keeps the spaces in the values of custom properties, where they could mean something. In ours, they don't. */
const withoutSpaces = (css) =>
  css.replace(/--[\w-]+:[^;}]+/g, (declaration) => declaration.replace(/([:,]) /g, '$1'));

/** Runs a TypeScript module with what it imports. */
async function evaluate(path) {
  const { outputFiles } = await build({ entryPoints: [path], bundle: true, format: 'esm', write: false });
  return import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
}
