import type { PetitionSignedEvent, PetitionWidget } from 'petition-widget/react';
import 'petition-widget/react';
import { useCallback, useState } from 'react';

/** A page that is rendered on a server. The listener is added here: React doesn't attach those of the tag during hydration (react/react#35446). */
export function Page({ server }: { server: string }) {
  const [received, setReceived] = useState('');
  const addListener = useCallback((widget: PetitionWidget | null) => {
    const onSigned = ({ petition, status }: PetitionSignedEvent) => setReceived(`${petition} ${status}`);
    widget?.addEventListener('petition-signed', onSigned);
    return () => widget?.removeEventListener('petition-signed', onSigned);
  }, []);
  return (
    <>
      <output>{received}</output>
      <petition-widget
        ref={addListener}
        petition="stop-powering-the-raids"
        partner="harbour-aid"
        server={server}
        lang="de"
        hide-text
      >
        <a href={`${server}/p/stop-powering-the-raids`}>Sign</a>
      </petition-widget>
    </>
  );
}
