'use strict';
/* What all parts of the page share. Text of a run is only ever set as the text of a node. */
const page = (() => {
  const hidden = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

  /** Text with invisible and direction-changing characters spelled out. */
  const visible = text => String(text).replace(hidden, c => '\\u{' + c.codePointAt(0).toString(16) + '}');

  /** An element: properties, then children, which are elements or text. */
  const el = (tag, props, ...children) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(props || {})) {
      if (name === 'on') {
        for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
      } else if (name in node && name !== 'list') {
        node[name] = value;
      } else {
        node.setAttribute(name, value);
      }
    }
    for (const child of children.flat()) {
      if (child !== null && child !== undefined) {
        node.append(child instanceof Node ? child : document.createTextNode(visible(child)));
      }
    }
    return node;
  };

  const svg = (tag, props, ...children) => {
    const node = document.createElementNS('http://www.w3.org/2000/svg', tag);
    for (const [name, value] of Object.entries(props || {})) node.setAttribute(name, value);
    for (const child of children) {
      node.append(child instanceof Node ? child : document.createTextNode(visible(child)));
    }
    return node;
  };

  const numbers = new Intl.NumberFormat('en', { maximumFractionDigits: 2 });
  const count = value => numbers.format(value);
  const percent = value => (value === 1 ? '100 %' : numbers.format(Math.floor(value * 1e4) / 100) + ' %');
  const millis = value => {
    const size = Math.abs(value);
    if (size >= 60000) return numbers.format(value / 60000) + ' min';
    if (size >= 1000) return numbers.format(value / 1000) + ' s';
    return (size >= 100 ? Math.round(value) : size >= 10 ? value.toFixed(1) : value.toFixed(2)) + ' ms';
  };
  /** The same for an axis, without zeros at the end. */
  const tick = value => (value === 0 ? '0' : millis(value).replace(/(\.\d*?)0+ /, '$1 ').replace('. ', ' '));
  /** Text in which durations such as PT0.02S are written as others are. */
  const plain = text => text.replace(/\bPT(\d+(?:\.\d+)?)S\b/g, (whole, seconds) => tick(seconds * 1000));
  const bytes = value => {
    const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
    let unit = 0;
    for (; value >= 1000 && unit < units.length - 1; unit++) value /= 1000;
    return numbers.format(value) + ' ' + units[unit];
  };

  const colour = name => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
  const dark = () => matchMedia('(prefers-color-scheme: dark)').matches;
  const redraws = [];
  /** Draws now, and again when the colours of the page change. */
  const drawn = draw => {
    redraws.push(draw);
    draw();
  };
  const redraw = () => redraws.forEach(draw => draw());
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);

  /* Okabe and Ito's colours, which people with any kind of colour blindness can tell apart. */
  const series = index => {
    const light = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#8a6d00', '#56b4e9'];
    const onDark = ['#56b4e9', '#ff8a3d', '#2fc79a', '#e39ac2', '#f0e442', '#8fb8ff'];
    return (dark() ? onDark : light)[index % 6];
  };
  const dashes = index => [[], [8, 4], [3, 3], [10, 3, 3, 3], [1, 4], [14, 4]][index % 6];

  /* From early to late; every step differs in lightness. */
  const ramps = {
    light: [[68, 1, 84], [65, 68, 135], [42, 120, 142], [34, 168, 132], [122, 209, 81]],
    dark: [[86, 98, 190], [52, 138, 175], [45, 180, 140], [140, 215, 75], [253, 231, 37]],
  };
  const ramp = share => {
    const stops = dark() ? ramps.dark : ramps.light;
    const at = Math.min(0.9999, Math.max(0, share)) * (stops.length - 1);
    const low = stops[Math.floor(at)];
    const high = stops[Math.floor(at) + 1];
    const part = at - Math.floor(at);
    return 'rgb(' + low.map((c, i) => Math.round(c + (high[i] - c) * part)).join(',') + ')';
  };

  const panel = (id, title, about, ...children) =>
    el('section', { className: 'panel', id, 'aria-labelledby': id + '-title' },
      el('h2', { id: id + '-title' }, title), about ? el('p', { className: 'soft' }, about) : null, ...children);

  /** A table; the columns of text, from 0, are to the left. */
  const table = (caption, heads, rows, texts = []) =>
    el('table', {},
      el('caption', { className: 'skip' }, caption),
      el('thead', {}, el('tr', {}, heads.map((head, i) => el('th', { scope: 'col', className: texts.includes(i) ? 'text' : '' }, head)))),
      el('tbody', {}, rows.map(row =>
        el('tr', {}, row.map((cell, i) => (i === 0 ? el('th', { scope: 'row' }, cell) : el('td', { className: texts.includes(i) ? 'text' : '' }, cell)))))));

  /** The same as a table, for those who do not see the picture. */
  const asTable = (caption, heads, rows) =>
    el('details', {}, el('summary', {}, 'As a table'),
      el('div', { className: 'scroll', tabIndex: 0, role: 'region', 'aria-label': caption }, table(caption, heads, rows)));

  /** A command of a shell, and a button that copies it. */
  const command = text => {
    const button = el('button', { type: 'button' }, 'Copy');
    button.addEventListener('click', () => {
      navigator.clipboard.writeText(text).then(() => { button.textContent = 'Copied'; },
        () => { button.textContent = 'Select it instead'; });
    });
    return el('div', { className: 'command' }, el('code', {}, text), button);
  };

  /** Some radio buttons of which one is chosen; options are [value, text]. */
  const choice = (name, options, chosen, onChoice) => {
    const labels = options.map(([value, text]) => {
      const input = el('input', { type: 'radio', name, value, checked: value === chosen });
      const label = el('label', { className: value === chosen ? 'on' : '' }, input, text);
      input.addEventListener('change', () => {
        labels.forEach(other => other.classList.toggle('on', other === label));
        onChoice(value);
      });
      return label;
    });
    return el('fieldset', { className: 'choice' }, el('legend', {}, name), labels);
  };

  return { visible, el, svg, count, percent, millis, tick, plain, bytes, colour, dark, drawn, redraw, series, dashes, ramp,
    panel, table, asTable, command, choice };
})();
