import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { checkPackage } from '@arethetypeswrong/core';
import { build } from 'esbuild';
import { publint } from 'publint';
import { type Consumer, consumer } from './frameworks/consumer.ts';

const ENTRIES = ['', '/classes', '/petition-progress', '/react', '/preact', '/vue', '/svelte'];
const EVENTS = ['PetitionErrorEvent', 'PetitionShareEvent', 'PetitionSignEvent', 'PetitionSignedEvent'];

/** Who asks can't ask in these ways: the package is of ES modules, and has its entries in `exports`. */
const NOT_MEANT = ['node10', 'node16-cjs'];

describe('the package', () => {
  let user: Consumer;
  before(async () => {
    user = await consumer();
  });
  after(() => user.leave());

  const manifest = () => JSON.parse(readFileSync(join(user.installed, 'package.json'), 'utf8'));
  const files = () =>
    user.packed.listFiles().map((file) => file.slice(`/node_modules/${user.packed.packageName}/`.length));

  /** What a bundler makes of a module for browsers, without Lit. */
  async function bundled(module: string) {
    const { outputFiles, metafile } = await build({
      stdin: { contents: module, resolveDir: user.folder },
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

  test('brings Lit and nothing else, least of all what the server needs', () => {
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
      files().reduce((bytes, file) => bytes + statSync(join(user.installed, file)).size, 0) < 100_000,
    );
  });

  test('is in order for publint', async () => {
    const { messages } = await publint({ pkgDir: user.installed, pack: false, strict: true });
    assert.deepEqual(messages, []);
  });

  test('has the right types at each entry, however TypeScript finds them', async () => {
    const result = await checkPackage(user.packed);
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
      (problem) => !('resolutionKind' in problem && NOT_MEANT.includes(problem.resolutionKind)),
    );
    assert.deepEqual(problems, []);
  });

  test('names in its types nothing that whoever installs it may not have', () => {
    const { dependencies, peerDependencies } = manifest();
    const had = [...Object.keys(dependencies), ...Object.keys(peerDependencies)].map((name) =>
      name.replace('@types/', ''),
    );
    const named = files()
      .filter((file) => file.endsWith('.d.ts'))
      .flatMap((file) => [
        ...readFileSync(join(user.installed, file), 'utf8').matchAll(
          /(?:from|import|module) ?\(?['"]([^'"]+)/g,
        ),
      ])
      .map(([, name]) => name!)
      .filter((name) => !name.startsWith('.'));
    assert.ok(named.includes('lit') && named.includes('react'));
    assert.deepEqual(
      named.filter((name) => !had.includes(name.split('/')[0]!)),
      [],
    );
  });

  test('is typed for TypeScript, and for the tags of React, Preact, Vue and Svelte', async () => {
    const [frameworks, plain] = await Promise.all([
      user.checkTypes('tsconfig.json'),
      user.checkTypes('tsconfig.plain.json'),
    ]);
    assert.equal(frameworks + plain, '');
  });

  for (const condition of ['node', 'workerd', 'edge-light']) {
    test(`can be imported where a page is drawn by ${condition}: the same names, and no element`, async () => {
      const script = `
        const names = {};
        for (const entry of ${JSON.stringify(ENTRIES)}) {
          names[entry] = Object.keys(await import('petition-widget' + entry));
        }
        const { PetitionWidget, PetitionSignedEvent } = await import('petition-widget');
        class Extended extends PetitionWidget {}
        let made;
        try { made = new Extended(); } catch ({ message }) { made = message; }
        const { type, petition } = new PetitionSignedEvent('a', 'signed');
        console.log(JSON.stringify({ names, made, event: [type, petition], page: typeof HTMLElement }));
      `;
      const { stdout, stderr } = await promisify(execFile)(
        process.execPath,
        [`--conditions=${condition}`, '--input-type=module', '--eval', script],
        { cwd: user.folder },
      );
      assert.equal(stderr, '');
      const { names, ...others } = JSON.parse(stdout);
      assert.deepEqual(others, {
        made: 'There are no elements outside of a browser.',
        event: ['petition-signed', 'a'],
        page: 'undefined',
      });
      for (const entry of ENTRIES) {
        const { names: inBrowsers } = await bundled(`export * from 'petition-widget${entry}'`);
        assert.ok(inBrowsers.length);
        assert.deepEqual(
          inBrowsers.filter((name) => !names[entry].includes(name)),
          [],
          entry,
        );
      }
    });
  }

  test('exports classes and events, the progress alone its own class', async () => {
    const whole = [...EVENTS, 'PetitionProgress', 'PetitionWidget'].sort();
    for (const entry of ENTRIES) {
      const { names } = await bundled(`export * from 'petition-widget${entry}'`);
      assert.deepEqual(names.sort(), entry === '/petition-progress' ? ['PetitionProgress'] : whole, entry);
    }
  });

  test('leaves out of a bundle what isn’t asked for', async () => {
    const holds = async (module: string) => {
      const { code } = await bundled(module);
      return ['customElements.define', 'novalidate', '<progress'].map((each) => code.includes(each));
    };
    assert.deepEqual(await holds(`import 'petition-widget'`), [true, true, true]);
    assert.deepEqual(await holds(`import 'petition-widget/petition-progress'`), [true, false, true]);
    const alone = `export { PetitionProgress } from 'petition-widget/classes'`;
    assert.deepEqual(await holds(alone), [false, false, true]);
    const event = await bundled(`export { PetitionSignedEvent } from 'petition-widget/classes'`);
    assert.ok(event.code.length < 1_200, `${event.code.length} characters`);
  });

  test('holds its eight other languages and what solves proofs, each to be fetched by itself, and no address', () => {
    const lazy = ['ar', 'de', 'fr', 'ht', 'pt', 'tl', 'vi', 'zh', 'solver'].map((name) => `parts/${name}.js`);
    const code = files()
      .filter((file) => file.endsWith('.js'))
      .map((file) => readFileSync(join(user.installed, file), 'utf8'))
      .join('\n');
    for (const file of lazy) {
      assert.ok(files().includes(file), file);
      assert.ok(code.includes(`import('./${file.slice('parts/'.length)}')`), file);
    }
    assert.ok(!code.includes('import.meta'));
  });
});
