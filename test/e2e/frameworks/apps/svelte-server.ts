import { render } from 'svelte/server';
import Page from './PetitionPage.svelte';

export const renderPage = (server: string) => render(Page, { props: { server } }).body;
