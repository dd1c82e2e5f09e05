/**
 * Cuts from Lit what no template here uses: SVG and MathML, directives, attributes with several values, parts in place of
 * an attribute or within a comment, options of listeners. Lit's own build can't leave them out, and they are an eighth of
 * the widget.
 *
 * Each cut names what it cuts, and the build fails where that isn't there any more: another Lit is then to be looked at
 * anew, not shipped by half. The widget's tests run in the cut one, `test/widget/lit.test.ts` among them.
 */
const CUTS = [
  // SVG and MathML.
  ['2===i?"<svg>":3===i?"<math>":""', '""'],
  ['+(2===i?"</svg>":3===i?"</math>":"")', ''],
  [',2===i||3===i){const t=this.el.content.firstChild;t.replaceWith(...t.childNodes)}for', ');for'],
  // Directives.
  [/function M\(t,i,s=t,e\)\{.*?\}(?=class R)/, ''],
  ['t=M(this,t,i),a(t)?', 'a(t)?'],
  ['t=M(this,t,i,0),o=!a(t)||t!==this._$AH&&t!==E', 'o=!a(t)||t!==this._$AH'],
  ['if((t=M(this,t,i,0)??A)===E)return;', 't??=A;'],
  ['t!==this._$AH&&t!==E&&this._(t)', 't!==this._$AH&&this._(t)'],
  // Attributes with several values in them. Such a one is a mistake then, and says so.
  [/else\{const e=t;let n,r;for\(t=h\[0\].*?\}o&&!e&&this\.j\(t\)\}/, 'else throw h;o&&this.j(t)}'],
  // Options of listeners.
  ['||t.capture!==s.capture||t.once!==s.once||t.passive!==s.passive', ''],
  // Parts in the place of an attribute.
  [/class Z\{.*?\}\}(?=const j)/, ''],
  [':6===r.type&&(i=new Z(h,this,t))', ':0'],
  ['else t.startsWith(o)&&(d.push({type:6,index:l}),r.removeAttribute(t))', ''],
  // Parts within comments.
  [/else\{let t=-1;for\(;-1!==\(t=r\.data\.indexOf.*?o\.length-1\}/, ''],
  // Doors for other packages of Lit.
  [/const j=\{M:h.*?\},B=t\.litHtmlPolyfillSupport;B\?\.\(S,k\),/, ''],
  ['j as _$LH,', ''],
  ['setConnected(t){void 0===this._$AM&&(this._$Cv=t,this._$AP?.(t))}', ''],
  ['this._$AP?.(!1,!0,s);', ';'],
  ['(t?.creationScope??l)', 'l'],
  ['get parentNode(){return this._$AM.parentNode}get _$AU(){return this._$AM._$AU}', ''],
  ['get _$AU(){return this._$AM?._$AU??this._$Cv}', ''],
  [',this._$Cv=e?.isConnected??!0', ''],
  [/get parentNode\(\)\{let t=this\._\$AA.*?get endNode\(\)\{return this\._\$AB\}/, ''],
  ['get tagName(){return this.element.tagName}get _$AU(){return this._$AM._$AU}', ''],
  [/this\._\$AN=void 0,/g, ''],
  [/constructor\(\)\{super\(\.\.\.arguments\),this\.type=\d\}/g, ''],
  ['constructor(t,i,s,e,h){super(t,i,s,e,h),this.type=5}', ''],
  [/this\.type=\d,/g, ''],
  [/\(t\.litHtmlVersions\?\?=\[\]\)\.push\("[\d.]+"\);/, ''],
  // Listeners that are objects, or are called with something else than their element.
  [
    '"function"==typeof this._$AH?this._$AH.call(this.options?.host??this.element,t):this._$AH.handleEvent(t)',
    'this._$AH.call(this.element,t)',
  ],
  // Templates that were compiled beforehand.
  [
    '"number"==typeof s?this._$AC(t):(void 0===s.el&&(s.el=S.createElement(V(s.h,s.h[0]),this.options)),s)',
    'this._$AC(t)',
  ],
];

/** For rollup, before anything else has changed the file. */
export const smallLit = {
  name: 'small-lit',
  transform(code, id) {
    if (!id.endsWith('/lit-html/lit-html.js')) return null;
    return {
      code: CUTS.reduce((before, [what, instead]) => {
        const after = before.replace(what, () => instead);
        if (after === before) this.error(`Lit has changed: there is no ${what} to be cut`);
        return after;
      }, code),
      map: null,
    };
  },
};
