import { PetitionProgress } from './petition-progress.ts';

export { PetitionProgress };

const NAME = 'petition-progress';

// A page may hold the script under two addresses; the first one to arrive serves both.
if (!customElements.get(NAME)) customElements.define(NAME, PetitionProgress);

declare global {
  interface HTMLElementTagNameMap {
    'petition-progress': PetitionProgress;
  }
}
