interface PickerWindow {
  showSaveFilePicker?(options: { suggestedName: string }): Promise<FileSystemFileHandle>;
}

/**
 * Saves a file where its owner wants it.
 *
 * @param create called once there is a place for it
 * @returns false if its owner changed their mind
 */
export async function saveFile(name: string, create: () => Promise<Blob>): Promise<boolean> {
  const { showSaveFilePicker } = window as PickerWindow;
  if (!showSaveFilePicker) {
    download(name, await create());
    return true;
  }
  let handle: FileSystemFileHandle;
  try {
    handle = await showSaveFilePicker({ suggestedName: name });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return false;
    throw error;
  }
  const file = await create();
  await file.stream().pipeTo(await handle.createWritable());
  return true;
}

function download(name: string, file: Blob): void {
  const url = URL.createObjectURL(file);
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  // Browsers have read it by then. Without this, the page would hold it until it is closed.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
