import type { EventType, TEST_EVENT, WebhookDelivery, WebhookEndpoint } from '../../common/webhooks.ts';
import type { Words } from '../words.ts';

export const EVENT_NAMES: Record<EventType | typeof TEST_EVENT, keyof Words> = {
  'petition.created': 'webhookCreated',
  'petition.updated': 'webhookUpdated',
  'petition.closed': 'webhookClosed',
  'petition.goal_reached': 'webhookGoalReached',
  'petition.milestone': 'webhookMilestone',
  'petition.count': 'webhookCount',
  'webhook.test': 'webhookTest',
};

export const FAILURE_NAMES: Record<NonNullable<WebhookDelivery['failure']>, keyof Words> = {
  address: 'webhookFailureAddress',
  name: 'webhookFailureName',
  certificate: 'webhookFailureCertificate',
  timeout: 'webhookFailureTimeout',
  connection: 'webhookFailureConnection',
};

export const STATUS_NAMES: Record<WebhookDelivery['status'], keyof Words> = {
  waiting: 'webhookWaitingNow',
  delivered: 'webhookDelivered',
  failed: 'webhookFailed',
};

export const DISABLED_NAMES: Record<NonNullable<WebhookEndpoint['disabled']>, keyof Words> = {
  organizer: 'webhookDisabled',
  gone: 'webhookGone',
  failing: 'webhookFailing',
};

export const hostOf = ({ url }: Pick<WebhookEndpoint, 'url'>): string => new URL(url).host;
