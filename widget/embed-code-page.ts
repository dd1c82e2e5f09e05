/**
 * Lets the embed page follow its form at once. The server makes the page anew for what is chosen; here what differs is put in
 * its place, so that what is shown and what is copied can't come apart.
 */
const form = document.querySelector('form')!;
const previews = () => document.querySelectorAll<HTMLElement>('.preview petition-widget');

/** What is under way, and whether something was chosen since. */
let following = false;
let behind = false;

async function follow() {
  behind = following;
  if (following) return;
  following = true;
  try {
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (value) query.set(name, `${value}`);
    const address = `${location.pathname}?${query}`;
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`${answer.status}`);
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    for (const id of ['snippets', 'contrast']) {
      document.getElementById(id)!.replaceWith(document.adoptNode(page.getElementById(id)!));
    }
    const chosen = page.querySelector<HTMLElement>('.preview petition-widget')!;
    for (const preview of previews()) dress(preview, chosen);
    history.replaceState(null, '', address);
  } catch {
    // Without an answer the browser's own page says what is wrong.
    form.submit();
  } finally {
    following = false;
  }
  if (behind) follow();
}

/** Gives a preview the attributes of another; those that it has already stay as they are, so that nothing loads again. */
function dress(preview: HTMLElement, chosen: HTMLElement) {
  for (const name of preview.getAttributeNames()) {
    if (name !== 'style' && !chosen.hasAttribute(name)) preview.removeAttribute(name);
  }
  for (const { name, value } of chosen.attributes) {
    if (preview.getAttribute(name) !== value) preview.setAttribute(name, value);
  }
  // The page's policy forbids styles in its markup.
  preview.style.cssText = chosen.dataset.style!;
}

async function copy(button: HTMLButtonElement) {
  const code = button.previousElementSibling!.querySelector('code')!;
  getSelection()!.selectAllChildren(code);
  try {
    await navigator.clipboard.writeText(code.textContent!);
  } catch {
    // Where a browser refuses, what is selected can be copied by hand.
    return;
  }
  button.dataset.label ??= button.textContent!;
  button.textContent = `${button.dataset.copied} ✓`;
  setTimeout(() => {
    button.textContent = button.dataset.label!;
  }, 2_000);
}

form.addEventListener('input', follow);
document.addEventListener('click', ({ target }) => {
  if (target instanceof HTMLButtonElement && target.matches('.copy')) copy(target);
});
// A preview is to be looked at: whoever tries it out doesn't sign.
document.addEventListener('petition-sign', (event) => {
  event.preventDefault();
  const note = document.getElementById('preview-note')!;
  note.setAttribute('role', 'alert');
  note.className = 'alert';
  note.scrollIntoView({ block: 'center' });
});
for (const preview of previews()) dress(preview, preview);
document.documentElement.classList.add('live');
