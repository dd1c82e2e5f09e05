// Saves signatures in CiviCRM, by its API version 4. Running it again changes nothing.
//
//   export CIVICRM_KEY_FILE=key.txt
//   petitions forward FILE --identity identity.txt --to ndjson:- |
//     node docs/recipes/civicrm.mjs https://crm.example.org/civicrm/ajax/api4
import { credential, RefusedError, StopError, safeUrl, saveEach, send } from './forwarded.mjs';

const ACTIVITY_TYPE = 'Signed a petition';

let api;
let key;
let activityTypeId;

/** Calls an action. Always POST, which keeps addresses of people out of the logs of web servers. Returns the records. */
async function call(entity, action, params) {
  const { status, body } = await send('CiviCRM', `${api}/${entity}/${action}`, {
    method: 'POST',
    headers: { 'X-Civi-Auth': `Bearer ${key}`, 'X-Requested-With': 'XMLHttpRequest' },
    body: new URLSearchParams({ params: JSON.stringify(params) }),
  });
  if (status === 401) {
    throw new StopError(
      "CiviCRM doesn't accept the key. Compare CIVICRM_KEY with the API key of the contact.",
    );
  }
  if (status === 403) {
    throw new StopError(
      `CiviCRM doesn't allow ${entity} ${action}. Give the user of the key the permissions in the recipe.`,
    );
  }
  if (status === 404 || (status === 200 && !Array.isArray(body?.values))) {
    throw new StopError(`There is no API of CiviCRM at ${api}. It usually ends in /civicrm/ajax/api4.`);
  }
  if (status !== 200) throw new RefusedError(`${entity} ${action} failed with ${status}; see CiviCRM's log`);
  return body.values;
}

async function prepare() {
  api = safeUrl(
    process.argv[2],
    "the address of CiviCRM's API, like https://crm.example.org/civicrm/ajax/api4",
  );
  key = credential('CIVICRM_KEY');
  const [type] = await call('OptionValue', 'get', {
    select: ['value'],
    where: [
      ['option_group_id:name', '=', 'activity_type'],
      ['label', '=', ACTIVITY_TYPE],
      ['is_active', '=', true],
    ],
    limit: 1,
  });
  if (!type) {
    throw new StopError(
      `CiviCRM has no activity type "${ACTIVITY_TYPE}". Add it: Administer → Customize Data and Screens → Activity Types.`,
    );
  }
  activityTypeId = type.value;
}

async function findContact(email) {
  const [found] = await call('Email', 'get', {
    select: ['contact_id'],
    where: [
      ['email', '=', email],
      ['contact_id.contact_type', '=', 'Individual'],
      ['contact_id.is_deleted', '=', false],
    ],
    orderBy: { is_primary: 'DESC', contact_id: 'ASC' },
    limit: 1,
  });
  return found?.contact_id;
}

async function createContact({ givenName, familyName, email, mayContact }, source) {
  await call('Contact', 'create', {
    values: {
      contact_type: 'Individual',
      first_name: givenName,
      last_name: familyName,
      'email_primary.email': email,
      is_opt_out: !mayContact,
      source,
    },
  });
  const id = await findContact(email);
  if (id) return id;
  throw new StopError(
    'CiviCRM created a contact without its email address. Delete that contact, update CiviCRM, and give the user of the key the permission to edit contacts.',
  );
}

/** A contact that exists already stays as it is: somebody who has opted out there stays opted out. */
async function save(signature) {
  const subject = `Petition ${signature.petition}`;
  const contactId = (await findContact(signature.email)) ?? (await createContact(signature, subject));
  const activities = await call('ActivityContact', 'get', {
    select: ['id'],
    where: [
      ['contact_id', '=', contactId],
      ['record_type_id:name', '=', 'Activity Source'],
      ['activity_id.activity_type_id', '=', activityTypeId],
      ['activity_id.subject', '=', subject],
      ['activity_id.is_deleted', '=', false],
    ],
    limit: 1,
  });
  if (activities.length > 0) return 'Saved before';
  await call('Activity', 'create', {
    values: {
      activity_type_id: activityTypeId,
      'status_id:name': 'Completed',
      source_contact_id: contactId,
      subject,
      activity_date_time: signature.signedOn,
      details: escapeHtml(
        `Agreed to be contacted: ${signature.mayContact ? 'yes' : 'no'}. Version of the text: ${signature.consentVersion}.`,
      ),
    },
  });
  return 'Saved';
}

const escapeHtml = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

await saveEach(prepare, save);
