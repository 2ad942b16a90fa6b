'use strict';
/* One message: its tree, its diagram of copies over time, and what spies saw; and the links. */
const message = (() => {
  const { el, svg, count, millis, bytes, panel, table, colour, ramp, series } = page;
  const MAX_TREE = 260;
  const MAX_LANES = 12;
  const MAX_ARROWS = 260;
  const small = () => document.documentElement.clientWidth <= 520;

  const nothing = chosen => [el('p', { className: 'soft' }, chosen.order.length === 0 ? 'No other node got a message.'
    : 'The origin of this message is not among the nodes that are shown.')];

  const tree = (net, chosen) => {
    if (chosen.origin < 0 || chosen.order.length === 0) return nothing(chosen);
    const shown = new Set([chosen.origin]);
    for (const node of [...chosen.order].sort((a, b) => chosen.hop[a] - chosen.hop[b])) {
      if (shown.size < MAX_TREE && shown.has(chosen.parent[node])) shown.add(node);
    }
    const nodes = [...shown].map(id => ({ id, parent: id === chosen.origin ? '' : chosen.parent[id] }));
    const root = d3.stratify().id(d => String(d.id)).parentId(d => String(d.parent))(nodes);
    const lanes = root.leaves().length;
    const depth = Math.max(1, root.height);
    const width = Math.max(250, small() ? Math.min(document.documentElement.clientWidth - 52, depth * 44 + 120) : Math.min(1140, depth * 130 + 120));
    const height = Math.max(80, Math.min(lanes * 14, 1600)) + 30;
    d3.cluster().size([height - 30, width - 110]).separation(() => 1)(root);
    const picture = svg('svg', { class: 'draw', width, height, viewBox: '0 0 ' + width + ' ' + height, role: 'img',
      'aria-label': 'Propagation tree: from which node each node got the message first' });
    root.links().forEach(({ source, target }) => picture.append(svg('path', {
      d: `M${source.y + 20},${source.x + 15}C${(source.y + target.y) / 2 + 20},${source.x + 15} ${(source.y + target.y) / 2 + 20},${target.x + 15} ${target.y + 20},${target.x + 15}`,
      fill: 'none', stroke: colour('line'), 'stroke-width': 1.5 })));
    root.descendants().forEach(node => {
      const time = chosen.time[Number(node.id)];
      const name = index(net, Number(node.id));
      picture.append(svg('g', {}, svg('title', {}, 'node ' + name + ', after ' + millis(time / 1000)),
        svg('circle', { cx: node.y + 20, cy: node.x + 15, r: 4.5, fill: ramp(time / chosen.last) })));
      if (!node.children || lanes < 60) {
        picture.append(svg('text', { x: node.y + 28, y: node.x + 15 + (node.children ? -6 : 4) },
          name + (node.children ? '' : ' \u00b7 ' + millis(time / 1000))));
      }
    });
    const left = chosen.order.length + 1 - shown.size;
    return [el('div', { className: 'scroll', tabIndex: 0, role: 'region', 'aria-label': 'Propagation tree' }, picture),
      left > 0 ? el('p', { className: 'soft' }, 'The first ' + count(shown.size) + ' nodes; ' + count(left) + ' more got it later, or by way of a node that is no honest one.') : null,
      page.asTable('Deliveries in order', ['node', 'from node', 'after', 'hops'],
        chosen.order.slice(0, 200).map(node => [index(net, node), chosen.parent[node] < 0 ? 'unknown' : index(net, chosen.parent[node]),
          millis(chosen.time[node] / 1000), count(chosen.hop[node])]))];
  };

  const index = (net, position) => String(net.indices ? net.indices[position] : position);

  /** The nodes that the diagram shows: the way to the last node, then those that got it first. */
  const lanes = (net, chosen, wanted) => {
    const nodes = new Set([chosen.origin]);
    const target = wanted >= 0 && chosen.time[wanted] >= 0 ? wanted : chosen.order[chosen.order.length - 1];
    const way = [];
    for (let node = target; node !== undefined && node >= 0 && way.length < MAX_LANES; node = chosen.parent[node]) way.push(node);
    way.reverse().forEach(node => nodes.add(node));
    for (const node of chosen.order) if (nodes.size < (small() ? 6 : MAX_LANES)) nodes.add(node);
    return [...nodes].filter(node => node >= 0).sort((a, b) => chosen.time[a] - chosen.time[b]);
  };

  /** When a copy was received; -1 if it was not, -2 if that is not in the file. */
  const received = (arrives, before) =>
    (arrives >= 0 ? before + millis(arrives / 1000) : arrives === -1 ? 'not received' : 'not in this file');

  /** A round step that divides a time into about five. */
  const step = end => {
    const power = 10 ** Math.floor(Math.log10(end / 5));
    return [1, 2, 5, 10].map(factor => factor * power).find(size => size >= end / 6);
  };

  const diagram = (net, chosen, wanted) => {
    if (chosen.origin < 0 || chosen.order.length === 0) return nothing(chosen);
    if (!chosen.copies) return [el('p', { className: 'soft' }, 'The copies of this message are not in the file; choose an earlier message.')];
    const shown = lanes(net, chosen, wanted);
    const lane = new Map(shown.map((node, i) => [node, i]));
    const gap = small() ? 46 : 84;
    const width = shown.length * gap + 70;
    const arrows = [];
    for (let i = 0; i < chosen.copies.length && arrows.length < MAX_ARROWS; i += 4) {
      const [from, to, sent, arrives] = chosen.copies.slice(i, i + 4);
      if (lane.has(from) && lane.has(to)) arrows.push({ from, to, sent, arrives });
    }
    const end = Math.max(1, ...arrows.map(arrow => Math.max(arrow.sent, arrow.arrives)), ...shown.map(node => chosen.time[node]));
    const height = Math.max(360, Math.min(760, 200 + arrows.length * 7));
    const x = node => 64 + lane.get(node) * gap;
    const y = time => 36 + (time / end) * (height - 60);
    const picture = svg('svg', { class: 'draw', width, height, viewBox: '0 0 ' + width + ' ' + height, role: 'img',
      'aria-label': 'Diagram of copies over time: one line for each node, time from top to bottom, one arrow for each copy' });
    for (let at = 0; at <= end; at += step(end)) {
      picture.append(svg('line', { x1: 50, x2: width, y1: y(at), y2: y(at), stroke: colour('line') }),
        svg('text', { x: 44, y: y(at) + 4, 'text-anchor': 'end' }, page.tick(at / 1000)));
    }
    if (small()) picture.append(svg('text', { x: 44, y: 16, 'text-anchor': 'end' }, 'node'));
    for (const node of shown) {
      picture.append(svg('line', { x1: x(node), x2: x(node), y1: 26, y2: height - 12, stroke: colour('unreached'), 'stroke-width': 1.5 }),
        svg('line', { x1: x(node), x2: x(node), y1: y(chosen.time[node]), y2: height - 12, stroke: ramp(chosen.time[node] / chosen.last), 'stroke-width': 4 }),
        svg('text', { x: x(node), y: 16, 'text-anchor': 'middle' }, (small() ? '' : 'node ') + index(net, node)));
    }
    for (const { from, to, sent, arrives } of arrows) {
      const first = arrives >= 0 && chosen.parent[to] === from && Math.abs(chosen.time[to] - arrives) < 2;
      const lost = arrives === -1;
      const stop = arrives < 0 ? sent + end * 0.03 : arrives;
      const share = arrives < 0 ? 0.4 : 1;
      const x2 = x(from) + (x(to) - x(from)) * share;
      const stroke = first ? series(0) : series(1);
      const angle = Math.atan2(y(stop) - y(sent), x2 - x(from));
      const line = svg('g', {}, svg('title', {}, `copy from node ${index(net, from)} to node ${index(net, to)}, sent at ${millis(sent / 1000)}, ` +
        received(arrives, 'received at ') + (first ? ', the first' : '')),
      svg('line', { x1: x(from), y1: y(sent), x2, y2: y(stop), stroke, 'stroke-width': first ? 2.2 : 1.1, 'stroke-dasharray': first ? 'none' : '5 4' }));
      if (arrives >= 0 || lost) line.append(lost
        ? svg('path', { d: `M${x2 - 4},${y(stop) - 4}l8,8m0,-8l-8,8`, stroke, 'stroke-width': 2 })
        : svg('path', { d: `M${x2},${y(stop)}L${x2 - 8 * Math.cos(angle - 0.4)},${y(stop) - 8 * Math.sin(angle - 0.4)}L${x2 - 8 * Math.cos(angle + 0.4)},${y(stop) - 8 * Math.sin(angle + 0.4)}Z`, fill: stroke }));
      picture.append(line);
    }
    return [el('div', { className: 'scroll', tabIndex: 0, role: 'region', 'aria-label': 'Diagram of copies over time' }, picture),
      page.asTable('Copies between these nodes', ['from node', 'to node', 'sent after', 'received after'],
        arrows.map(arrow => [index(net, arrow.from), index(net, arrow.to), millis(arrow.sent / 1000),
          received(arrow.arrives, '')]))];
  };

  const seen = (net, chosen) => {
    if (!chosen.seen) return null;
    // A large network has origins that are not shown, and then not named here.
    const origin = chosen.origin < 0 ? null : index(net, chosen.origin);
    const rows = chosen.seen.map(([spy, from, time]) => ['spy ' + spy, 'node ' + from, millis(time / 1000),
      origin === null ? 'not shown' : String(from) === origin ? 'yes' : 'no']);
    const first = rows[0];
    return [el('p', {}, first
      ? `The first spy, ${first[0].slice(4)}, saw it from ${first[1]} after ${first[2]}; ` + (origin === null ? 'its origin is not among the nodes that are shown.'
        : `its origin is node ${origin}, so a guess by the first spy is ${first[3] === 'yes' ? 'right' : 'wrong'}.`)
      : 'No spy saw this message.'),
    rows.length ? el('div', { className: 'scroll' }, table('What spies saw', ['spy', 'saw it from', 'after', 'the origin'], rows)) : null];
  };

  /** What each fault hit. */
  const faults = net => (net.faults.length === 0 ? null : panel('faults', 'Faults', 'What was asked for, and how many datagrams, nodes or clock readings it hit.',
    el('div', { className: 'scroll', tabIndex: 0, role: 'region', 'aria-label': 'Faults' },
      table('Faults', ['fault', 'hits'], net.faults.map(([text, hits]) => [page.plain(text), hits === 0 ? 'none' : count(hits)])))));

  /** The last lines of the logs of nodes: a choice of the node, which follows the picture. */
  const logs = (net, all) => {
    if (!all || all.length === 0) return null;
    const text = el('pre', { className: 'log mono', id: 'log', tabIndex: 0 });
    const left = el('p', { className: 'soft' });
    const show = number => {
      const log = all[number];
      text.replaceChildren(...(log.lines.length ? log.lines : ['nothing']).flatMap(line => [document.createTextNode(page.visible(line)), document.createElement('br')]));
      left.textContent = log.lines.length < log.all ? 'The last ' + count(log.lines.length) + ' of ' + count(log.all) + ' lines.' : count(log.all) + (log.all === 1 ? ' line.' : ' lines.');
      text.scrollTop = text.scrollHeight;
    };
    const pick = el('select', { id: 'log-of', on: { change: event => show(Number(event.target.value)) } },
      all.map((log, i) => el('option', { value: i }, log.name)));
    show(0);
    return { section: panel('logs', 'Last lines of the nodes', 'The latest at the end. A click on a node in the picture chooses its lines.',
      el('div', { className: 'bar' }, el('label', {}, 'Node', pick)), text, left),
    choose: node => {
      const found = all.findIndex(log => log.name === 'node ' + index(net, node));
      if (node >= 0 && found >= 0) {
        pick.value = found;
        show(found);
      }
    } };
  };

  const links = net => {
    if (!net.frames) return null;
    const rows = [];
    for (let i = 0; i < net.links.length; i += 6) rows.push(net.links.slice(i, i + 6));
    const copies = row => row[2] + row[3];
    const size = row => row[4] + row[5];
    rows.sort((a, b) => size(b) - size(a));
    if (rows.length === 0) return null;
    const most = size(rows[0]) || 1;
    const middle = rows[Math.floor(rows.length / 2)];
    const meter = row => {
      const bar = el('i', { 'aria-hidden': 'true' });
      bar.style.width = Math.max(1, (size(row) / most) * 100) + '%';
      return el('span', { className: 'hbar' }, el('span', {}, bytes(size(row))), bar);
    };
    return panel('links', 'Copies and bytes by link',
      `Of ${count(rows.length)} links: the busiest carried ${bytes(most)} in frames, the median ${bytes(size(middle))} with ${count(copies(middle))} copies of messages. The 100 busiest:`,
      el('div', { className: 'scroll', tabIndex: 0, role: 'region', 'aria-label': 'The busiest links' },
        table('The busiest links', ['link', 'copies there', 'copies back', 'bytes of frames'],
          rows.slice(0, 100).map(row => [index(net, row[0]) + ' \u2194 ' + index(net, row[1]), count(row[2]), count(row[3]), meter(row)]))));
  };

  return { tree, diagram, seen, links, faults, logs, index };
})();
