import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as v from 'valibot';
import {
  ENVIRONMENT_NAMES,
  Environment,
  notesOn,
  parseEnvironment,
} from '../../../server/config/environment.ts';

describe('the schema of the environment', () => {
  for (const name of ENVIRONMENT_NAMES) {
    it(`describes ${name}, with its default and a valid example`, () => {
      const { wrapped, default: value } = Environment.entries[name];
      assert.match(v.getDescription(wrapped) ?? '', /^[A-Z].*\.$/);
      assert.ok(notesOn(name).default ?? value);
      const [example = ''] = v.getExamples(wrapped);
      // The example of SECRET is a command, so that nobody copies it.
      if (name === 'SECRET') assert.match(example, /^output of `.*`$/);
      else {
        const organizer = name.startsWith('ORGANIZER_') && { ORGANIZER_NAME: 'Harbour Aid' };
        const env = { ...organizer, [name]: example.replace('…', 'abc') };
        assert.deepEqual(parseEnvironment(env).errors, []);
      }
    });
  }
});

describe('an organizer', () => {
  it('needs a name', () => {
    assert.deepEqual(parseEnvironment({ ORGANIZER_URL: 'https://example.org' }).errors, [
      'ORGANIZER_URL needs ORGANIZER_NAME, the name of the organizer.',
    ]);
  });
});
