/** The page's controls. No other folder imports the toolkit, so that it can be replaced here. */
export { button, iconButton, linkButton } from './buttons.ts';
export { type Attributes, type Child, drawing, element, hiddenText, setAttributes } from './element.ts';
export { menuButton } from './menuButton.ts';
export { registerToolkit } from './register.ts';
export { select } from './select.ts';
export { type TextAreaControl, textArea } from './textArea.ts';
