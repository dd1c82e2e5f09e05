import { fillIn } from '../../common/fill.ts';
import { FINDINGS_IN_ENGLISH } from '../../common/findings/english.ts';
import {
  FINDINGS,
  type Finding,
  type FindingCode,
  type FindingLevel,
  type FindingValues,
} from '../../common/findings/findings.ts';
import { formatValues } from '../../common/findings/format-values.ts';

export type { Finding };

const GIB = 1024 ** 3;
const FORMATS = {
  locale: 'en-US',
  size: (bytes: number) => `${(bytes / GIB).toFixed(1)} GiB`,
  time: (time: string) => `${time.slice(0, 16).replace('T', ' ')} UTC`,
};

/** Nothing, if the code has no values. */
type Values<Code extends FindingCode> = keyof FindingValues<Code> extends never ? [] : [FindingValues<Code>];

const findingOf =
  (level: FindingLevel) =>
  <Code extends FindingCode>(code: Code, ...[values]: Values<Code>) =>
    ({ topic: FINDINGS[code].topic, level, code, values: values ?? {} }) as Extract<Finding, { code: Code }>;

export const ok = findingOf('ok');
export const warning = findingOf('warning');
export const error = findingOf('error');

/** A finding in English, for the command line. */
export const describeFinding = (finding: Finding): string =>
  fillIn(FINDINGS_IN_ENGLISH[finding.code], formatValues(finding, FORMATS), FORMATS.locale);

/** A finding with its sentence in English, for programs, and for a console that doesn't know the code yet. */
export const withMessage = (finding: Finding) => ({ ...finding, message: describeFinding(finding) });
