import { PetitionList } from './petition-list.ts';

export { PetitionList };

// A page can load the script from two URLs. The first one wins.
if (!customElements.get('petition-list')) customElements.define('petition-list', PetitionList);

declare global {
  interface HTMLElementTagNameMap {
    'petition-list': PetitionList;
  }
}
