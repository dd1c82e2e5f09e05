import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { JSHandle } from 'puppeteer-core';
import { waitForText } from './harness.ts';
import { countStored, fillInAsUser, layoutProblems, signAsUser, snippet } from './user.ts';
import { useStage } from './window.ts';

/** A stopped clock makes every signature look too quick for a person, so a proof of work tests the solver too. */
const STOP_CLOCK = 'performance.now = () => 0;';

/** Changes that scripts of pages make to built-ins. Each runs before the widget's script. */
const PATCHES: Record<string, string> = {
  'Prototype 1.6 adds toJSON to arrays, strings, and dates': `
    Array.prototype.toJSON = function () { return '[' + this.map(String).join(', ') + ']'; };
    String.prototype.toJSON = function () { return '"' + this + '"'; };
    Date.prototype.toJSON = function () { return '"a date"'; };
    Number.prototype.toJSON = function () { return String(this); };`,
  'Object.prototype has been extended': `
    Object.prototype.extend = function () {};
    Object.prototype.title = 'mine'; Object.prototype.en = 'mine'; Object.prototype.lang = 'xx'; Object.prototype.toJSON = undefined;
    Object.prototype.capture = true; Object.prototype.mode0 = 'closed';`,
  'Array.prototype has been extended': `
    Array.prototype.each = function (act) { for (var i = 0; i < this.length; i++) act(this[i]); };
    Array.prototype.last = function () { return this[this.length - 1]; };
    Array.prototype.flat = function () { throw new Error('old flat'); };
    Array.prototype.contains = 1; Array.prototype.remove = function () {};`,
  'Prototype 1.6 replaces find, map, entries, and bind': `
    Array.prototype.find = Array.prototype.detect = function (act) {
      for (var i = 0; i < this.length; i++) if (act(this[i], i)) return this[i];
    };
    Array.prototype.entries = Array.prototype.toArray = function () { return [].concat(this); };
    Array.prototype.reduce = function () { return this.length > 1 ? this : this[0]; };
    Array.from = window.$A = function (list) {
      var all = new Array(list && list.length || 0); for (var i = 0; i < all.length; i++) all[i] = list[i]; return all;
    };
    Function.prototype.bind = function (to) {
      var act = this, first = Array.prototype.slice.call(arguments, 1);
      return function () { return act.apply(to, first.concat(Array.prototype.slice.call(arguments))); };
    };
    document.getElementsByClassName = function () { return []; };
    window.$ = function (id) { return document.getElementById(id); };`,
  'MooTools replaces Element, contains, and remove': `
    Element.prototype.remove = function () { return this.parentNode ? this.parentNode.removeChild(this) : this; };
    Element.prototype.replaceWith = function (other) { this.parentNode.replaceChild(other, this); return this; };
    Element.prototype.set = Element.prototype.get = function () { return this; };
    String.prototype.contains = function (other) { return this.indexOf(other) > -1; };
    Event = window.Event; window.Browser = window.Class = window.Type = window.Hash = function () {};`,
  'an old shim replaces Object.defineProperty': `
    var real = Object.defineProperty;
    Object.defineProperty = function (object, name, how) {
      if (object instanceof Node) return real(object, name, how);
      if ('value' in how) object[name] = how.value;
      else { if (how.get) object.__defineGetter__(name, how.get); if (how.set) object.__defineSetter__(name, how.set); }
      return object;
    };`,
  'String.prototype.trim and padEnd are from 2009': `
    String.prototype.trim = function () { return this.replace(/^\\s+|\\s+$/g, ''); };
    String.prototype.startsWith = function (start) { return this.slice(0, start.length) === start; };
    String.prototype.padEnd = undefined;`,
  'json2 has replaced JSON': `
    JSON = { stringify: (function (real) { return function (value, change, space) { return real(value, change, space); }; })(JSON.stringify),
      parse: function (text) { return (0, eval)('(' + text + ')'); } };`,
  'an old core-js has replaced Map, Set, WeakMap, and Symbol': `
    (function () {
      function Old() { this.k = []; this.v = []; }
      Old.prototype = {
        has: function (key) { return this.k.indexOf(key) > -1; },
        get: function (key) { return this.v[this.k.indexOf(key)]; },
        set: function (key, value) { var i = this.k.indexOf(key); if (i < 0) { i = this.k.length; this.k.push(key); } this.v[i] = value; return this; },
        add: function (key) { return this.set(key, key); },
        delete: function (key) { var i = this.k.indexOf(key); if (i < 0) return false; this.k.splice(i, 1); this.v.splice(i, 1); return true; },
        forEach: function (act) { this.k.forEach(function (key, i) { act(this.v[i], key); }, this); },
      };
      window.Map = window.Set = window.WeakMap = window.WeakSet = Old;
    })();`,
  'an analytics script wraps fetch': `
    var real = window.fetch;
    window.fetch = function (what, init) {
      var url = typeof what === 'string' ? what : what.url;
      return real.apply(window, arguments).then(function (answer) {
        answer.clone().text().then(function () { window.seen = (window.seen || 0) + url.length; });
        return answer;
      });
    };`,
  'fetch is wrapped to send credentials with every request': `
    var real = window.fetch;
    window.fetch = function (what, init) { return real(what, Object.assign({}, init, { credentials: 'include' })); };`,
  'fetch is a polyfill without support for signals and caches': `
    window.fetch = function (url, init) {
      init = init || {};
      return new Promise(function (resolve, reject) {
        var request = new XMLHttpRequest();
        request.open(init.method || 'GET', url, true);
        Object.keys(init.headers || {}).forEach(function (name) { request.setRequestHeader(name, init.headers[name]); });
        request.onload = function () {
          resolve({ ok: request.status >= 200 && request.status < 300, status: request.status,
            json: function () { return Promise.resolve(request.responseText).then(JSON.parse); } });
        };
        request.onerror = function () { reject(new TypeError('Network request failed')); };
        request.send(init.body || null);
      });
    };`,
  'zones wrap promises, timers, and listeners': `
    (function () {
      var NativePromise = Promise, nativeThen = Promise.prototype.then;
      function wrap(act) { return typeof act === 'function' ? function () { Zone.depth++; try { return act.apply(this, arguments); } finally { Zone.depth--; } } : act; }
      window.Zone = { depth: 0, current: { run: function (act) { return act(); } } };
      function ZoneAwarePromise(start) {
        if (!(this instanceof ZoneAwarePromise)) throw new Error('Must be an instanceof Promise.');
        var self = this; self.__zone_symbol__state = null;
        self.native = new NativePromise(function (resolve, reject) { start(wrap(resolve), wrap(reject)); });
      }
      ZoneAwarePromise.prototype = {
        constructor: ZoneAwarePromise,
        then: function (yes, no) { var native = this.native; return new ZoneAwarePromise(function (resolve, reject) { nativeThen.call(nativeThen.call(native, wrap(yes), wrap(no)), resolve, reject); }); },
        catch: function (no) { return this.then(null, no); },
        finally: function (act) { return this.then(function (value) { act(); return value; }, function (error) { act(); throw error; }); },
        get [Symbol.toStringTag]() { return 'Promise'; },
      };
      ['all', 'race', 'allSettled', 'any'].forEach(function (name) {
        ZoneAwarePromise[name] = function (list) { return ZoneAwarePromise.resolve(NativePromise[name](Array.from(list, function (promise) { return promise && promise.native || promise; }))); };
      });
      ZoneAwarePromise.resolve = function (value) { return value instanceof ZoneAwarePromise ? value : new ZoneAwarePromise(function (resolve) { resolve(value); }); };
      ZoneAwarePromise.reject = function (error) { return new ZoneAwarePromise(function (_, reject) { reject(error); }); };
      NativePromise.prototype.then = function (yes, no) { var self = this; return new ZoneAwarePromise(function (resolve, reject) { nativeThen.call(self, resolve, reject); }).then(yes, no); };
      window.Promise = ZoneAwarePromise;
      ['setTimeout', 'setInterval', 'requestAnimationFrame', 'queueMicrotask'].forEach(function (name) {
        var real = window[name]; window[name] = function (act) { return real.apply(window, [wrap(act)].concat([].slice.call(arguments, 1))); };
      });
      var add = EventTarget.prototype.addEventListener, remove = EventTarget.prototype.removeEventListener, all = new WeakMap();
      EventTarget.prototype.addEventListener = function (type, act, how) {
        var to = act && (typeof act === 'function' ? act : act.handleEvent.bind(act));
        if (act && !all.has(act)) all.set(act, wrap(to));
        return add.call(this, type, act && all.get(act), how);
      };
      EventTarget.prototype.removeEventListener = function (type, act, how) { return remove.call(this, type, all.get(act) || act, how); };
    })();`,
  'customElements.define is wrapped for scoped registries': `
    (function () {
      var define = CustomElementRegistry.prototype.define, get = CustomElementRegistry.prototype.get, byTag = new Map(), NativeElement = HTMLElement;
      CustomElementRegistry.prototype.define = function (tag, made) {
        if (byTag.has(tag)) throw new DOMException('already used', 'NotSupportedError');
        byTag.set(tag, made);
        var observed = new Set(made.observedAttributes || []);
        var change = made.prototype.attributeChangedCallback;
        class StandIn extends NativeElement {
          static get observedAttributes() { return [...observed]; }
          constructor() { super(); Object.setPrototypeOf(this, made.prototype); StandIn.making = this; new made(); StandIn.making = undefined; }
          connectedCallback() { made.prototype.connectedCallback.call(this); }
          disconnectedCallback() { made.prototype.disconnectedCallback && made.prototype.disconnectedCallback.call(this); }
          attributeChangedCallback() { change.apply(this, arguments); }
        }
        window.standIns = (window.standIns || []).concat(StandIn);
        return define.call(this, tag, StandIn);
      };
      CustomElementRegistry.prototype.get = function (tag) { return byTag.get(tag); };
      window.HTMLElement = function () {
        for (var standIn of window.standIns || []) if (standIn.making) return standIn.making;
        return Reflect.construct(NativeElement, [], new.target);
      };
      window.HTMLElement.prototype = NativeElement.prototype;
      Object.setPrototypeOf(window.HTMLElement, NativeElement);
    })();`,
  'attachShadow is forced open, like session recorders do': `
    var real = Element.prototype.attachShadow;
    Element.prototype.attachShadow = function (how) { var root = real.call(this, Object.assign({}, how, { mode: 'open' })); (window.roots = window.roots || []).push(root); return root; };`,
  'the clock is years off and stopped': `
    Date.now = function () { return 1; };
    window.Date = (function (Real) { return function () { return new Real(1e11); }; })(Date);
    performance.now = function () { return 0; };`,
  'the clock is coarse and runs backwards': `
    var hours = 1e7; performance.now = function () { return hours -= 1000; };`,
  'console is missing': `window.console = {};`,
  'Intl and navigator are shimmed': `
    Object.defineProperty(navigator, 'language', { get: function () { return 'en_US@posix'; } });
    Object.defineProperty(navigator, 'languages', { get: function () { return []; } });
    delete Intl.ListFormat;`,
};

