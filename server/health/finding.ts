/** What a finding is about. */
export type HealthTopic =
  | 'configuration'
  | 'address'
  | 'mail'
  | 'database'
  | 'backup'
  | 'disk'
  | 'keys'
  | 'organizer'
  | 'webhooks';

/** What a check found. `doctor` prints it, and the console shows it. */
export interface Finding {
  topic: HealthTopic;
  level: 'ok' | 'warning' | 'error';
  /** In English, for the maintainer: what it is, and what to do. */
  text: string;
}

/** Makes findings about a topic. */
export const findingsAbout = (topic: HealthTopic) => ({
  ok: (text: string): Finding => ({ topic, level: 'ok', text }),
  warning: (text: string): Finding => ({ topic, level: 'warning', text }),
  error: (text: string): Finding => ({ topic, level: 'error', text }),
});
