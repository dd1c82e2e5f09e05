import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { generateHybridIdentity, identityToRecipient } from 'age-encryption';
import type { ElementHandle, Frame, Page } from 'puppeteer-core';
import { drawLandscape } from '../support/pictures.ts';
import { axe } from './axe.ts';
import {
  addAuthenticator,
  click,
  find,
  invitationLink,
  showsText,
  tabTo,
  textOf,
  typeInto,
} from './console-user.ts';
import { openPage } from './harness.ts';
import { PAYLOADS } from './payloads.ts';
import { waitUntil } from './wait.ts';
import { openWindow, useStage } from './window.ts';

const TITLE = `Plant trees ${PAYLOADS[1]}`;
const SLUG = 'plant-trees';
const EDIT = `petitions/${SLUG}/edit`;

describe('editing petitions in the console', () => {
  const stage = useStage();
  let page: Page;
  /** Of a second organizer. */
  let other: Page;
  const questions: string[] = [];

  const visit = async (target: Page, path: string) => {
    await target.goto(`${stage.petitions}/console/${path}`);
  };
  const signUp = async (target: Page, name: string) => {
    await addAuthenticator(target);
    await target.goto(await invitationLink(stage, name));
    await click(target, '::-p-text(Create a passkey)');
    await showsText(target, `Signed in as ${name}`);
  };
  const field = (path: string) => `#field-${path.replace(/[^\w-]/g, '_')}`;
  const published = async (lang = 'en') => {
    const response = await fetch(`${stage.petitions}/v1/petitions/${SLUG}?lang=${lang}`);
    return response.ok ? ((await response.json()) as Record<string, unknown>) : null;
  };
  const preview = async (target = page): Promise<Frame> => {
    const frame = (await find(target, 'iframe')) as ElementHandle<HTMLIFrameElement>;
    return (await frame.contentFrame())!;
  };
  const previewShows = (text: string) =>
    waitUntil(`the preview shows "${text}"`, async () => {
      const body = await (await preview()).$('body');
      return body !== null && (await textOf(body)).includes(text);
    });
  const unsaved = (target: Page) =>
    target.evaluate(() => !dispatchEvent(new Event('beforeunload', { cancelable: true })));

  before(async () => {
    page = await openPage(stage.window, 'about:blank');
    page.on('dialog', (dialog) => {
      questions.push(dialog.message());
      void dialog.accept();
    });
    await signUp(page, 'Irena');
    other = await openPage(await openWindow(), 'about:blank');
    await signUp(other, 'Dario');
  });

  it('creates a draft with a preview of the real widget, which sends nothing', async () => {
    await click(page, 'a[href="/console/new"]');
    await previewShows('Your title');
    await typeInto(page, field('texts.en.title'), TITLE);
    await typeInto(page, field('texts.en.text'), 'Our street has none.');
    await typeInto(page, field('creator'), 'Street Council');
    await typeInto(page, field('slug'), SLUG);
    await previewShows('Plant trees');
    await previewShows('Created by Street Council');
    assert.ok(await unsaved(page));
    assert.deepEqual(await axe(page), []);

    const frame = await preview();
    const requests: string[] = [];
    page.on('request', (request) => {
      if (request.method() !== 'GET') requests.push(request.url());
    });
    await (await frame.$('>>> input[name="givenName"]'))!.type('Ada');
    await (await frame.$('>>> input[name="email"]'))!.type('ada@example.org');
    await (await frame.$('>>> form button'))!.click();
    await previewShows('Thank');
    page.removeAllListeners('request');
    assert.deepEqual(requests, []);

    await click(page, '::-p-text(Save draft)');
    await waitUntil('the draft has a URL', async () => page.url().endsWith(`/console/${EDIT}`));
    await showsText(page, 'Saved');
    await showsText(page, 'Link to the draft');
    assert.equal(await unsaved(page), false);
    assert.equal(await published(), null);
    assert.equal(await page.evaluate('window.__ran'), undefined);
  });

  it('says what is wrong at each field, in the words of `petitions load`, until it is right', async () => {
    await typeInto(page, field('goal'), 'many');
    await typeInto(page, field('tags'), 'Housing!');
    await click(page, '::-p-text(Add a partner)');
    await typeInto(page, '#partner-0-name', 'Harbor Aid');
    await typeInto(page, '#partner-0-code', 'Harbor Aid');
    await click(page, '::-p-text(Save draft)');
    await showsText(page, 'Not saved yet. Correct this first:');
    const summary = await textOf(await find(page, '.summary'));
    assert.match(summary, /Goal: Must be a number, without quotes\./);
    assert.match(summary, /Topics: Is not a tag; use up to 40 lowercase letters/);
    assert.match(summary, /Partner Harbor Aid: Is not a partner code;/);
    const goal = await find(page, field('goal'));
    assert.equal(await goal.evaluate((input) => input.getAttribute('aria-invalid')), 'true');
    assert.deepEqual(await axe(page), []);
    await click(page, '.summary ::-p-text(Topics)');
    const focused = await (await find(page, field('tags'))).evaluate((input) => input.matches(':focus'));
    assert.ok(focused, 'a link in the list leads to its field');

    await typeInto(page, field('goal'), '5,000');
    await typeInto(page, field('tags'), 'housing, trees');
    await typeInto(page, '#partner-0-code', 'harbor');
    await waitUntil('nothing is wrong', async () => (await page.$('>>> .summary')) === null);
    await click(page, '::-p-text(Save draft)');
    await showsText(page, 'Saved');
  });

  it('asks for the passkey to give a partner a recipient, and never sends a private key', async () => {
    const identity = await generateHybridIdentity();
    const sent: string[] = [];
    page.on('request', (request) => sent.push(request.postData() ?? ''));
    const paste = async (text: string) => {
      const input = await find(page, '#partner-0-recipient');
      // As a whole: typing two thousand characters takes a while.
      await input.evaluate((input, text) => {
        (input as HTMLInputElement).value = text;
        input.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
      }, text);
      return input.evaluate((input) => [
        (input as HTMLInputElement).value,
        (input as HTMLInputElement).validationMessage,
      ]);
    };
    const [kept, message] = await paste(identity);
    assert.equal(kept, '');
    assert.match(message!, /^That was a private key/);

    await paste('age1nobody');
    await click(page, '::-p-text(Save draft)');
    await showsText(page, 'Partner harbor (Recipient (optional)): Must be one age recipient');
    await click(page, '.summary a');
    const focused = await find(page, '#partner-0-recipient:focus');
    assert.equal(await focused.evaluate((input) => input.getAttribute('aria-invalid')), 'true');
    assert.deepEqual(await axe(page), []);

    const recipient = await identityToRecipient(identity);
    await paste(recipient);
    const signedIn = page.waitForRequest((request) => request.url().endsWith('/sign-in/options'));
    await click(page, '::-p-text(Save draft)');
    await signedIn;
    await showsText(page, 'Saved');
    assert.deepEqual((await stage.listed(SLUG)).partnersWithRecipient, ['harbor']);
    page.removeAllListeners('request');
    assert.ok(sent.some((body) => body.includes(recipient)));
    assert.equal(
      sent.find((body) => body.includes('AGE-SECRET-KEY')),
      undefined,
    );
  });

  it('adds a language side by side, and shows its preview', async () => {
    await (await find(page, 'console-language-adder >>> select')).select('es');
    await typeInto(page, field('texts.es.title'), 'Planten árboles');
    await typeInto(page, field('texts.es.text'), 'Nuestra calle no tiene.');
    await typeInto(page, field('target.es'), 'el concejo');
    await typeInto(page, field('target.en'), 'the council');
    await (await find(page, 'console-preview-panel >>> select')).select('es');
    await previewShows('Para: el concejo');
    const title = await find(page, field('texts.en.title'));
    const positions = await title.evaluate(
      (english, spanish) => [english, spanish].map((input) => input.getBoundingClientRect().toJSON()),
      await find(page, field('texts.es.title')),
    );
    const [english, spanish] = positions as [DOMRect, DOMRect];
    assert.equal(english.y, spanish.y);
    assert.ok(spanish.x >= english.right, 'beside each other');
  });

  it('formats the text with buttons', async () => {
    await click(page, '::-p-text(Headings, lists, bold, and italic)');
    const text = await find(page, field('texts.en.text'));
    await text.evaluate((area) => (area as HTMLTextAreaElement).setSelectionRange(0, 'Our street'.length));
    await click(page, 'console-text-tools >>> .bold');
    assert.equal(
      await text.evaluate((area) => (area as HTMLTextAreaElement).value),
      '**Our street** has none.',
    );
  });

  it('crops and uploads a picture, which needs a description', async () => {
    const file = join(stage.dataDir, 'hills.jpg');
    writeFileSync(file, await drawLandscape(1200, 900).encode('jpeg', 85));
    const input = (await find(page, 'input[type="file"]')) as ElementHandle<HTMLInputElement>;
    await input.uploadFile(file);
    await showsText(page, 'Crop the picture');
    await click(page, 'dialog[open] ::-p-text(Wide)');
    assert.deepEqual(await axe(page), []);
    await click(page, '::-p-text(Use this picture)');
    await find(page, 'img.hero');
    await click(page, '::-p-text(Save draft)');
    await showsText(page, 'What the picture shows (English): Must not be empty.');
    await typeInto(page, field('image.alt.en'), 'Green hills');
    await click(page, '::-p-text(Save draft)');
    await showsText(page, 'Saved');
    const response = await fetch(
      await (await find(page, 'img.hero')).evaluate((img) => (img as HTMLImageElement).src),
    );
    assert.equal(response.status, 200);
    const size = await (await find(page, 'img.hero')).evaluate((img) => {
      const { naturalWidth, naturalHeight } = img as HTMLImageElement;
      return naturalWidth / naturalHeight;
    });
    assert.ok(Math.abs(size - 16 / 9) < 0.02, `${size}`);
  });

  it('shows the picture that was chosen last, even if an earlier one takes longer to open', async () => {
    const [slow, last] = [join(stage.dataDir, 'square.jpg'), join(stage.dataDir, 'hills.jpg')];
    writeFileSync(slow, await drawLandscape(800, 800).encode('jpeg', 85));
    await page.evaluate(() => {
      const { createImageBitmap } = window;
      const opened: string[] = [];
      Object.assign(window, {
        opened,
        async createImageBitmap(file: File, options: ImageBitmapOptions) {
          if (file.name === 'square.jpg') await new Promise((resolve) => setTimeout(resolve, 500));
          const picture = await createImageBitmap(file, options);
          opened.push(file.name);
          return picture;
        },
      });
    });
    const input = (await find(page, 'input[type="file"]')) as ElementHandle<HTMLInputElement>;
    for (const file of [slow, last]) await input.uploadFile(file);
    await showsText(page, 'Crop the picture');
    await page.waitForFunction('opened.length === 2');
    // Once what follows is drawn.
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
    const ratio = await (await find(page, 'dialog[open] canvas')).evaluate((canvas) => {
      const { width, height } = canvas as HTMLCanvasElement;
      return width / height;
    });
    assert.equal(ratio, 1200 / 900);
    await page.keyboard.press('Escape');
  });

  it('publishes after asking, and shows what to paste', async () => {
    await click(page, '::-p-text(Publish …)');
    await showsText(page, 'Publish this petition?');
    assert.equal(await published(), null);
    assert.deepEqual(await axe(page), []);
    await showsText(page, 'Nobody has proven yet that the signatures can be opened.');
    await click(page, 'dialog[open] ::-p-text(Prove it first)');
    await showsText(page, 'Can you open them?');
    assert.equal(await published(), null);
    await visit(page, EDIT);
    await click(page, '::-p-text(Publish …)');
    await click(page, 'dialog[open] ::-p-text(Publish anyway)');
    await showsText(page, 'Nobody has signed yet.');
    await showsText(page, `<petition-widget petition="${SLUG}"`);
    const petition = (await published('es'))!;
    assert.equal(petition.title, 'Planten árboles');
    assert.deepEqual(petition.tags, ['housing', 'trees']);
    assert.equal((petition.image as { alt: string }).alt, 'Green hills');
    await visit(page, 'audit');
    await showsText(page, `published ${SLUG}`);
    // Fields by their names in the editor.
    const changed = (await textOf((await page.$('body'))!)).match(/changed: [^·]*/g)!.join('\n');
    assert.match(changed, /Picture/);
    assert.doesNotMatch(changed, /\b(texts|image|closesOn|partners)\b/);
  });

  it('asks before unsaved changes are lost, by a link, by the way back, and on signing out', async () => {
    await visit(page, '');
    await click(page, `a[href$="${SLUG}"]`);
    await click(page, 'nav a[href$="/edit"]');
    await typeInto(page, field('creator'), 'Somebody');
    questions.length = 0;
    page.removeAllListeners('dialog');
    page.on('dialog', (dialog) => {
      questions.push(dialog.message());
      void dialog.dismiss();
    });
    await click(page, 'nav a[href="/console/accounts"]');
    await page.goBack();
    await click(page, '::-p-text(Sign out)');
    assert.deepEqual(questions, Array(3).fill('You have unsaved changes. Leave without saving?'));
    assert.ok(page.url().endsWith(EDIT));
    const creator = await find(page, field('creator'));
    assert.equal(await creator.evaluate((input) => (input as HTMLInputElement).value), 'Somebody');
    page.removeAllListeners('dialog');
    page.on('dialog', (dialog) => void dialog.accept());
  });

  it('merges what two people change at once, and lets them choose where both changed the same', async () => {
    await visit(page, EDIT);
    await visit(other, EDIT);
    await typeInto(page, field('goal'), '6000');
    await typeInto(page, field('creator'), 'Everybody on this street');
    await typeInto(other, field('goal'), '7000');
    await typeInto(other, field('texts.es.title'), 'Queremos árboles');
    await click(other, 'button.primary ::-p-text(Save)');
    await showsText(other, 'Saved. Sites show it within a few seconds.');
    await click(page, 'button.primary ::-p-text(Save)');
    await showsText(page, 'Dario saved changes after you opened it.');
    await showsText(page, 'Goal: 7000');
    assert.deepEqual(await axe(page), []);
    assert.equal((await published())!.creator, 'Street Council');
    await click(page, '::-p-text(Take theirs)');
    await click(page, 'button.primary ::-p-text(Save)');
    await showsText(page, 'Saved. Sites show it within a few seconds.');
    const { goal, creator, title } = (await published('es'))!;
    assert.deepEqual([goal, creator, title], [7000, 'Everybody on this street', 'Queremos árboles']);
  });

  it('keeps what was typed when the session has ended, or the server is gone', async () => {
    await visit(page, EDIT);
    await typeInto(page, field('creator'), 'The whole street');
    // Or this would ask to sign in before anything is saved.
    await previewShows('Created by The whole street');
    const cookies = await stage.window.cookies();
    await stage.window.deleteCookie(...cookies.filter(({ name }) => name === 'console'));
    await click(page, 'button.primary ::-p-text(Save)');
    await showsText(page, 'Your session has ended');
    await click(page, 'dialog >>> ::-p-text(Sign in with a passkey)');
    await showsText(page, 'Saved. Sites show it within a few seconds.');
    assert.equal((await published())!.creator, 'The whole street');

    await page.setOfflineMode(true);
    await typeInto(page, field('creator'), 'The street');
    await click(page, 'button.primary ::-p-text(Save)');
    await showsText(page, 'The server doesn’t answer.');
    await page.setOfflineMode(false);
    await click(page, 'button.primary ::-p-text(Save)');
    await showsText(page, 'Saved. Sites show it within a few seconds.');
    assert.equal((await published())!.creator, 'The street');
  });

  it('keeps what is typed while it is being saved', async () => {
    await page.setRequestInterception(true);
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    page.on('request', async (request) => {
      if (request.method() === 'PUT') await held;
      await request.continue();
    });
    await typeInto(page, field('creator'), 'First');
    await click(page, 'button.primary ::-p-text(Save)');
    await showsText(page, 'Saving …');
    await typeInto(page, field('creator'), 'Second');
    release();
    await waitUntil('the first name is saved', async () => (await published())!.creator === 'First');
    await showsText(page, 'Saved. Sites show it within a few seconds.');
    page.removeAllListeners('request');
    await page.setRequestInterception(false);
    const creator = await find(page, field('creator'));
    assert.equal(await creator.evaluate((input) => (input as HTMLInputElement).value), 'Second');
    assert.ok(await unsaved(page));
    await click(page, 'button.primary ::-p-text(Save)');
    await waitUntil('the second name is saved', async () => (await published())!.creator === 'Second');
  });

  it('closes with how it ended in each language, and reopens', async () => {
    await click(page, '::-p-text(Close …)');
    await showsText(page, 'Close this petition?');
    await typeInto(page, '#outcome-0', 'They will plant forty.');
    await typeInto(page, '#outcome-1', 'Plantarán cuarenta.');
    await click(page, '::-p-text(It has won)');
    assert.deepEqual(await axe(page), []);
    await click(page, '::-p-text(Close the petition)');
    await showsText(page, 'Reopen …');
    const { status, victory, outcome } = (await published('es'))!;
    assert.deepEqual([status, victory, outcome], ['closed', true, 'Plantarán cuarenta.']);
    await click(page, '::-p-text(Reopen …)');
    await click(page, '::-p-text(Reopen the petition)');
    await showsText(page, 'Close …');
    assert.equal((await published())!.status, 'open');
  });

  it('duplicates a petition as a draft, and deletes that', async () => {
    await click(page, '::-p-text(Duplicate)');
    await showsText(page, 'New petition');
    await typeInto(page, field('slug'), 'plant-bushes');
    await click(page, '::-p-text(Save draft)');
    await showsText(page, 'Link to the draft');
    await click(page, '::-p-text(Delete …)');
    await showsText(page, 'Delete this petition?');
    await click(page, '::-p-text(Delete the petition)');
    await waitUntil('the list is shown', async () => page.url().endsWith('/console/'));
    await showsText(page, 'Plant trees');
    assert.equal(await page.$('>>> a[href$="/plant-bushes"]'), null);
  });

  it('takes a keyboard alone from a new petition to a published one', async () => {
    await visit(page, 'new');
    await showsText(page, 'Address and sharing');
    const enter = async (path: string, text: string) => {
      await tabTo(page, field(path));
      await page.keyboard.type(text);
    };
    await enter('texts.en.title', 'Repair the fence');
    await enter('texts.en.text', 'It is broken.');
    await enter('creator', 'Street Council');
    await enter('slug', 'repair-the-fence');
    await tabTo(page, 'button', 'Save draft');
    await page.keyboard.press('Enter');
    await showsText(page, 'Link to the draft');
    await tabTo(page, 'button', 'Publish');
    await page.keyboard.press('Space');
    await showsText(page, 'Publish this petition?');
    await tabTo(page, 'dialog button', 'Publish anyway');
    await page.keyboard.press('Enter');
    await waitUntil('it can be signed', async () => {
      const response = await fetch(`${stage.petitions}/v1/petitions/repair-the-fence`);
      return response.ok && ((await response.json()) as { status: string }).status === 'open';
    });
  });

  it('fits into a phone, light and dark, with nothing that axe objects to', async () => {
    await page.setViewport({ width: 360, height: 800 });
    for (const path of ['new', EDIT]) {
      await visit(page, path);
      await showsText(page, 'Address and sharing');
      await page.waitForNetworkIdle();
      for (const value of ['light', 'dark']) {
        await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value }]);
        assert.deepEqual(await axe(page), [], `${path} ${value}`);
      }
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(overflow <= 0, `${path} is ${overflow} pixels too wide`);
    }
    await page.setViewport({ width: 1280, height: 900 });
    await other.browserContext().close();
  });
});
