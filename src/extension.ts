export { activate } from './activate.ts';
