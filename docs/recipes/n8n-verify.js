// For a Code node of n8n (JavaScript, "Run Once for All Items") behind a Webhook node with the option "Raw Body".
// Passes on an event that the petition server has signed. Anything else fails.
const SECRET = 'whsec_PASTE_THE_SECRET_HERE';

const { createHmac, timingSafeEqual } = require('crypto');

const MAX_CLOCK_DIFFERENCE_SECONDS = 300;

const key = Buffer.from(SECRET.replace(/^whsec_/, ''), 'base64');
if (key.length < 24 || SECRET.includes('PASTE')) {
  throw new Error('Paste the secret of the webhook into the first line of the code. It starts with whsec_.');
}
const { headers } = $input.first().json;
const id = headers['webhook-id'];
const timestamp = headers['webhook-timestamp'];
if (!id || !timestamp || !headers['webhook-signature']) {
  throw new Error('The request has no signature. It does not come from the petition server.');
}
if (!$input.first().binary) {
  throw new Error('Switch on the option "Raw Body" of the Webhook node.');
}
if (!(Math.abs(Date.now() / 1_000 - Number(timestamp)) <= MAX_CLOCK_DIFFERENCE_SECONDS)) {
  throw new Error('The event is older than five minutes, or a clock is wrong.');
}
const body = await this.helpers.getBinaryDataBuffer(0, 'data');
const expected = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest();
// For a day after a rotation, there are two.
const isSigned = headers['webhook-signature'].split(' ').some((signature) => {
  const [version, value] = signature.split(',');
  const given = Buffer.from(value ?? '', 'base64');
  return version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected);
});
if (!isSigned) {
  throw new Error('The signature is wrong. Compare the secret in the first line of the code with that of the webhook.');
}
return [{ json: { id, ...JSON.parse(body.toString('utf8')) } }];
