'use strict';
/* The figures and the setup of the runs, side by side. */
const figures = (() => {
  const { el, count, percent, millis, bytes, panel } = page;

  /* Without a prototype: files name the keys. */
  const names = entries => Object.assign(Object.create(null), entries);
  const labels = names({
    relay: 'relay', nodes: 'nodes', edges: 'links', messages: 'messages published', seed: 'seed', coverage: 'coverage',
    transmissions: 'payload transmissions', duplicates: 'duplicates', controlFrames: 'control frames',
    bytes: 'bytes', datagrams: 'datagrams', rmr: 'redundancy (RMR)', hops: 'hops to the last node',
    'latencyMillis.p50': 'latency p50', 'latencyMillis.p90': 'latency p90', 'latencyMillis.p99': 'latency p99',
    'latencyMillis.max': 'latency max', traceHash: 'trace hash', parts: 'parts of the network',
    largestPart: 'nodes in the largest part', linksNotUp: 'links that did not come up', linksNotUpAtEnd: 'links that are not up at the end',
    framesPerSecond: 'frames a second (not repeatable)', wallMillis: 'wall time (not repeatable)',
    'spy.precision': "spies' precision", 'spy.recall': "spies' recall",
    'discovery.convergenceMillis': 'time to converge',
    'attack.discouragedHostile': 'attackers discouraged', 'attack.discouragedHonest': 'honest pairs discouraged', 'spy.precisionInterval': 'interval of the precision',
    'spy.recallInterval': 'interval of the recall', 'setup.intervalMillis': 'time between messages', 'setup.limitMillis': 'longest run',
    'setup.payloadBytes': 'payload of a message',
  });
  const groups = names({ drops: 'Drops', setup: 'Setup', refusals: 'Refused links', bytesByKind: 'Bytes by kind',
    counters: 'Counters of all nodes, without those at 0', discovery: 'Discovery', spy: 'Spies', attack: 'Attack', latencyMillis: 'Latency' });
  const loose = new Set(['framesPerSecond', 'wallMillis']);

  const flat = (json, prefix, to) => {
    for (const [key, value] of Object.entries(json)) {
      const path = prefix ? prefix + '.' + key : key;
      if (Array.isArray(value)) {
        if (key !== 'notices') to.set(path, value.join(' to '));
      } else if (value !== null && typeof value === 'object') {
        flat(value, path, to);
      } else {
        to.set(path, value);
      }
    }
    return to;
  };

  const text = (path, value) => {
    if (value === undefined) return '\u2013';
    if (/(precision|recall)Interval$/.test(path)) return String(value).split(' to ').map(end => percent(Math.round(end * 1000) / 1000)).join(' to ');
    if (typeof value !== 'number') return String(value);
    if (/payloadBytes$|mtuBytes$/.test(path)) return count(value) + ' bytes';
    if (/coverage$|recall$|precision$/.test(path)) return percent(value);
    if (/[mM]illis/.test(path)) return millis(value);
    if (/bytes/i.test(path) && !/payloadBytes|mtuBytes/.test(path)) return bytes(value);
    return count(value);
  };

  /** The name of a figure for people. */
  const label = path => {
    const group = path.split('.')[0];
    return labels[path] || (groups[group] && path !== group ? groups[group] + ': ' + path.slice(group.length + 1) : path);
  };

  /** In which unit to write values of up to this size: what to divide them by, and its name. */
  const unit = (path, size) => {
    const first = list => list.find(([by]) => size >= by) || list[list.length - 1];
    if (/coverage$|recall$|precision$/.test(path)) return { by: 0.01, name: '%' };
    if (/[mM]illis/.test(path)) {
      const [by, name] = first([[60000, 'min'], [1000, 's'], [1, 'ms']]);
      return { by, name };
    }
    if (/bytes/i.test(path) && !/payloadBytes|mtuBytes/.test(path)) {
      const [by, name] = first([[1e12, 'TB'], [1e9, 'GB'], [1e6, 'MB'], [1e3, 'kB'], [1, 'bytes']]);
      return { by, name };
    }
    return { by: 1, name: '' };
  };

  /** A mean with its error, to two digits of the error; without the error if it is null. */
  const mean = (path, value, error) => {
    if (value === null) return '\u2013';
    const { by, name } = unit(path, Math.abs(value));
    const least = error ? error / by : Math.abs(value / by) / 100;
    const digits = least > 0 ? Math.max(0, Math.min(6, 1 - Math.floor(Math.log10(least)))) : 0;
    const short = number => number.toLocaleString('en', { maximumFractionDigits: digits, minimumFractionDigits: error ? digits : 0 });
    return short(value / by) + (error === null ? '' : ' \u00b1 ' + short(error / by)) + (name ? '\u00a0' + name : '');
  };

  const difference = (path, one, other) => {
    if (typeof one !== 'number' || typeof other !== 'number') return one === other ? 'same' : 'differs';
    if (one === other) return 'same';
    const sign = other > one ? '+' : '\u2212';
    const size = Math.abs(other - one);
    const share = one === 0 ? '' : ' (' + sign + count(Math.round((size / Math.abs(one)) * 1000) / 10) + ' %)';
    return sign + (/coverage$|recall$|precision$/.test(path) ? count(size * 100) + ' points' : text(path, size)) + share;
  };

  /** A difference, which breaks between its size and its share only. */
  const parts = text => text.split(' (').flatMap((part, i) => [i ? ' ' : '', el('span', { className: 'whole' }, (i ? '(' : '') + part)]);

  const cards = runs => {
    const of = (label, path) => {
      const values = runs.map(run => run.flat.get(path));
      if (values.every(value => value === undefined)) return null;
      return el('div', { className: 'card' }, el('div', { className: 'label' }, label),
        runs.length === 1
          ? el('div', { className: 'value' }, text(path, values[0]))
          : el('dl', { className: 'value small' }, runs.flatMap((run, i) => [el('dt', {}, run.short), el('dd', {}, text(path, values[i]))])));
    };
    return el('div', { className: 'cards', 'aria-label': 'The main figures' },
      of('Coverage', 'coverage'), of('Latency p50', 'latencyMillis.p50'), of('Latency p99', 'latencyMillis.p99'),
      of('Hops to the last node', 'hops'), of('Redundancy (RMR)', 'rmr'), of('Bytes sent', 'bytes'));
  };

  const differs = (path, values) => values.some(value => value !== values[0]);

  const tableOf = runs => {
    const paths = [];
    runs.forEach(run => run.flat.forEach((value, path) => paths.includes(path) || paths.push(path)));
    const two = runs.length === 2;
    const body = el('tbody', {});
    let group = null;
    const top = paths.filter(path => !groups[path.split('.')[0]] || path.startsWith('latencyMillis'));
    const groupOf = path => path.split('.')[0];
    const grouped = [...new Set(paths.map(groupOf))].flatMap(name => paths.filter(path => !top.includes(path) && groupOf(path) === name));
    for (const path of top.concat(grouped)) {
      const name = top.includes(path) ? null : groupOf(path);
      if (name !== group) {
        body.append(el('tr', { className: 'group' },
          el('th', { colSpan: runs.length + 1 + (two ? 1 : 0), scope: 'colgroup' }, groups[name])));
        group = name;
      }
      const values = runs.map(run => run.flat.get(path));
      const change = two && !loose.has(path) ? difference(path, values[0], values[1]) : '';
      const label = labels[path] || (name ? path.slice(name.length + 1) : path);
      body.append(el('tr', { className: runs.length > 1 && !loose.has(path) && differs(path, values) ? 'differs' : '' },
        el('th', { scope: 'row' }, label),
        values.map((value, i) => {
          const cell = el('td', {}, text(path, value));
          if (cell.textContent.length > 24) cell.className = 'long mono';
          // Small screens have no room for a column of differences.
          if (i === 1 && change && change !== 'same' && change !== 'differs') cell.append(el('small', { className: 'change' }, parts(change)));
          return cell;
        }),
        two ? el('td', { className: 'difference' }, parts(change)) : null));
    }
    return el('table', { id: 'figures-table' },
      el('caption', { className: 'skip' }, 'All figures of ' + runs.length + ' runs'),
      el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, 'figure'),
        runs.map(run => el('th', { scope: 'col' }, run.name)), two ? el('th', { scope: 'col', className: 'difference' }, 'difference') : null)),
      body);
  };

  const show = runs =>
    panel('figures', 'Figures',
      runs.length > 1 ? 'The same figures for each run; rows that differ are marked with \u2260.' : runs[0].flat.has('traceHash') ? 'All figures and the setup, as --json prints them.' : 'All figures of the run.',
      el('div', { className: 'wide' }, tableOf(runs)));

  return { flat, cards, show, label, unit, mean };
})();
