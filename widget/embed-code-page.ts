/**
 * Updates the embed page while its form is edited. The server renders the page for the current choices, and this script
 * copies the parts that changed, so that the preview and the snippets always agree.
 */
const COPIED_NOTICE_MS = 2_000;

const form = document.querySelector('form')!;
const findPreviews = () => document.querySelectorAll<HTMLElement>('.preview petition-widget');

let isRefreshing = false;
/** Whether something was chosen during the refresh. */
let isOutdated = false;

async function refresh() {
  isOutdated = isRefreshing;
  if (isRefreshing) return;
  isRefreshing = true;
  try {
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (value) query.set(name, `${value}`);
    const url = `${location.pathname}?${query}`;
    const response = await fetch(url);
    if (!response.ok) throw new Error(`${response.status}`);
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    for (const id of ['snippets', 'contrast']) {
      document.getElementById(id)!.replaceWith(document.adoptNode(page.getElementById(id)!));
    }
    const chosen = page.querySelector<HTMLElement>('.preview petition-widget')!;
    for (const preview of findPreviews()) applyAttributes(preview, chosen);
    history.replaceState(null, '', url);
  } catch {
    // The browser's own page explains what is wrong.
    form.submit();
  } finally {
    isRefreshing = false;
  }
  if (isOutdated) refresh();
}

/** Copies the attributes that differ. The others aren't touched, so that the preview doesn't load again. */
function applyAttributes(preview: HTMLElement, chosen: HTMLElement) {
  for (const name of preview.getAttributeNames()) {
    if (name !== 'style' && !chosen.hasAttribute(name)) preview.removeAttribute(name);
  }
  for (const { name, value } of chosen.attributes) {
    if (preview.getAttribute(name) !== value) preview.setAttribute(name, value);
  }
  // The page's Content-Security-Policy forbids styles in its markup.
  preview.style.cssText = chosen.dataset.style!;
}

async function copy(button: HTMLButtonElement) {
  const code = button.previousElementSibling!.querySelector('code')!;
  getSelection()!.selectAllChildren(code);
  try {
    await navigator.clipboard.writeText(code.textContent!);
  } catch {
    // The code is selected, and can be copied by hand.
    return;
  }
  button.dataset.label ??= button.textContent!;
  button.textContent = `${button.dataset.copied} ✓`;
  setTimeout(() => {
    button.textContent = button.dataset.label!;
  }, COPIED_NOTICE_MS);
}

form.addEventListener('input', refresh);
document.addEventListener('click', ({ target }) => {
  if (target instanceof HTMLButtonElement && target.matches('.copy')) copy(target);
});
// Previews don't submit.
document.addEventListener('petition-sign', (event) => {
  event.preventDefault();
  const note = document.getElementById('preview-note')!;
  note.setAttribute('role', 'alert');
  note.className = 'alert';
  note.scrollIntoView({ block: 'center' });
});
for (const preview of findPreviews()) applyAttributes(preview, preview);
document.documentElement.classList.add('live');
