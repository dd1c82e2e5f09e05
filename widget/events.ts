/** Base of the events that the widget dispatches. No event carries anything that the person typed. */
class PetitionEvent extends Event {
  constructor(
    type: string,
    /** Slug of the petition. */
    readonly petition: string,
    cancelable = false,
  ) {
    super(type, { bubbles: true, composed: true, cancelable });
  }
}

/** Before a signature is sent. `preventDefault()` stops it, and the form stays as it is. */
export class PetitionSignEvent extends PetitionEvent {
  constructor(petition: string) {
    super('petition-sign', petition, true);
  }
}

/** The server has the signature: it is counted, or waits for confirmation by email. */
export class PetitionSignedEvent extends PetitionEvent {
  constructor(
    petition: string,
    readonly status: 'signed' | 'confirm',
  ) {
    super('petition-signed', petition);
  }
}

/** Loading the petition, or signing it, failed. */
export class PetitionErrorEvent extends PetitionEvent {
  constructor(
    petition: string,
    readonly action: 'load' | 'sign',
    /** HTTP status, or 0 if the server couldn't be reached. */
    readonly status: number,
  ) {
    super('petition-error', petition);
  }
}

/** The person shares the petition. */
export class PetitionShareEvent extends PetitionEvent {
  constructor(
    petition: string,
    /** `native`, `copy`, `WhatsApp`, `Telegram`, `SMS`, `E-mail`, `Facebook`, `Bluesky`, `Mastodon`, or `X`. */
    readonly method: string,
  ) {
    super('petition-share', petition);
  }
}

export interface PetitionEventMap {
  'petition-sign': PetitionSignEvent;
  'petition-signed': PetitionSignedEvent;
  'petition-error': PetitionErrorEvent;
  'petition-share': PetitionShareEvent;
}
