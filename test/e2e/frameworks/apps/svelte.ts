import { hydrate, mount } from 'svelte';
import Page from './PetitionPage.svelte';

const target = document.querySelector('main')!;
const server = new URLSearchParams(location.search).get('server')!;
(target.firstChild ? hydrate : mount)(Page, { target, props: { server } });
