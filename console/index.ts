import { PetitionConsole } from './petition-console.ts';

customElements.define('petition-console', PetitionConsole);
