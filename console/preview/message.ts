import type { Petition } from '../../common/contract.ts';

/** What the editor sends to the page of the preview. */
export interface PreviewMessage {
  petition: Petition;
  lang: string;
}