describe('the widget works on pages where', () => {
  const stage = useStage();

  for (const [name, patch] of Object.entries(PATCHES)) {
    test(name, async () => {
      const page = await stage.visit(
        `<!doctype html><html lang="en"><head><script>${STOP_CLOCK}${patch}</script></head><body>${snippet(stage)}</body></html>`,
      );
      assert.deepEqual(await layoutProblems(page), []);
      await signAsUser(stage, page);
    });
  }

  test('attachShadow closes every root', async () => {
    const page = await stage.visit(`<!doctype html><html lang="en"><script>
      const { attachShadow } = Element.prototype;
      Element.prototype.attachShadow = function (how) {
        return (window.root = attachShadow.call(this, { ...how, mode: 'closed' }));
      };</script>${snippet(stage)}`);
    await page.waitForFunction('window.root');
    const root = (await page.evaluateHandle('window.root')) as JSHandle<ShadowRoot>;
    assert.deepEqual(await layoutProblems(page, root), []);
    await signAsUser(stage, page, root);
  });

  test('fetch is wrapped to throw on every 4xx: a person who was too quick waits as elsewhere', async () => {
    const page = await stage.visit(`<!doctype html><html lang="en"><script>
      const real = window.fetch;
      window.fetch = async (...all) => {
        const answer = await real(...all);
        if (!answer.ok) throw Object.assign(new Error('HTTP ' + answer.status), { response: answer });
        return answer;
      };
      performance.now = () => 0;</script>${snippet(stage)}`);
    const before = countStored(stage);
    await fillInAsUser(page);
    await page.keyboard.press('Enter');
    await waitForText(page, 'Thank you, Jo /sk?!');
    assert.equal(countStored(stage), before + 1);
  });
});
