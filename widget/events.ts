/** What the widget tells the page. No event carries anything the person typed. */
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

/** Somebody is about to sign. `preventDefault()` keeps it from being sent; the form stays as it is. */
export class PetitionSignEvent extends PetitionEvent {
  constructor(petition: string) {
    super('petition-sign', petition, true);
  }
}

/** The server has the signature: stored, or waiting for the letter to be answered. */
export class PetitionSignedEvent extends PetitionEvent {
  constructor(
    petition: string,
    readonly status: 'signed' | 'confirm',
  ) {
    super('petition-signed', petition);
  }
}

/** Something couldn't be done: loading the petition, or signing it. */
export class PetitionErrorEvent extends PetitionEvent {
  constructor(
    petition: string,
    readonly action: 'load' | 'sign',
    /** HTTP status, or 0 where the server couldn't be reached. */
    readonly status: number,
  ) {
    super('petition-error', petition);
  }
}

/** Somebody passes the petition on. */
export class PetitionShareEvent extends PetitionEvent {
  constructor(
    petition: string,
    /** `native`, `copy`, or the name of the link. */
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
