import { LitElement, type PropertyDeclaration } from 'lit';

/**
 * A `LitElement` whose public properties read and write their attributes directly, so that both always agree. Lit's own
 * `reflect` waits for the next update, and an element that isn't on a page yet has none: frameworks that clone, compare, or
 * serialize it would see the wrong attributes.
 */
export abstract class ReflectingElement extends LitElement {
  protected static override getPropertyDescriptor(
    name: PropertyKey,
    key: string | symbol,
    options: PropertyDeclaration,
  ): PropertyDescriptor | undefined {
    // biome-ignore lint/complexity/noThisInStatic: Lit looks for an accessor on the class itself
    if (options.state) return super.getPropertyDescriptor(name, key, options);
    const attribute = attributeOf(name, options);
    const isBoolean = options.type === Boolean;
    return {
      get(this: Element) {
        const value = this.getAttribute(attribute);
        // Vue and Preact write boolean attributes out, as in hide-text="false".
        return isBoolean ? value !== null && value !== 'false' : (value ?? '');
      },
      set(this: Element, value: string | boolean | null | undefined) {
        // React and Svelte remove a property by setting it to undefined or null.
        if (isBoolean || value == null) this.toggleAttribute(attribute, !!value);
        else this.setAttribute(attribute, `${value}`);
      },
      configurable: true,
      enumerable: true,
    };
  }

  override attributeChangedCallback(attribute: string, before: string | null, after: string | null) {
    if (before === after) return;
    const { elementProperties } = this.constructor as typeof ReflectingElement;
    for (const [name, options] of elementProperties) {
      if (attributeOf(name, options) === attribute) this.requestUpdate(name, before);
    }
  }

  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    // A page can declare a shadow root for the element. Lit would keep what it holds, and render before it.
    this.shadowRoot?.replaceChildren();
    return super.createRenderRoot();
  }
}

const attributeOf = (name: PropertyKey, { attribute }: PropertyDeclaration) =>
  typeof attribute === 'string' ? attribute : String(name);
