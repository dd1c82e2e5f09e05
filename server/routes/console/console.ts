import { Hono } from 'hono';
import { hasAccounts } from '../../accounts/accounts.ts';
import type { AppContext } from '../../context.ts';
import {
  deleteAccount,
  deletePasskey,
  deleteSession,
  getAccounts,
  getAudit,
  getOwnAccount,
  getSession,
  postAccount,
  postInvitation,
  postInvitationPasskey,
  postPasskey,
  postPasskeyOptions,
  postSignIn,
  postSignInOptions,
  postSignOut,
} from './accounts.ts';
import { getComments, postComment } from './comments.ts';
import {
  deletePetition,
  getClosing,
  getEntry,
  postClosing,
  postImage,
  postPetition,
  postPreview,
  putPetition,
} from './editing.ts';
import { getConsoleFile, getConsolePage, getPreviewPage } from './files.ts';
import { type ConsoleEnv, notFound, requireSameOrigin, requireSession } from './guard.ts';
import { getHealth, postTestEmail } from './health.ts';
import { getIdentityProof, postIdentityChallenge, postIdentityProof } from './identity-proof.ts';
import { getImportFields, postImportBatch, postImportFinish, postImportStart } from './import.ts';
import { deletePartnerLinks, getPartnerLinks, postPartnerLink } from './partner-links.ts';
import { getConsolePetitions, getGrowth, getSummary } from './petitions.ts';
import { getMovedFile, getRetention, postMovedFileDeletion, postRetention } from './retention.ts';
import { getPurgePreview, postErasure, postPurge } from './safety.ts';
import { getSealedFile } from './sealed-file.ts';
import { SignInLimiter } from './sign-in-limiter.ts';
import { deleteToken, getTokens, postToken } from './tokens.ts';
import {
  createWebhookSending,
  deleteWebhook,
  getWebhookDeliveries,
  getWebhooks,
  postWebhook,
  postWebhookRotation,
  putWebhook,
  putWebhookState,
} from './webhooks.ts';

/** The console: its pages, and what they ask the server. Without an account, there is none. */
export function createConsole(context: AppContext): Hono {
  const { storage } = context;
  const limiter = new SignInLimiter(context);
  const console = new Hono();
  let exists = false;
  console.use(async function requireAccounts(c, next) {
    // Once there is one, a console stays until the server is restarted.
    exists ||= await hasAccounts(storage.db);
    if (!exists) throw notFound();
    await next();
    c.header('Cache-Control', c.res.headers.get('Cache-Control') ?? 'no-store');
  });
  console.get('/', getConsolePage(context));
  console.get('/preview', getPreviewPage(context));
  console.get('/files/:file', getConsoleFile(context));

  const api = new Hono();
  api.use(requireSameOrigin(context));
  api.post('/invitation', postInvitation(context, limiter));
  api.post('/invitation/passkey', postInvitationPasskey(context, limiter));
  api.post('/sign-in/options', postSignInOptions(context, limiter));
  api.post('/sign-in', postSignIn(context, limiter));

  const signedIn = new Hono<ConsoleEnv>();
  signedIn.use(requireSession(context));
  signedIn.get('/session', getSession());
  signedIn.post('/sign-out', postSignOut(context));
  signedIn.get('/account', getOwnAccount(context));
  signedIn.post('/account/passkeys/options', postPasskeyOptions(context));
  signedIn.post('/account/passkeys', postPasskey(context));
  signedIn.delete('/account/passkeys/:id', deletePasskey(context));
  signedIn.delete('/account/sessions/:id', deleteSession(context));
  signedIn.get('/accounts', getAccounts(context));
  signedIn.post('/accounts', postAccount(context));
  signedIn.delete('/accounts/:name', deleteAccount(context));
  signedIn.get('/audit', getAudit(context));
  signedIn.get('/tokens', getTokens(context));
  signedIn.post('/tokens', postToken(context, limiter));
  signedIn.delete('/tokens/:name', deleteToken(context));
  signedIn.get('/identity-proof', getIdentityProof(context));
  signedIn.post('/identity-proof/challenge', postIdentityChallenge(context));
  signedIn.post('/identity-proof', postIdentityProof(context));
  signedIn.get('/petitions', getConsolePetitions(context));
  signedIn.post('/petitions', postPetition(context, limiter));
  signedIn.post('/preview', postPreview(context));
  signedIn.post('/images', postImage(context));
  signedIn.get('/petitions/:slug', getEntry(context));
  signedIn.put('/petitions/:slug', putPetition(context, limiter));
  signedIn.delete('/petitions/:slug', deletePetition(context));
  signedIn.get('/petitions/:slug/close', getClosing(context));
  signedIn.post('/petitions/:slug/close', postClosing(context));
  signedIn.get('/petitions/:slug/summary', getSummary(context));
  signedIn.get('/petitions/:slug/growth', getGrowth(context));
  signedIn.get('/petitions/:slug/signatures.sealed', getSealedFile(context));
  signedIn.get('/petitions/:slug/comments', getComments(context));
  signedIn.post('/petitions/:slug/comments', postComment(context));
  signedIn.get('/petitions/:slug/purge', getPurgePreview(context));
  signedIn.post('/petitions/:slug/purge', postPurge(context, limiter));
  signedIn.post('/petitions/:slug/erase', postErasure(context));
  signedIn.get('/petitions/:slug/retention', getRetention(context));
  signedIn.post('/petitions/:slug/retention', postRetention(context, limiter));
  signedIn.get('/petitions/:slug/retention/files/:file', getMovedFile(context));
  signedIn.post('/petitions/:slug/retention/delete', postMovedFileDeletion(context, limiter));
  signedIn.get('/petitions/:slug/import', getImportFields(context));
  signedIn.post('/petitions/:slug/import', postImportBatch(context));
  signedIn.post('/petitions/:slug/import/start', postImportStart(context, limiter));
  signedIn.post('/petitions/:slug/import/finish', postImportFinish(context));
  signedIn.get('/petitions/:slug/partner-links', getPartnerLinks(context));
  signedIn.post('/petitions/:slug/partner-links', postPartnerLink(context));
  signedIn.delete('/petitions/:slug/partner-links/:partner', deletePartnerLinks(context));
  signedIn.get('/health', getHealth(context));
  signedIn.post('/health/test-email', postTestEmail(context));
  signedIn.get('/webhooks', getWebhooks(context));
  signedIn.post('/webhooks', postWebhook(context));
  signedIn.put('/webhooks/:id', putWebhook(context));
  signedIn.delete('/webhooks/:id', deleteWebhook(context));
  signedIn.post('/webhooks/:id/rotate', postWebhookRotation(context));
  signedIn.put('/webhooks/:id/state', putWebhookState(context));
  signedIn.get('/webhooks/:id/deliveries', getWebhookDeliveries(context));
  const { postWebhookTest, postWebhookReplay } = createWebhookSending(context);
  signedIn.post('/webhooks/:id/test', postWebhookTest);
  signedIn.post('/webhooks/:id/deliveries/:delivery/replay', postWebhookReplay);
  api.route('/', signedIn);
  console.route('/api', api);
  // Every screen has a URL of its own, and the same page behind it.
  console.get('/*', getConsolePage(context));
  return console;
}
