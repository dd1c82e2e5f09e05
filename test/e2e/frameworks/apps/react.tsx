import 'petition-widget/react';
import { useState } from 'react';
import { createRoot } from 'react-dom/client';

function Page({ server }: { server: string }) {
  const [petition, setPetition] = useState('stop-powering-the-raids');
  const [partner, setPartner] = useState<string | undefined>('harbour-aid');
  const [story, setStory] = useState(false);
  const [shown, setShown] = useState(true);
  const [heard, setHeard] = useState<string[]>([]);
  return (
    <>
      <button type="button" id="petition" onClick={() => setPetition('let-lena-stay')} />
      <button type="button" id="partner" onClick={() => setPartner(undefined)} />
      <button type="button" id="story" onClick={() => setStory(!story)} />
      <button type="button" id="shown" onClick={() => setShown(!shown)} />
      <output>{heard.join(', ')}</output>
      {shown && (
        <petition-widget
          petition={petition}
          partner={partner}
          server={server}
          lang="de"
          hide-text={!story}
          onpetition-signed={(event) => setHeard([...heard, `${event.petition} ${event.status}`])}
        >
          <a href={`${server}/p/${petition}`}>Sign</a>
        </petition-widget>
      )}
    </>
  );
}

createRoot(document.querySelector('main')!).render(
  <Page server={new URLSearchParams(location.search).get('server')!} />,
);
