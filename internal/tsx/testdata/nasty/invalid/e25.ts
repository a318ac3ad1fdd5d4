export { a } from;
