'use strict';
/* The page of a sweep: its figures over the parameters that differ. */
const sweep = (() => {
  const { el, panel, count, drawn, visible, command, choice, table } = page;
  const MAX_LINES = 12;
  const MAX_ROWS = 300;
  const data = JSON.parse(document.getElementById('data').textContent);
  const parameters = data.parameters.map((parameter, i) => Object.assign(parameter, { i, label: visible(parameter.name),
    texts: parameter.values.map(text => (text === '' ? '(not set)' : visible(text))) }));
  const rows = data.cells.map((cells, row) => ({ row, cells, of: parameters.map((p, i) => data.indices[row * parameters.length + i]) }));
  const main = document.getElementById('main');
  main.replaceChildren();
  document.title = visible(data.title);

  // ---- values as numbers -----------------------------------------------------------------------

  const TIMES = { ns: 1e-6, us: 1e-3, ms: 1, s: 1e3, m: 6e4, h: 3.6e6 };

  /** The values of a parameter as numbers of one kind; null if they are none. */
  const numbers = parameter => {
    const kinds = new Set();
    const values = parameter.values.map(text => {
      const found = /^(-?\d+(?:\.\d+)?(?:e-?\d+)?) ?(%|ns|us|ms|s|m|h)?$/i.exec(text);
      if (!found) return NaN;
      const [, size, unit] = found;
      if (Number(size) !== 0) kinds.add(unit && unit !== '%' ? 'time' : 'number');
      return unit === '%' ? size / 100 : unit ? size * TIMES[unit.toLowerCase()] : Number(size);
    });
    return kinds.size > 1 || values.some(Number.isNaN) || new Set(values).size < values.length ? null : values;
  };
  parameters.forEach(parameter => { parameter.numbers = numbers(parameter); });

  /** Which values are next to each other: by size if they are numbers, else as in the plan. */
  const ordered = parameter => {
    const order = parameter.values.map((text, i) => i);
    return parameter.numbers ? order.sort((a, b) => parameter.numbers[a] - parameter.numbers[b]) : order;
  };

  // ---- what is chosen --------------------------------------------------------------------------

  const USUAL = ['loss', 'nodes'];
  const rank = p => [p.values.length, USUAL.indexOf(p.label), p.label.includes('.') ? 0 : 1];
  const before = (a, b) => {
    const [one, other] = [rank(a), rank(b)];
    const i = one.findIndex((value, k) => value !== other[k]);
    return i >= 0 && one[i] > other[i];
  };
  const most = list => list.reduce((best, p) => (!best || before(p, best) ? p : best), null);
  const across = most(parameters.filter(p => p.numbers)) || most(parameters);
  const others = parameters.filter(p => p !== across);
  const state = { x: across, colours: others.find(p => p.label === 'relay') || most(others.filter(p => p.values.length <= 6)) || others[0] || null,
    filters: new Map(), on: null, place: null, log: false, more: null };

  const places = () => {
    const { x } = state;
    if (!x || !x.numbers) return ['even'];
    return Math.min(...x.numbers) > 0 ? ['scale', 'even', 'log'] : ['scale', 'even'];
  };
  const usual = () => {
    const { x } = state;
    if (!x || !x.numbers) return 'even';
    return Math.min(...x.numbers) > 0 && x.values.length > 2 && Math.max(...x.numbers) / Math.min(...x.numbers) >= 30 ? 'log' : 'scale';
  };

  /** The rows that the filters leave, and the parameters that need a filter, with what they may be. */
  const filtered = () => {
    let left = rows;
    const filters = [];
    const together = [];
    const implied = [];
    for (const parameter of parameters) {
      if (parameter === state.x || parameter === state.colours) continue;
      const places = new Map();
      let needed = false;
      for (const row of left) {
        const place = (state.x ? row.of[state.x.i] : 0) + ',' + (state.colours ? row.of[state.colours.i] : 0);
        if (!places.has(place)) places.set(place, row.of[parameter.i]);
        else if (places.get(place) !== row.of[parameter.i]) needed = true;
      }
      const values = [...new Set(left.map(row => row.of[parameter.i]))];
      if (!needed) {
        if (values.length > 1) together.push(parameter);
        else if (filters.length) implied.push(parameter.label + ' is ' + parameter.texts[values[0]] + '.');
        continue;
      }
      const chosen = values.includes(state.filters.get(parameter)) ? state.filters.get(parameter) : values[0];
      state.filters.set(parameter, chosen);
      filters.push({ parameter, values: ordered(parameter).filter(value => values.includes(value)), chosen });
      left = left.filter(row => row.of[parameter.i] === chosen);
    }
    return { left, filters, together, implied };
  };

  // ---- models of the plots -----------------------------------------------------------------------

  const xAxis = left => {
    const { x } = state;
    if (!x) return { name: '', texts: ['all runs'], at: [0.5], order: [0], log: false };
    const order = ordered(x).filter(value => left.some(row => row.of[x.i] === value));
    const place = state.place || usual();
    const scale = order.map((value, i) => (place === 'even' ? i : place === 'log' ? Math.log(x.numbers[value]) : x.numbers[value]));
    const [low, high] = [Math.min(...scale), Math.max(...scale)];
    return { name: x.label, texts: order.map(value => x.texts[value]), order, log: place === 'log',
      at: scale.map(value => (high === low ? 0.5 : place === 'even' ? (value + 0.5) / order.length : (value - low) / (high - low))) };
  };

  /** The values that have lines, with a colour each: those that are on, at most so many. */
  const lineOf = left => {
    const { colours } = state;
    if (!colours) return { all: [], lines: [{ name: '', value: null, slot: 0 }] };
    const all = ordered(colours).filter(value => left.some(row => row.of[colours.i] === value));
    const on = state.on || new Set(all.slice(0, MAX_LINES));
    const lines = all.filter(value => on.has(value)).map((value, slot) => ({ name: colours.texts[value], value, slot }));
    return { all, lines };
  };

  const modelOf = (figure, left, axis, lines) => ({
    x: axis, log: state.log, joined: Boolean(state.x && state.x.numbers),
    lines: lines.map(line => ({ name: line.name, slot: line.slot, points: left
      .filter(row => line.value === null || row.of[state.colours.i] === line.value)
      .map(row => ({ row, x: state.x ? axis.order.indexOf(row.of[state.x.i]) : 0, mean: figure.values[3 * row.row],
        error: figure.values[3 * row.row + 1], count: figure.values[3 * row.row + 2] }))
      .filter(point => point.mean !== null).sort((a, b) => a.x - b.x) })).filter(line => line.points.length || state.colours),
  });

  // ---- panels ----------------------------------------------------------------------------------

  const controls = el('div', { className: 'bar', id: 'controls' });
  const legend = el('div', { className: 'lines', id: 'lines', role: 'group', 'aria-label': 'Lines' });
  const saying = el('p', { className: 'soft', id: 'saying' });
  const shown = [];

  const pick = (label, options, chosen, on) => el('label', {}, label,
    el('select', { on: { change: event => on(event.target.value) } },
      options.map(([value, text]) => el('option', { value, selected: String(value) === String(chosen) }, text))));

  const text = point => (point.count > 1 ? count(point.count) + ' seeds' : 'one seed');

  const title = name => {
    const label = figures.label(name);
    return label.charAt(0).toUpperCase() + label.slice(1);
  };

  const chart = (figure, id) => {
    const readout = el('p', { className: 'readout', 'aria-live': 'polite' });
    const values = el('div', { className: 'scroll', tabIndex: 0, role: 'region' });
    const one = { figure, plot: new plot.Plot(figure.name, (point, line) => {
      readout.textContent = point ? [line.name, state.x ? state.x.label + ' ' + state.x.texts[point.row.of[state.x.i]] : ''].filter(part => part).join(', ')
        + ': ' + figures.mean(figure.name, point.mean, point.error) + ', ' + text(point) : '\u00a0';
    }) };
    readout.textContent = '\u00a0';
    one.section = panel(id, title(figure.name), null, one.plot.host, readout, el('details', {}, el('summary', {}, 'As a table'), values));
    one.section.querySelector('h2').append(' ', one.plot.unit);
    one.update = model => {
      one.plot.path = one.figure.name;
      one.plot.show(model);
      readout.textContent = '\u00a0';
      const heads = (state.colours ? [state.colours.label] : []).concat(state.x ? [state.x.label] : [], ['mean', 'seeds']);
      values.setAttribute('aria-label', figures.label(one.figure.name));
      values.replaceChildren(table(figures.label(one.figure.name), heads, model.lines.flatMap(line => line.points.map(point =>
        (state.colours ? [line.name] : []).concat(state.x ? [state.x.texts[point.row.of[state.x.i]]] : [],
          [figures.mean(one.figure.name, point.mean, point.error), count(point.count)]))).slice(0, MAX_ROWS)));
    };
    shown.push(one);
    return one;
  };

  const legendOf = ({ all, lines }) => legend.replaceChildren(...all.map(value => {
    const line = lines.find(one => one.value === value);
    const box = el('input', { type: 'checkbox', checked: Boolean(line), disabled: !line && lines.length >= MAX_LINES, on: { change: () => {
      state.on = new Set(lines.map(one => one.value).filter(other => other !== value).concat(line ? [] : [value]));
      update();
    } } });
    return el('label', { className: line ? 'on' : '' }, box, line ? plot.swatch(line.slot) : null, state.colours.texts[value]);
  }));

  const controlsOf = filters => {
    const named = parameters.map(p => [p.i, p.label]);
    const parts = [];
    if (parameters.length > 1) {
      parts.push(pick('Across', named, state.x.i, value => {
        const chosen = parameters[value];
        if (chosen === state.colours) state.colours = state.x;
        Object.assign(state, { x: chosen, place: null });
        state.on = null;
        update();
      }), pick('Colours', [[-1, 'none']].concat(named.filter(([i]) => i !== state.x.i)), state.colours ? state.colours.i : -1, value => {
        state.colours = value < 0 ? null : parameters[value];
        state.on = null;
        update();
      }));
    }
    filters.forEach(({ parameter, values, chosen }) => parts.push(pick(parameter.label, values.map(value => [value, parameter.texts[value]]), chosen,
      value => {
        state.filters.set(parameter, Number(value));
        update();
      })));
    const names = { scale: 'To scale', even: 'Evenly', log: 'Logarithmic' };
    const possible = places();
    if (possible.length > 1) {
      parts.push(el('label', { className: 'kind' }, 'Horizontal', choice('Horizontal axis', possible.map(value => [value, names[value]]), state.place || usual(), value => {
        state.place = value;
        update();
      })));
    }
    parts.push(el('label', { className: 'kind' }, 'Vertical', choice('Vertical axis', [['lin', 'Linear'], ['log', 'Logarithmic']], state.log ? 'log' : 'lin', value => {
      state.log = value === 'log';
      update();
    })));
    // A control keeps the focus when all are made again.
    const old = [...controls.querySelectorAll('select, input')].indexOf(document.activeElement);
    controls.replaceChildren(...parts);
    const again = controls.querySelectorAll('select, input')[old];
    if (again) again.focus();
  };

  const update = () => {
    const { left, filters, together, implied } = filtered();
    const axis = xAxis(left);
    const lines = lineOf(left);
    controlsOf(filters);
    legendOf(lines);
    const sayings = filters.map(({ parameter, chosen }) => parameter.label + ' is ' + parameter.texts[chosen] + '.')
      .concat(implied, together.map(parameter => parameter.label + ' changes together with ' + (state.x ? state.x.label : 'the others') + '.'));
    if (lines.lines.length < lines.all.length) sayings.push(count(lines.lines.length) + ' of ' + count(lines.all.length) + ' lines are drawn.');
    saying.textContent = sayings.join(' ');
    saying.hidden = sayings.length === 0;
    shown.forEach(one => one.update(modelOf(one.figure, left, axis, lines.lines)));
  };

  const heading = () => {
    const seeds = [...new Set(data.cells)];
    document.getElementById('top').append(el('h1', {}, data.title),
      el('p', { className: 'soft' }, count(data.cells.reduce((sum, cells) => sum + cells, 0)) + ' runs: '
        + (data.combinations === 1 ? 'one combination' : count(data.combinations) + ' combinations') + ' of parameters with '
        + (seeds.length === 1 ? (seeds[0] === 1 ? 'one seed' : count(seeds[0]) + ' seeds') : count(Math.min(...seeds)) + ' to ' + count(Math.max(...seeds)) + ' seeds')
        + ' each. ' + (Math.max(...seeds) === 1 ? 'A dot is a run; several seeds would give an interval.' : 'A dot is the mean, a bar its 95 % confidence interval by Student\u2019s t.')
        + (data.command ? ' The command that wrote this page:' : '')),
      data.command ? command(data.command) : '',
      ...data.notices.map(notice => el('p', { className: 'notice' }, notice)));
  };

  const copy = text => {
    const button = el('button', { type: 'button', className: 'small', title: text, on: { click: () => {
      navigator.clipboard.writeText(text).then(() => { button.textContent = 'Copied'; }, () => { button.textContent = text; });
    } } }, 'Copy');
    return button;
  };

  const means = () => {
    const columns = data.figures.slice(0, data.main);
    const commands = data.commands.length > 0 && data.commands.some(text => text);
    const heads = parameters.map(p => p.label).concat(['seeds'], columns.map(figure => figures.label(figure.name)), commands ? ['command'] : []);
    const body = rows.slice(0, MAX_ROWS).map(({ row, cells, of }) => parameters.map((p, i) => p.texts[of[i]]).concat([count(cells)],
      columns.map(figure => figures.mean(figure.name, figure.values[3 * row], figure.values[3 * row + 1])), commands ? [copy(data.commands[row])] : []));
    const made = table('Means of all combinations', heads, body);
    made.className = 'means';
    made.querySelectorAll('tr').forEach(row => [...row.children].slice(0, parameters.length).forEach(cell => { cell.className = 'name'; }));
    return panel('means', 'Means of all combinations',
      (rows.length > MAX_ROWS ? 'The first ' + count(MAX_ROWS) + ' of ' + count(rows.length) + ', in the order of the plan. ' : 'In the order of the plan. ')
      + 'After \u00b1 stands half the width of the 95 % confidence interval.' + (commands ? ' The command makes the run of one seed again.' : ''),
      el('div', { className: 'scroll wide', tabIndex: 0, role: 'region', 'aria-label': 'Means of all combinations' }, made));
  };

  const about = () => {
    if (data.fixed.length) {
      main.append(panel('setup', 'Common to all runs', null, el('dl', { className: 'facts' },
        ...data.fixed.flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, value)]))));
    }
    document.getElementById('about').append(panel('about-page', 'About this page', 'It is complete: it loads nothing and sends nothing.',
      data.leftOut.length ? el('p', {}, 'To keep the file small, it has ' + data.leftOut.join('; ') + '. gossip sweep merge prints all.') : el('p', {}, 'Nothing is left out.')));
  };

  heading();
  if (rows.length === 0) {
    main.append(panel('nothing', 'No results yet', null, el('p', {}, 'No run of this sweep is done. Run the sweep, and make this page again.')));
  } else {
    if (parameters.length > 0) {
      main.append(panel('choice', 'Means with their intervals', 'Point at a dot, or use the arrow keys in a picture, to read its value. A bar without a cap goes on where the figure itself cannot.', controls, legend, saying));
    }
    const grid = el('div', { className: 'grid' }, data.figures.slice(0, data.main).map((figure, i) => chart(figure, 'figure-' + i).section));
    main.append(grid);
    const more = data.figures.slice(data.main);
    if (more.length > 0) {
      const differing = more.findIndex(figure => figure.values.some((value, i) => i % 3 === 0 && value !== null && value !== figure.values[0]));
      const one = chart(more[Math.max(0, differing)], 'figure-more');
      one.section.querySelector('h2').replaceChildren('Another figure ', one.plot.unit);
      one.section.querySelector('h2').after(el('div', { className: 'bar' }, pick('Figure', more.map((figure, i) => [i, title(figure.name)]), Math.max(0, differing), value => {
        one.figure = more[value];
        update();
      })));
      grid.append(one.section);
    }
    main.append(means());
    drawn(update);
  }
  about();
})();
