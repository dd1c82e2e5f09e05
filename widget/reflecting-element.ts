import { LitElement, type PropertyDeclaration } from 'lit';

/**
 * A `LitElement` whose public properties read and write their attributes directly, so that both always agree. Lit's own
 * `reflect` waits for the next update, and an element that isn't on a page yet has none: frameworks that clone, compare, or
 * serialize it would see the wrong attributes.
 *
 * Subclasses declare such a property with `noAccessor`, and write its accessors with the functions below.
 */
export abstract class ReflectingElement extends LitElement {
  // Without `super`: Lit's own would assign the property, which would write the attribute that has just changed.
  override attributeChangedCallback(attribute: string, before: string | null, after: string | null) {
    if (before === after) return;
    const { elementProperties } = this.constructor as typeof ReflectingElement;
    elementProperties.forEach((options, name) => {
      if (attributeOf(name, options) === attribute) this.requestUpdate(name, before);
    });
  }

  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    // A page can declare a shadow root for the element. Lit would reuse it and render before its content.
    this.shadowRoot?.replaceChildren();
    return super.createRenderRoot();
  }
}

const attributeOf = (name: PropertyKey, { attribute }: PropertyDeclaration) =>
  typeof attribute === 'string' ? attribute : name;

export const getText = (element: Element, attribute: string): string => element.getAttribute(attribute) ?? '';

/** @param value React and Svelte remove a property by setting it to undefined or null */
export function setText(
  element: Element,
  attribute: string,
  value: string | number | null | undefined,
): void {
  if (value == null) element.removeAttribute(attribute);
  else element.setAttribute(attribute, value as string);
}

/** Vue and Preact write boolean attributes out, as in `hide-text="false"`. */
export const getBoolean = (element: Element, attribute: string): boolean =>
  (element.getAttribute(attribute) ?? 'false') !== 'false';

export function setBoolean(element: Element, attribute: string, value: boolean | null | undefined): void {
  element.toggleAttribute(attribute, !!value);
}
