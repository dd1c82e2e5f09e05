import { petitionsAndSignatures } from './0001-petitions-and-signatures.ts';
import { outbox } from './0002-outbox.ts';
import { usedChallenges } from './0003-used-challenges.ts';
import { requests } from './0004-requests.ts';
import { retention } from './0005-retention.ts';
import { shownSignatures } from './0006-shown-signatures.ts';
import { decoys } from './0007-decoys.ts';
import { dataKeysInNoOrder } from './0008-data-keys-in-no-order.ts';
import { dataKeyUse } from './0009-data-key-use.ts';
import { nameApproval } from './0010-name-approval.ts';
import { withdrawnRequests } from './0011-withdrawn-requests.ts';
import { outboxTags } from './0012-outbox-tags.ts';
import { stoppedAddresses } from './0013-stopped-addresses.ts';
import { petitionPage } from './0014-petition-page.ts';
import { petitionAliases } from './0015-petition-aliases.ts';
import { images } from './0016-images.ts';
import { growth } from './0017-growth.ts';
import { victory } from './0018-victory.ts';
import { accounts } from './0019-accounts.ts';
import { partnerLinks } from './0020-partner-links.ts';
import { commentDecisions } from './0021-comment-decisions.ts';
import { importedFiles } from './0022-imported-files.ts';
import { partnerRecipients } from './0023-partner-recipients.ts';
import { webhooks } from './0024-webhooks.ts';
import { apiTokens } from './0025-api-tokens.ts';
import { webhookAttempts } from './0026-webhook-attempts.ts';
import { changes } from './0027-changes.ts';
import { bouncedAddresses } from './0028-bounced-addresses.ts';
import type { Migration } from './migration.ts';

/** In the order in which they are applied. Frozen: a released migration never changes. */
export const migrations: readonly Migration[] = [
  petitionsAndSignatures,
  outbox,
  usedChallenges,
  requests,
  retention,
  shownSignatures,
  decoys,
  dataKeysInNoOrder,
  dataKeyUse,
  nameApproval,
  withdrawnRequests,
  outboxTags,
  stoppedAddresses,
  petitionPage,
  petitionAliases,
  images,
  growth,
  victory,
  accounts,
  partnerLinks,
  commentDecisions,
  importedFiles,
  partnerRecipients,
  webhooks,
  apiTokens,
  webhookAttempts,
  changes,
  bouncedAddresses,
];
