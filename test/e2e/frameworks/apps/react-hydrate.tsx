import { hydrateRoot } from 'react-dom/client';
import { Page } from './react-page.tsx';

const server = new URLSearchParams(location.search).get('server')!;
hydrateRoot(document.querySelector('main')!, <Page server={server} />);
