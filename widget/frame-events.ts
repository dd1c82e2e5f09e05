/**
 * The widget's events, from a frame to the page around it. A frame tells its page nothing about what its visitor does, unless that
 * page asks twice: with `events` in the frame's URL, and by running the frame script, which says so in a message. So nobody is told
 * by accident, and editors that turn a URL into a frame never are. Which sites can frame a petition at all is up to the petition: the
 * frame's Content-Security-Policy lists them, and browsers load it nowhere else.
 */
const TYPES = ['petition-sign', 'petition-signed', 'petition-error', 'petition-share'] as const;
/** What the events carry. Nothing that anyone typed, and the same for first and repeated signatures. */
const FIELDS = ['petition', 'status', 'action', 'method'] as const;

/** The page's request for events. */
const REQUEST = 'petition-events';
/** An event, as the frame sends it. */
const EVENT = 'petition-event';

type EventMessage = { message: typeof EVENT; type: string } & { [Name in (typeof FIELDS)[number]]?: unknown };

/** In the frame: sends the widget's events to the page that has asked for them. */
export function sendEvents(): void {
  if (!new URLSearchParams(location.search).has('events')) return;
  /** Origin of the page, or '' until it has asked. */
  let page = '';
  const unsent: EventMessage[] = [];
  const send = () => {
    if (page) for (const message of unsent.splice(0)) parent.postMessage(message, page);
  };
  for (const type of TYPES) {
    addEventListener(type, (event) => {
      const message: EventMessage = { message: EVENT, type };
      for (const name of FIELDS) message[name] = (event as Event & Partial<EventMessage>)[name];
      unsent.push(message);
      send();
    });
  }
  addEventListener('message', ({ data, source, origin }) => {
    if (data?.message !== REQUEST || source !== parent || !/^http/.test(origin)) return;
    page = origin;
    send();
  });
}

/** On the page: asks a frame for its events. A frame that has no `events` in its URL ignores it. */
export const requestEvents = (frame: Window, origin: string) =>
  // A sandboxed frame's origin can't be named. The request is no secret.
  frame.postMessage({ message: REQUEST }, origin === 'null' ? '*' : origin);

/** On the page: dispatches an event of a frame on its element. It bubbles like the widget's own, but nothing can cancel it. */
export function dispatchFrameEvent(frame: Element, data: Partial<EventMessage>): void {
  if (data.message !== EVENT || !TYPES.some((type) => type === data.type)) return;
  const event = new Event(data.type!, { bubbles: true, composed: true });
  for (const name of FIELDS) {
    // What a frame sends is data, never an object that a listener might trust.
    if (/string|number/.test(typeof data[name])) Object.assign(event, { [name]: data[name] });
  }
  frame.dispatchEvent(event);
}
