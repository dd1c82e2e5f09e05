import { sendKeys } from '@web/test-runner-commands';
import { assert } from 'chai';
import type { Challenge } from '../../common/contract.ts';
import { en } from '../../widget/locales/en.ts';
import { search, solve } from '../../widget/proof-of-work/solver.ts';
import {
  ADA,
  clickSign,
  collectEvents,
  fill,
  focused,
  has,
  input,
  isVisible,
  query,
  replace,
  serve,
  show,
  sign,
  signButton,
  textOf,
  until,
} from './harness.ts';

/** People take at least this long to fill in a form. */
const MIN_FILL_MS = 2_000;

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const SALT = '00112233445566778899aabbccddeeff';
const NONCE = 'ffeeddccbbaa99887766554433221100';

const challengeFor = (keyPrefix: string): Challenge => ({
  parameters: { algorithm: 'SHA-256', cost: 1, keyLength: 32, salt: SALT, nonce: NONCE, keyPrefix },
  signature: '',
});

/** The browser's own SHA-256 of salt, nonce, and counter. */
async function hashOf(counter: number): Promise<string> {
  const bytes = (SALT + NONCE + counter.toString(16).padStart(8, '0'))
    .match(/../g)!
    .map((hex) => Number.parseInt(hex, 16));
  const hash = await crypto.subtle.digest('SHA-256', new Uint8Array(bytes));
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Collects the URLs of the workers that are created. */
function watchWorkers(): string[] {
  const urls: string[] = [];
  const Native = Worker;
  replace(
    window,
    'Worker',
    class extends Native {
      constructor(url: string, options: WorkerOptions) {
        super(url, options);
        urls.push(url);
      }
    },
  );
  return urls;
}

describe('the solver', () => {
  it('computes the same hashes as the browser', async () => {
    for (const counter of [0, 1, 255, 256, 65_535, 123_456, 0x7fffffff, 0x80000000, 0xfffffffe]) {
      const derivedKey = await hashOf(counter);
      const found = search(challengeFor(derivedKey.slice(0, 32)), counter, counter + 1);
      assert.deepEqual(found, { counter, derivedKey });
    }
  });

  it('finds the first counter whose hash has the prefix, however short', async () => {
    for (const prefix of ['0', '00', 'abc', 'f00']) {
      let counter = 0;
      while (!(await hashOf(counter)).startsWith(prefix)) counter++;
      assert.equal(search(challengeFor(prefix))?.counter, counter, prefix);
    }
  });

  it('searches only its range', async () => {
    const prefix = (await hashOf(500)).slice(0, 32);
    assert.isUndefined(search(challengeFor(prefix), 0, 500));
    assert.isUndefined(search(challengeFor(prefix), 501, 1_000));
  });

  it('uses a worker and terminates it', async () => {
    const workers = watchWorkers();
    const terminated: unknown[] = [];
    const { terminate } = Worker.prototype;
    replace(Worker.prototype, 'terminate', function (this: Worker) {
      terminated.push(this);
      terminate.call(this);
    });
    const proof = JSON.parse(atob(await solve(challengeFor((await hashOf(20_000)).slice(0, 32)))));
    assert.equal(proof.solution.counter, 20_000);
    assert.lengthOf(workers, 1);
    assert.match(workers[0]!, /^blob:/);
    assert.lengthOf(terminated, 1);
  });

  for (const [problem, BrokenWorker] of [
    [
      'refused immediately',
      class {
        constructor() {
          throw new DOMException('', 'SecurityError');
        }
      },
    ],
    [
      'refused a little later',
      class {
        onerror?: (event: Event) => void;
        constructor() {
          setTimeout(() => this.onerror?.(new Event('error')));
        }
        terminate() {}
      },
    ],
    [
      'started and never responds',
      class {
        terminate() {}
      },
    ],
  ] as const) {
    it(`works in slices and keeps the page responsive if the worker is ${problem}`, async () => {
      replace(window, 'Worker', BrokenWorker);
      let turns = 0;
      const timer = setInterval(() => turns++);
      const proof = JSON.parse(atob(await solve(challengeFor((await hashOf(30_000)).slice(0, 32)))));
      clearInterval(timer);
      assert.equal(proof.solution.counter, 30_000);
      assert.isAbove(turns, 5);
    });
  }
});

describe('a server that requires a proof', () => {
  it('receives it, and the person only sees that the form is being sent', async () => {
    const errors = collectEvents('petition-error');
    const signed = collectEvents('petition-signed');
    const fake = await serve({ answers: { signatures: 'proof' } });
    const widget = await show(fake);
    await fill(widget, ADA);
    await clickSign(widget);
    const seen = new Set<string>();
    await until(() => {
      if (has(widget, 'form')) seen.add(`${textOf(widget, '[role=alert]')}${signButton(widget).textContent}`);
      return has(widget, '[part=thanks]');
    }, 'the thanks are shown');
    assert.deepEqual([...seen], [`${en.sign} …`]);
    assert.lengthOf(errors, 0);
    assert.lengthOf(signed, 1);
    const [first, second, ...others] = await fake.signatures();
    assert.lengthOf(others, 0);
    assert.deepEqual({ ...second, proof: '' }, { ...first, proof: '' });
  });

  it('receives it from a page that forbids workers', async () => {
    replace(window, 'Worker', undefined);
    const fake = await serve({ answers: { signatures: 'proof' } });
    await sign(await show(fake));
    assert.lengthOf(await fake.signatures(), 2);
  });

  it('receives one proof: a second refusal is shown as an error, and the input stays', async () => {
    const keyPrefix = (await hashOf(10)).slice(0, 32);
    const refusal = { status: 429, challenge: challengeFor(keyPrefix) };
    const fake = await serve({ answers: { signatures: refusal } });
    const widget = await show(fake);
    await fill(widget, ADA);
    await clickSign(widget);
    await until(() => textOf(widget, '[role=alert]') === en.busy, 'it says that the server is busy');
    assert.lengthOf(await fake.signatures(), 2);
    assert.equal(input(widget, 'email').value, ADA.email);
  });

  for (const challenge of [{}, 'nonsense', { parameters: { salt: '', nonce: '', keyPrefix: 'zz' } }]) {
    it(`receives no proof for the malformed challenge ${JSON.stringify(challenge)}, and an error is shown`, async () => {
      const fake = await serve({ answers: { signatures: { status: 429, challenge } } });
      const widget = await show(fake);
      await fill(widget, ADA);
      await clickSign(widget);
      await until(() => textOf(widget, '[role=alert]') === en.busy, 'it says that the server is busy');
      assert.lengthOf(await fake.signatures(), 1);
    });
  }

  it('receives no proof if its response has no challenge', async () => {
    const fake = await serve({ answers: { signatures: { status: 429 } } });
    const widget = await show(fake);
    await fill(widget, ADA);
    await clickSign(widget);
    await until(() => textOf(widget, '[role=alert]') === en.busy, 'it says that the server is busy');
    assert.lengthOf(await fake.signatures(), 1);
  });
});

describe('the honeypot', () => {
  it('is invisible, unreachable by keyboard, and hidden from screen readers', async () => {
    const widget = await show(await serve());
    const honeypot = input(widget, 'proof');
    assert.equal(getComputedStyle(honeypot).clipPath, 'inset(50%)');
    assert.equal(getComputedStyle(honeypot).position, 'fixed');
    assert.isTrue(isVisible(honeypot), 'bots ignore fields that are not displayed');
    assert.equal(honeypot.getAttribute('aria-hidden'), 'true');
    assert.equal(honeypot.autocomplete, 'off');
    const { left, top, width, height } = honeypot.getBoundingClientRect();
    const topmost = widget.shadowRoot!.elementFromPoint(left + width / 2, top + height / 2);
    assert.notEqual(topmost, honeypot);
    for (let presses = 0; presses < 12; presses++) {
      await sendKeys({ press: 'Tab' });
      assert.notEqual(focused(widget), honeypot);
    }
  });

  it('takes up no space', async () => {
    const widget = await show(await serve());
    const form = query(widget, 'form');
    const before = [form.offsetHeight, form.scrollWidth];
    input(widget, 'proof').remove();
    assert.deepEqual([form.offsetHeight, form.scrollWidth], before);
  });

  it('sends an empty proof if it is empty and the form took a while', async () => {
    const fake = await serve();
    const widget = await show(fake);
    await sleep(MIN_FILL_MS);
    await sign(widget);
    assert.propertyVal((await fake.signatures())[0], 'proof', '');
  });

  it('is sent as filled in, so that the server can decide', async () => {
    const fake = await serve();
    const widget = await show(fake);
    await sleep(MIN_FILL_MS);
    await sign(widget, { ...ADA, proof: 'https://buy.example' });
    assert.propertyVal((await fake.signatures())[0], 'proof', 'https://buy.example');
  });

  it('doesn’t keep users of password managers from signing', async () => {
    const fake = await serve({ answers: { signatures: 'proof' } });
    await sign(await show(fake), { ...ADA, proof: 'Ada Lovelace' });
    assert.lengthOf(await fake.signatures(), 2);
  });
});

it('a form that is sent faster than people type is marked with "-"', async () => {
  // However slow this machine is.
  replace(performance, 'now', () => 0);
  const fake = await serve();
  await sign(await show(fake));
  assert.propertyVal((await fake.signatures())[0], 'proof', '-');
});
