/**
 * Takes files that are dropped anywhere on the page. VS Code lets a drag through to it only while Shift is held.
 *
 * @param onHover whether a file is being dragged over the page
 * @param onProblem why nothing was taken, in one sentence
 */
export function takeDroppedFiles(
  onFile: (file: File) => void,
  onHover: (hovers: boolean) => void,
  onProblem: (message: string) => void,
): void {
  document.addEventListener('dragover', (event) => {
    if (isTaken(event.dataTransfer)) {
      event.preventDefault();
      onHover(true);
    }
  });
  document.addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) {
      onHover(false);
    }
  });
  document.addEventListener('drop', (event) => {
    onHover(false);
    if (!isTaken(event.dataTransfer)) {
      return;
    }
    event.preventDefault();
    const [file, ...more] = event.dataTransfer?.files ?? [];
    if (file === undefined) {
      onProblem('This cannot be dropped here: only files from outside VS Code can. Use Choose File… for others.');
    } else if (more.length > 0) {
      onProblem('Several files were dropped. Drop one at a time.');
    } else {
      onFile(file);
    }
  });
}

/** Files, and entries of VS Code's explorer, of which the page sees nothing but the address. Text goes where it falls. */
function isTaken(data: DataTransfer | null): boolean {
  const types = data?.types ?? [];
  return types.includes('Files') || types.includes('text/uri-list');
}
