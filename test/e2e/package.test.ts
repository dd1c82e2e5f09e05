import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { checkPackage } from '@arethetypeswrong/core';
import { build } from 'esbuild';
import { publint } from 'publint';
import { type Consumer, createConsumer } from './frameworks/consumer.ts';

const ENTRIES = [
  '',
  '/classes',
  '/petition-progress',
  '/petition-list',
  '/react',
  '/preact',
  '/vue',
  '/svelte',
];
const EVENTS = ['PetitionErrorEvent', 'PetitionShareEvent', 'PetitionSignEvent', 'PetitionSignedEvent'];

/** Ways to resolve modules that the package doesn't support: it has only ES modules, and its entries are in `exports`. */
const UNSUPPORTED_RESOLUTIONS = ['node10', 'node16-cjs'];

describe('the package', () => {
  let consumer: Consumer;
  before(async () => {
    consumer = await createConsumer();
  });
  after(() => consumer.remove());

  const manifest = () => JSON.parse(readFileSync(join(consumer.installed, 'package.json'), 'utf8'));
  const files = () =>
    consumer.packed
      .listFiles()
      .map((file) => file.slice(`/node_modules/${consumer.packed.packageName}/`.length));

  /** Bundles a module for browsers, without Lit. Returns the code, and the names of the exports. */
  async function bundle(module: string) {
    const { outputFiles, metafile } = await build({
      stdin: { contents: module, resolveDir: consumer.folder },
      bundle: true,
      format: 'esm',
      target: 'es2022',
      outfile: 'app.js',
      external: ['lit'],
      write: false,
      metafile: true,
    });
    return { code: outputFiles[0]!.text, names: metafile.outputs['app.js']!.exports };
  }

  test('depends only on Lit, and contains only its own files', () => {
    const { dependencies, peerDependenciesMeta, bin, scripts } = manifest();
    assert.deepEqual(Object.keys(dependencies), ['lit']);
    assert.ok(Object.values<{ optional: boolean }>(peerDependenciesMeta).every(({ optional }) => optional));
    assert.deepEqual([bin, scripts], [undefined, undefined]);
    assert.ok(
      files().every((file) =>
        /^((parts\/)?[\w-]+(\.d\.ts|\.js)|(package|custom-elements)\.json|README\.md|LICENSE)$/.test(file),
      ),
    );
    assert.ok(
      files().reduce((bytes, file) => bytes + statSync(join(consumer.installed, file)).size, 0) < 145_000,
    );
  });

  test('passes publint', async () => {
    const { messages } = await publint({ pkgDir: consumer.installed, pack: false, strict: true });
    assert.deepEqual(messages, []);
  });

  test('has correct types at each entry, however TypeScript resolves modules', async () => {
    const result = await checkPackage(consumer.packed);
    assert.ok(result.types);
    assert.deepEqual(
      Object.keys(result.entrypoints).sort(),
      [
        '.',
        ...ENTRIES.filter(Boolean).map((entry) => `.${entry}`),
        './custom-elements.json',
        './package.json',
      ].sort(),
    );
    const problems = result.problems.filter(
      (problem) => !('resolutionKind' in problem && UNSUPPORTED_RESOLUTIONS.includes(problem.resolutionKind)),
    );
    assert.deepEqual(problems, []);
  });

  test('imports only its dependencies in its types', () => {
    const { dependencies, peerDependencies } = manifest();
    const allowed = [...Object.keys(dependencies), ...Object.keys(peerDependencies)].map((name) =>
      name.replace('@types/', ''),
    );
    const imported = files()
      .filter((file) => file.endsWith('.d.ts'))
      .flatMap((file) => [
        ...readFileSync(join(consumer.installed, file), 'utf8').matchAll(
          /(?:from|import|module) ?\(?['"]([^'"]+)/g,
        ),
      ])
      .map(([, name]) => name!)
      .filter((name) => !name.startsWith('.'));
    assert.ok(imported.includes('lit') && imported.includes('react'));
    assert.deepEqual(
      imported.filter((name) => !allowed.includes(name.split('/')[0]!)),
      [],
    );
  });

  test('has types for TypeScript, and for the tags in React, Preact, Vue, and Svelte', async () => {
    // Two versions of TypeScript. The large project is checked by the new one, which is much faster.
    const [frameworks, plain] = await Promise.all([
      consumer.checkTypes('tsconfig.json', 'typescript-7'),
      consumer.checkTypes('tsconfig.plain.json', 'typescript'),
    ]);
    assert.equal(frameworks + plain, '');
  });

  for (const condition of ['node', 'workerd', 'edge-light']) {
    test(`can be imported with the condition "${condition}", for rendering on a server: with the same exports and no elements`, async () => {
      const script = `
        const names = {};
        for (const entry of ${JSON.stringify(ENTRIES)}) {
          names[entry] = Object.keys(await import('petition-widget' + entry));
        }
        const { PetitionWidget, PetitionSignedEvent } = await import('petition-widget');
        class Extended extends PetitionWidget {}
        let created;
        try { created = new Extended(); } catch ({ message }) { created = message; }
        const { type, petition } = new PetitionSignedEvent('a', 'signed');
        console.log(JSON.stringify({ names, created, event: [type, petition], page: typeof HTMLElement }));
      `;
      const { stdout, stderr } = await promisify(execFile)(
        process.execPath,
        [`--conditions=${condition}`, '--input-type=module', '--eval', script],
        { cwd: consumer.folder },
      );
      assert.equal(stderr, '');
      const { names, ...others } = JSON.parse(stdout);
      assert.deepEqual(others, {
        created: 'There are no elements outside of a browser.',
        event: ['petition-signed', 'a'],
        page: 'undefined',
      });
      for (const entry of ENTRIES) {
        const { names: inBrowsers } = await bundle(`export * from 'petition-widget${entry}'`);
        assert.ok(inBrowsers.length);
        assert.deepEqual(
          inBrowsers.filter((name) => !names[entry].includes(name)),
          [],
          entry,
        );
      }
    });
  }

  test('exports classes and events, and only one class from /petition-progress and /petition-list', async () => {
    const everything = [...EVENTS, 'PetitionList', 'PetitionProgress', 'PetitionWidget'].sort();
    for (const entry of ENTRIES) {
      const { names } = await bundle(`export * from 'petition-widget${entry}'`);
      assert.deepEqual(
        names.sort(),
        { '/petition-progress': ['PetitionProgress'], '/petition-list': ['PetitionList'] }[entry] ??
          everything,
        entry,
      );
    }
  });

  test('keeps unused code out of bundles', async () => {
    const contentsOf = async (module: string) => {
      const { code } = await bundle(module);
      return ['customElements.define', 'novalidate', '<progress'].map((marker) => code.includes(marker));
    };
    assert.deepEqual(await contentsOf(`import 'petition-widget'`), [true, true, true]);
    assert.deepEqual(await contentsOf(`import 'petition-widget/petition-progress'`), [true, false, true]);
    assert.deepEqual(await contentsOf(`import 'petition-widget/petition-list'`), [true, false, true]);
    const onlyBar = `export { PetitionProgress } from 'petition-widget/classes'`;
    assert.deepEqual(await contentsOf(onlyBar), [false, false, true]);
    const event = await bundle(`export { PetitionSignedEvent } from 'petition-widget/classes'`);
    assert.ok(event.code.length < 1_200, `${event.code.length} characters`);
  });

  test('loads eight languages, the help for signing, and the solver on demand, each from its own file, and doesn’t depend on its URL', () => {
    const loadedOnDemand = ['ar', 'de', 'fr', 'ht', 'pt', 'tl', 'vi', 'zh', 'signing-help', 'solver'].map(
      (name) => `parts/${name}.js`,
    );
    const code = files()
      .filter((file) => file.endsWith('.js'))
      .map((file) => readFileSync(join(consumer.installed, file), 'utf8'))
      .join('\n');
    for (const file of loadedOnDemand) {
      assert.ok(files().includes(file), file);
      assert.ok(code.includes(`import('./${file.slice('parts/'.length)}')`), file);
    }
    assert.ok(!code.includes('import.meta'));
  });
});
