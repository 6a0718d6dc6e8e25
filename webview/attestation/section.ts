import { type Attributes, type Child, element } from '../toolkit/index.ts';

export interface Section<Model> {
  readonly element: HTMLElement;
  /** Draws what changed since, and hides all of it for undefined. */
  readonly show: (model: Model | undefined) => void;
}

/**
 * A part of the page that is drawn anew when its model changed, and left alone when it did not. The focus, what is
 * unfolded and how far boxes are scrolled stay, for elements that have an id.
 */
export function section<Model>(attributes: Attributes, draw: (model: Model) => readonly Child[]): Section<Model> {
  const made = element('section', { ...attributes, hidden: true });
  let drawn: string | undefined;
  return {
    element: made,
    show: (model) => {
      const wanted = model === undefined ? undefined : JSON.stringify(model);
      if (wanted === drawn) {
        return;
      }
      drawn = wanted;
      made.hidden = model === undefined;
      const restore = remember(made);
      made.replaceChildren(...(model === undefined ? [] : draw(model).filter((child) => child !== undefined)));
      restore();
    },
  };
}

/** Call the returned function after the children were replaced. */
function remember(parent: HTMLElement): () => void {
  const focused = parent.contains(document.activeElement) ? document.activeElement?.id : undefined;
  const folds = new Map([...parent.querySelectorAll('details')].map((fold) => [fold.id, fold.open]));
  const scrolled = new Map(
    [...parent.querySelectorAll('pre')].filter(({ scrollTop }) => scrollTop > 0).map((box) => [box.id, box.scrollTop]),
  );
  return () => {
    for (const fold of parent.querySelectorAll('details')) {
      fold.open = folds.get(fold.id) ?? fold.open;
    }
    for (const box of parent.querySelectorAll('pre')) {
      box.scrollTop = scrolled.get(box.id) ?? 0;
    }
    if (focused !== undefined && focused !== '') {
      focusById(parent, focused);
    }
  };
}

function focusById(parent: HTMLElement, id: string): void {
  for (const candidate of parent.querySelectorAll('[id]')) {
    if (candidate.id === id && candidate instanceof HTMLElement) {
      candidate.focus({ preventScroll: true });
      return;
    }
  }
}
