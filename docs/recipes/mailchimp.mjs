// Adds people who agreed to be contacted to an audience of Mailchimp. Running it again changes nothing.
//
//   export MAILCHIMP_KEY_FILE=key.txt
//   petitions forward FILE --identity identity.txt --to ndjson:- | node docs/recipes/mailchimp.mjs AUDIENCE_ID
import { createHash } from 'node:crypto';
import { credential, RefusedError, StopError, safeUrl, saveEach, send } from './forwarded.mjs';

let audience;
let headers;

async function call(path, init) {
  const { status, body } = await send('Mailchimp', `${audience}${path}`, { ...init, headers });
  if (status === 401 || status === 403) {
    throw new StopError(
      `Mailchimp doesn't accept the key (${status}). Create another one, and set MAILCHIMP_KEY to it.`,
    );
  }
  if (status === 404) {
    throw new StopError(
      'Mailchimp has no audience with this ID. Find it in Audience → Settings → Audience name and defaults.',
    );
  }
  // `detail` has the address of the person, `title` only the kind of error.
  if (status !== 200) throw new RefusedError(body?.title ?? `Mailchimp answered ${status}`);
  return body;
}

async function prepare() {
  const id = process.argv[2];
  if (!/^\w+$/.test(id ?? ''))
    throw new StopError('Give the ID of the audience: node docs/recipes/mailchimp.mjs AUDIENCE_ID');
  const key = credential('MAILCHIMP_KEY');
  const dataCenter = /-(\w+)$/.exec(key)?.[1];
  if (!dataCenter) throw new StopError('MAILCHIMP_KEY is incomplete: it ends in a data center, like -us6.');
  const url = safeUrl(
    process.env.MAILCHIMP_URL ?? `https://${dataCenter}.api.mailchimp.com/3.0`,
    "the address of Mailchimp's API in MAILCHIMP_URL",
  );
  audience = `${url}/lists/${id}`;
  headers = {
    Authorization: `Basic ${Buffer.from(`petitions:${key}`).toString('base64')}`,
    'Content-Type': 'application/json',
  };
  await call('?fields=id', { method: 'GET' });
}

async function save({ email, givenName, familyName, mayContact }) {
  if (!mayContact) return 'Left out, because they did not agree to be contacted';
  const hash = createHash('md5').update(email.toLowerCase()).digest('hex');
  // `status_if_new`, and no `status`: somebody who has unsubscribed there stays unsubscribed.
  const { status } = await call(`/members/${hash}?skip_merge_validation=true`, {
    method: 'PUT',
    body: JSON.stringify({
      email_address: email,
      status_if_new: 'subscribed',
      merge_fields: { FNAME: givenName, ...(familyName && { LNAME: familyName }) },
    }),
  });
  return status === 'subscribed' ? 'Subscribed' : `In the audience already, and still ${status}`;
}

await saveEach(prepare, save);
