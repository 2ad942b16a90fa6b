// Text from other nodes, made visible. Everything reaches the page as text, never as markup.

const LIMIT = 600;
// What controls, reorders or hides text: it is shown by name instead.
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}]/gu;

/** Returns a text of which every character can be seen, at most some hundred of them. */
export function visible(text, limit = LIMIT) {
  const whole = [...String(text).slice(0, 2 * limit)];
  const shown = whole.slice(0, limit).join('').replace(UNSEEN, name);
  const left = String(text).length - whole.slice(0, limit).join('').length;
  return left > 0 ? `${shown} … (${count(left)} more)` : shown;
}

function name(character) {
  const code = character.codePointAt(0);
  if (code < 0x20) {
    return String.fromCodePoint(0x2400 + code);
  }
  if (code === 0x7f) {
    return '\u2421';
  }
  return `‹U+${code.toString(16).toUpperCase().padStart(4, '0')}›`;
}

/** The payload of an event: its text, or the first bytes of what is no text. */
export function payload(event) {
  if (event.text !== undefined) {
    return visible(event.text);
  }
  if (event.data === undefined) {
    return '';
  }
  const bytes = Uint8Array.from(atob(event.data), (c) => c.charCodeAt(0));
  const hex = [...bytes.slice(0, 24)].map((b) => b.toString(16).padStart(2, '0')).join(' ');
  return `${count(bytes.length)} bytes: ${hex}${bytes.length > 24 ? ' …' : ''}`;
}

export function count(number) {
  return Number(number).toLocaleString('en-US');
}

export function micros(value) {
  if (value === undefined) {
    return '–';
  }
  const millis = value / 1000;
  return millis < 10 ? `${millis.toFixed(2)} ms` : `${millis.toFixed(millis < 100 ? 1 : 0)} ms`;
}

/** The share of lost datagrams. 0 and 100 only if it is exactly that. */
export function loss(lost, expected) {
  if (!expected) {
    return '–';
  }
  if (lost === 0) {
    return '0 %';
  }
  const percent = (100 * lost) / expected;
  const rounded = Math.max(0.01, Math.min(percent, 99.99));
  return `${(lost === expected ? 100 : rounded).toFixed(percent < 1 ? 2 : 1)} %`;
}

/** Makes an element; children that are no elements become text. */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [key, value] of Object.entries(properties)) {
    if (key === 'class') {
      made.className = value;
    } else if (value !== undefined) {
      made.setAttribute(key, value);
    }
  }
  made.append(...children.map((child) => (child instanceof Node ? child : String(child))));
  return made;
}

/** Sets the text of an element if it differs, so that a selection in it stays. */
export function setText(target, text) {
  if (target.textContent !== String(text)) {
    target.textContent = text;
  }
}
