import { PetitionProgress } from './petition-progress.ts';

export { PetitionProgress };

// A page can load the script from two URLs. The first one wins.
if (!customElements.get('petition-progress')) customElements.define('petition-progress', PetitionProgress);

declare global {
  interface HTMLElementTagNameMap {
    'petition-progress': PetitionProgress;
  }
}
