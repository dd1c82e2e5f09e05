import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { loadImage } from '@napi-rs/canvas';
import { drawPicture } from '../../../demo/draw-pictures.ts';
import { CAPTIONS, DAYS_LEFT, LOGOS, OUTCOMES, SAMPLE_PETITIONS } from '../../../demo/sample-petitions.ts';
import { parsePetitionFile } from '../../../server/petitions/petition-file.ts';

const slugs = SAMPLE_PETITIONS.map(({ slug }) => slug);
const svgsIn = (folder: string) => readdirSync(folder).filter((name) => name.endsWith('.svg'));

describe('the demo’s petitions', () => {
  it('are a valid petition file', () => {
    assert.equal(parsePetitionFile(readFileSync('demo/petitions.json', 'utf8')).length, 12);
  });

  it('each have a picture of their own, described in each of their languages', () => {
    assert.deepEqual(svgsIn('demo/pictures').sort(), slugs.map((slug) => `${slug}.svg`).sort());
    for (const { slug, texts } of SAMPLE_PETITIONS) {
      assert.deepEqual(Object.keys(CAPTIONS[slug]!.alt), Object.keys(texts));
    }
  });

  it('show the logos of organizers that exist', () => {
    const names = SAMPLE_PETITIONS.map(({ organizer }) => organizer?.name);
    for (const [name, logo] of Object.entries(LOGOS)) {
      assert.ok(names.includes(name), name);
      assert.ok(svgsIn('demo/logos').includes(`${logo}.svg`), logo);
    }
  });

  it('close or have closed only if they exist, and not both', () => {
    const ending = [...Object.keys(DAYS_LEFT), ...Object.keys(OUTCOMES)];
    assert.deepEqual(
      ending.filter((slug) => !slugs.includes(slug)),
      [],
    );
    assert.equal(new Set(ending).size, ending.length);
  });
});

describe('the demo’s pictures', () => {
  it('are readable, and wide; logos are square', async () => {
    for (const name of svgsIn('demo/pictures')) {
      const { width, height } = await loadImage(readFileSync(`demo/pictures/${name}`));
      assert.deepEqual([width, height], [1600, 900], name);
    }
    const logos = svgsIn('demo/logos');
    assert.ok(logos.length > 0);
    for (const name of logos) {
      const { width, height } = await loadImage(readFileSync(`demo/logos/${name}`));
      assert.equal(width, height, name);
    }
  });

  it('come out the same every time, with grain', async () => {
    const svg = readFileSync(`demo/pictures/${slugs[0]}.svg`);
    const picture = await drawPicture(svg);
    assert.ok(picture.equals(await drawPicture(svg)));
    const { width, height } = await loadImage(picture);
    assert.deepEqual([width, height], [1600, 900]);
    // Without grain, such large flat shapes take a third of it.
    assert.ok(picture.length > 200_000, `${picture.length} bytes`);
  });
});
