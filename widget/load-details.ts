import type { Block } from '../common/contract.ts';
import type { LoadedPetition } from './api.ts';

/** Undefined until a petition on the page needs it, and where it can't be loaded. */
export let details: typeof import('./templates/details.ts') | undefined;

/**
 * Loads what only some petitions need: formatting, the picture, the addressee, the organizer, the closing day, public names, the
 * choice of a language. Without it, or with a server that is too old for it, the petition has its plain text.
 */
export async function prepareDetails(petition: LoadedPetition, root: HTMLElement | DocumentFragment) {
  // Servers before `hasDetails` already listed signers and languages.
  if (petition.hasDetails || petition.latest?.[0] || petition.languages[1]) {
    try {
      details = await import('./templates/details.ts');
      details.adoptStyles(root as ShadowRoot);
      if (petition.blocks) return;
    } catch {}
  } else if (petition.blocks) return;
  petition.blocks = plain(petition.text);
  petition.outcomeBlocks = plain(petition.outcome);
}

const plain = (text: string | null): Block[] => [{ type: 'paragraph', content: [text ?? ''] }];
