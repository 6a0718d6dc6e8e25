/** An attribute that is undefined or false is left out; true is an empty one. ARIA's are spelled out: `true`, `false`. */
type Value = string | number | boolean | undefined;

type PlainName =
  | 'class'
  | 'colspan'
  | 'for'
  | 'hidden'
  | 'id'
  | 'open'
  | 'role'
  | 'scope'
  | 'selected'
  | 'slot'
  | 'tabindex'
  | 'title'
  | 'type'
  | 'value';

/** Neither `style` nor `on…`: the page's content security policy allows neither. */
export type Attributes = Readonly<Partial<Record<PlainName | `aria-${string}` | `data-${string}`, Value>>>;

/** Strings become text, never markup. */
export type Child = Node | string | undefined;

/** An element with its attributes and children. All that the page shows is made here or in `drawing`. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  setAttributes(made, attributes);
  appendAll(made, children);
  return made;
}

/** An element of SVG; lengths are strings with their unit, or numbers of user units. */
export function drawing<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string | number>>,
  ...children: readonly Child[]
): SVGElementTagNameMap[Tag] {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) {
    made.setAttribute(name, String(value));
  }
  appendAll(made, children);
  return made;
}

/** Words that screen readers say and nobody sees. */
export function hiddenText(text: string): HTMLElement {
  return element('span', { class: 'visually-hidden' }, text);
}

export function setAttributes(target: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || (value === false && !name.startsWith('aria-'))) {
      target.removeAttribute(name);
    } else {
      target.setAttribute(name, value === true && !name.startsWith('aria-') ? '' : String(value));
    }
  }
}

function appendAll(parent: Element, children: readonly Child[]): void {
  for (const child of children) {
    if (child !== undefined) {
      parent.append(child);
    }
  }
}
