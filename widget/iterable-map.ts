/**
 * A `Map` that can be iterated: the browser's own, unless the page has replaced it. Polyfills from before 2015, which are still
 * around, put a `Map` there that can't be iterated. Lit iterates its Maps, so the build gives it this one.
 */
export const IterableMap: MapConstructor =
  'keys' in Map.prototype ? Map : (withIteration(Map) as MapConstructor);

function withIteration(PolyfilledMap: MapConstructor) {
  return class<Key, Value> extends PolyfilledMap<Key, Value> {
    override get size(): number {
      return this.#entries().length;
    }

    override keys() {
      return this.#entries()
        .map(([key]) => key)
        .values();
    }

    override [Symbol.iterator]() {
      return this.#entries().values();
    }

    #entries(): [Key, Value][] {
      const entries: [Key, Value][] = [];
      this.forEach((value, key) => {
        entries.push([key, value]);
      });
      return entries;
    }
  };
}
