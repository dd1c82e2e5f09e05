import type { PetitionSignedEvent, PetitionWidget } from 'petition-widget/react';
import 'petition-widget/react';
import { useCallback, useState } from 'react';

/** A page that is rendered on a server. React doesn't attach listeners from the tag during hydration (react/react#35446). */
export function Page({ server }: { server: string }) {
  const [heard, setHeard] = useState('');
  const listen = useCallback((widget: PetitionWidget | null) => {
    const hear = ({ petition, status }: PetitionSignedEvent) => setHeard(`${petition} ${status}`);
    widget?.addEventListener('petition-signed', hear);
    return () => widget?.removeEventListener('petition-signed', hear);
  }, []);
  return (
    <>
      <output>{heard}</output>
      <petition-widget
        ref={listen}
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
