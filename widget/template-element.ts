import { render, type TemplateResult } from 'lit/html.js';

/**
 * An element that shows a Lit template in an open shadow root. It is what the widget needs of
 * `LitElement`, at a fifth of the weight: attributes hold the settings, and whatever changes asks for an
 * update, of which there is one a turn.
 */
export abstract class TemplateElement extends HTMLElement {
  /** Resolves once what was asked for so far is on the page. */
  updateComplete = Promise.resolve();
  /** Kept, because a page may have every root shut, and then the element can't say which is its own. */
  protected readonly root = this.attachShadow({ mode: 'open' });
  #asked = false;

  constructor(styles: CSSStyleSheet) {
    super();
    this.root.adoptedStyleSheets = [styles];
  }

  connectedCallback() {
    // A framework may have set a property before the script was there; it hides ours until set anew.
    for (const [name, value] of Object.entries(this)) {
      if (name in Object.getPrototypeOf(this)) {
        Reflect.deleteProperty(this, name);
        Reflect.set(this, name, value);
      }
    }
    this.requestUpdate();
  }

  attributeChangedCallback(_name: string, _before: string | null, _after: string | null) {
    this.requestUpdate();
  }

  requestUpdate() {
    if (this.#asked) return;
    this.#asked = true;
    const update = () => {
      this.#asked = false;
      if (this.isConnected) render(this.render(), this.root);
    };
    // An update that failed doesn't keep the next one from being tried.
    this.updateComplete = this.updateComplete.then(update, update);
  }

  protected abstract render(): TemplateResult;
}

/**
 * Gives a class properties that stand for its attributes, so that `element.petition = …` works too: texts, and those
 * that are there or aren't.
 *
 * @param properties with what each is where there is no attribute; `hideText` stands for `hide-text`
 */
export function reflect(prototype: TemplateElement, properties: Record<string, '' | false>) {
  for (const [name, unset] of Object.entries(properties)) {
    const attribute = name.replace('T', '-t');
    Object.defineProperty(prototype, name, {
      get(this: Element) {
        const value = this.getAttribute(attribute);
        // What is no text may be written out: Vue and Preact have attributes say "false".
        return unset === '' ? (value ?? unset) : (value ?? 'false') !== 'false';
      },
      // React and Svelte take a property away by setting it to nothing.
      set(this: Element, value: string | null | undefined) {
        if (unset === '' && value != null) this.setAttribute(attribute, value);
        else this.toggleAttribute(attribute, !!value);
      },
    });
  }
}
