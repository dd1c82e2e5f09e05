import { createApp, createSSRApp } from 'vue';
import Page from './PetitionPage.vue';

const main = document.querySelector('main')!;
const server = new URLSearchParams(location.search).get('server')!;
(main.firstChild ? createSSRApp : createApp)(Page, { server }).mount(main);
