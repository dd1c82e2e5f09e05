/** @jsxImportSource preact */
import 'petition-widget/preact';
import { render } from 'preact';
import { useState } from 'preact/hooks';

function Page({ server }: { server: string }) {
  const [petition, setPetition] = useState('stop-powering-the-raids');
  const [partner, setPartner] = useState<string | undefined>('harbour-aid');
  const [hasText, setHasText] = useState(false);
  const [isMounted, setIsMounted] = useState(true);
  const [received, setReceived] = useState<string[]>([]);
  return (
    <>
      <button type="button" id="change-petition" onClick={() => setPetition('let-lena-stay')} />
      <button type="button" id="remove-partner" onClick={() => setPartner(undefined)} />
      <button type="button" id="toggle-text" onClick={() => setHasText(!hasText)} />
      <button type="button" id="toggle-widget" onClick={() => setIsMounted(!isMounted)} />
      <output>{received.join(', ')}</output>
      {isMounted && (
        <petition-widget
          petition={petition}
          partner={partner}
          server={server}
          lang="de"
          hide-text={!hasText}
          onpetition-signed={(event) => setReceived([...received, `${event.petition} ${event.status}`])}
        >
          <a href={`${server}/p/${petition}`}>Sign</a>
        </petition-widget>
      )}
    </>
  );
}

render(
  <Page server={new URLSearchParams(location.search).get('server')!} />,
  document.querySelector('main')!,
);
