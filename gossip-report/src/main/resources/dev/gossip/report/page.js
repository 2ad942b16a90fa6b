'use strict';
(() => {
  const { el, panel, millis, count, percent, bytes, drawn, visible, command, choice } = page;
  const data = JSON.parse(document.getElementById('data').textContent);
  const runs = data.runs.map(run => Object.assign(run, { flat: figures.flat(run.figures, '', new Map()),
    short: run.name.replace(/^relay\./, '') }));
  const shown = runs.filter(run => run.network);
  const main = document.getElementById('main');
  main.replaceChildren();
  document.title = visible(data.title);

  const heading = () => {
    const commands = [...new Set(runs.map(run => run.command).filter(text => text))];
    document.getElementById('top').append(el('h1', {}, data.title),
      el('p', { className: 'soft' }, (runs.length === 1 ? 'One run, from seed ' + (runs[0].figures.seed || 'unknown') + '.'
        : count(runs.length) + ' runs side by side.') + (commands.length ? ' The same run again:' : '')),
      ...commands.map(command));
    const notices = [...new Set(runs.flatMap(run => run.figures.notices || []))];
    notices.forEach(notice => document.getElementById('top').append(el('p', { className: 'notice' }, notice)));
  };

  const none = { id: 'none', number: 0, origin: -1, at: 0, topic: '', bytes: 0, deliveries: [] };

  /** Replaces what an element has; tables in it that are open stay open. */
  const replace = (host, parts) => {
    const open = [...host.querySelectorAll('details')].map(table => table.open);
    host.replaceChildren(...parts.filter(part => part));
    host.querySelectorAll('details').forEach((table, i) => { table.open = open[i] || false; });
  };

  /** The network with everything about the chosen message. */
  const spread = (host, run, chosenMessage, curves) => {
    const net = run.network;
    // Messages are not counted at attackers, as in all figures.
    const honest = Math.max(1, net.count - net.hostile.length);
    if (net.messages.length === 0) net.messages.push(Object.assign({}, none));
    const canvas = el('canvas', { tabIndex: 0, id: 'stage', role: 'img',
      'aria-label': 'The network. Arrow keys choose a node in the order in which they got the message, plus and minus zoom.' });
    const facts = el('div', { id: 'facts', 'aria-live': 'polite' });
    const legendHost = el('div', {});
    const scrub = el('input', { type: 'range', min: 0, max: 1000, value: 1000, id: 'scrub', 'aria-label': 'Time since publication' });
    const clock = el('span', { className: 'time', id: 'clock' });
    const button = el('button', { type: 'button', className: 'primary', id: 'play' }, 'Play');
    const logs = message.logs(net, run.logs);
    const parts = { tree: el('div', { id: 'tree-body' }), diagram: el('div', { id: 'diagram-body' }), seen: el('div', {}) };
    const stage = new network.Stage(net, canvas, node => {
      describe(node);
      setTimeout(diagramOf);
    });
    const moved = () => {
      scrub.value = Math.round((stage.at / stage.message.end) * 1000);
      clock.textContent = millis(stage.at / 1000) + ' \u00b7 ' + percent(Math.min(1, stage.reached() / honest));
      scrub.setAttribute('aria-valuetext', clock.textContent);
      button.textContent = stage.playing ? 'Pause' : 'Play';
    };
    const describe = node => {
      const m = stage.message;
      if (logs) logs.choose(node);
      if (node < 0 && m.number === 0) {
        facts.replaceChildren(el('h3', {}, 'No message'), el('p', {}, 'No honest node published a message.'));
        return;
      }
      if (node < 0) {
        facts.replaceChildren(el('h3', {}, 'Message ' + count(m.number)), el('dl', { className: 'facts' },
          ...Object.entries({ id: m.id, topic: m.topic, payload: bytes(m.bytes), origin: m.origin < 0 ? 'not shown' : 'node ' + message.index(net, m.origin),
            published: millis(m.at) + ' into the run', reached: count(m.order.length + (m.origin < 0 ? 0 : 1)) + ' of ' + count(honest) + (honest < net.count ? ' honest' : '') + ' nodes',
            'last delivery': m.order.length ? millis(m.last / 1000) : 'none', hops: m.order.length ? count(m.hops) : '\u2013',
            ...(!net.frames ? {} : { copies: m.copies ? count(m.allCopies) + (m.allCopies > m.copies.length / 4 ? ', of which ' + count(m.copies.length / 4) + ' are in this file' : '') : 'not in this file' }) })
            .flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, value)])),
        el('p', { className: 'soft' }, 'Click a node, or use the arrow keys in the picture.'));
        return;
      }
      let got = 0;
      let sent = 0;
      const copies = m.copies || [];
      for (let i = 0; i < copies.length; i += 4) {
        sent += copies[i] === node ? 1 : 0;
        got += copies[i + 1] === node && copies[i + 3] >= 0 ? 1 : 0;
      }
      const role = [net.hostile.includes(node) ? 'attacker' : '', net.spies.includes(node) ? 'spy' : '', net.down.includes(node) ? 'down at the end' : '']
        .filter(text => text).join(', ') || 'honest';
      const rows = { role, received: m.time[node] < 0 ? 'never' : node === m.origin ? 'it is the origin' : 'after ' + millis(m.time[node] / 1000) };
      if (m.time[node] > 0) {
        rows['first from'] = m.parent[node] < 0 ? 'unknown' : 'node ' + message.index(net, m.parent[node]);
        rows.hops = count(m.hop[node]);
        rows.path = stage.path(node).reverse().map(at => message.index(net, at)).join(' \u2192 ');
      }
      if (m.copies) Object.assign(rows, { 'copies received': count(got), 'copies sent': count(sent) });
      facts.replaceChildren(el('h3', { id: 'node-title' }, 'Node ' + message.index(net, node)), el('dl', { className: 'facts' },
        ...Object.entries(rows).flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, value)])));
    };
    const diagramOf = () => replace(parts.diagram, message.diagram(net, stage.message, stage.selected));
    /** What has colours of its own. */
    const colourful = () => {
      legendHost.replaceChildren(network.legend(net, stage.message));
      replace(parts.tree, message.tree(net, stage.message));
      diagramOf();
    };
    const show = index => {
      stage.playing = false;
      stage.show(net.messages[index]);
      describe(-1);
      moved();
      colourful();
      const seen = message.seen(net, stage.message);
      if (seen) parts.seen.replaceChildren(...seen.filter(part => part));
      chosenMessage(run, stage.message);
    };
    const toggle = () => {
      if (stage.playing) {
        stage.playing = false;
      } else {
        if (stage.at >= stage.message.end) stage.at = 0;
        network.play(stage, moved);
      }
      moved();
    };
    button.addEventListener('click', toggle);
    scrub.addEventListener('input', () => {
      stage.playing = false;
      stage.at = (scrub.value / 1000) * stage.message.end;
      stage.draw();
      moved();
    });
    // Of the nodes that are shown and up at the end, without attackers.
    const away = new Set(net.hostile.concat(net.down));
    const live = Array.from({ length: net.count }, (no, i) => i).filter(i => !away.has(i));
    const missed = m => {
      const have = new Set([m.origin]);
      for (let i = 0; i < m.deliveries.length; i += 4) have.add(m.deliveries[i]);
      return live.filter(node => !have.has(node)).length;
    };
    const start = run.incompleteFirst ? Math.max(0, net.messages.map(m => missed(m) > 0).lastIndexOf(true)) : 0;
    const pick = el('select', { id: 'message', on: { change: event => show(Number(event.target.value)) } },
      net.messages.map((m, i) => el('option', { value: i }, m.number === 0 ? 'none' : 'message ' + count(m.number) + (m.origin < 0 ? '' : ', from node ' + message.index(net, m.origin)) + (missed(m) ? ', missed ' + count(missed(m)) : ''))));
    const speed = el('select', { 'aria-label': 'Speed', on: { change: event => { stage.speed = Number(event.target.value); } } },
      [['0.25', '\u00bc\u00d7'], ['0.5', '\u00bd\u00d7'], ['1', '1\u00d7'], ['2', '2\u00d7'], ['4', '4\u00d7']].map(([value, text]) =>
        el('option', { value, selected: value === '1' }, text)));
    const zoom = el('div', { className: 'zoom' }, ...[['+', 1.5, 'Zoom in'], ['\u2212', 1 / 1.5, 'Zoom out']].map(([text, factor, name]) =>
      el('button', { type: 'button', 'aria-label': name, on: { click: () => stage.zoom(factor) } }, text)));
    const layouts = [['force', 'By links'], ['hops', 'By hops'], ['latency', 'By latency']];
    host.replaceChildren(
      panel('spread', 'Spread of a message', `${count(net.count)} nodes, ${count(net.links.length / 6)} links. A node takes a colour when it gets the message first; a coloured line shows from whom.`,
        el('div', { className: 'bar' }, el('label', {}, 'Message', pick),
          choice('Layout of the network', layouts, 'force', value => { stage.layout = value; stage.place(); })),
        el('div', { className: 'spread' },
          el('div', {}, el('div', { className: 'stage' }, canvas, zoom),
            el('div', { className: 'bar' }, button, el('span', { className: 'scrub' }, scrub, clock), speed)),
          el('div', {}, facts, legendHost))),
      curves,
      panel('tree', 'Propagation tree', 'From which node each node got the message first. The colour is that of the time.', parts.tree),
      !net.frames ? '' : panel('diagram', 'Copies over time', 'One line for each node, time from top to bottom: solid arrows are first copies, dashed ones duplicates, a cross is a copy that did not arrive, or that the node refused. Of the way to the chosen node, or to the last one, and of the nodes that got the message first.', parts.diagram),
      net.spies.length || net.messages.some(m => m.seen) ? panel('seen', 'What spies saw', 'Who revealed the chosen message to which spy, in order.', parts.seen) : '',
      message.links(net) || '', message.faults(net) || '', events(net) || '', logs ? logs.section : '');
    drawn(() => {
      if (!host.contains(canvas) || !stage.message) return;
      stage.refresh();
      colourful();
    });
    pick.value = start;
    show(start);
  };

  const events = net => (net.remarkable.length === 0 ? null
    : panel('events', 'What happened to nodes', 'Crashes, restarts, discouraged peers and faults, from the start of the network.',
      el('div', { className: 'scroll', tabIndex: 0, role: 'region', 'aria-label': 'Events of nodes' },
        page.table('Events of nodes', ['at', 'node', 'event'], net.remarkable.map(([at, node, text]) => [millis(at), node < 0 ? 'all' : count(node), page.plain(text)]), [2]))));

  /** The name of a run and what its network is. Real nodes have the kind of their world as name and first word. */
  const described = run => {
    const name = run.short + (run.network.frames ? ', made of ' + count(run.network.events) + ' events' : '');
    const text = run.network.describe;
    if (text === run.short) return name;
    return name + ': ' + page.plain(text.startsWith(run.short + ', ') ? text.slice(run.short.length + 2) : text);
  };

  const about = () => {
    const left = shown.flatMap(run => run.network.leftOut.map(text => (shown.length > 1 ? run.short + ': ' : '') + text));
    document.getElementById('about').append(panel('about-page', 'About this page', 'It is complete: it loads nothing and sends nothing.',
      ...shown.map(run => el('p', { className: 'soft' }, described(run))),
      left.length ? el('p', {}, 'To keep the file small, it has ' + left.join('; ') + '. All figures are those of the whole run.')
        : el('p', {}, 'Nothing is left out.'),
      el('details', {}, el('summary', {}, 'Licences of the libraries in this file'),
        data.licences.map(([name, text]) => el('div', {}, el('h3', {}, name), el('pre', {}, ...text.split('\n').flatMap(line => [line, document.createElement('br')])))))));
  };

  heading();
  main.append(figures.cards(runs));
  if (shown.length > 0) {
    const host = el('div', {});
    const cdf = charts.cdf(shown);
    const coverage = charts.coverage(shown);
    if (shown.length > 1) {
      main.append(el('div', { className: 'bar' }, el('span', { className: 'soft' }, 'Shown below:'), choice('Run', shown.map((run, i) => [String(i), run.short]), '0',
        value => spread(host, shown[Number(value)], coverage.choose, curves))));
    }
    const curves = el('div', { className: 'grid' }, coverage.section, cdf.section);
    main.append(host, curves);
    cdf.start();
    coverage.start();
    spread(host, shown[0], coverage.choose, curves);
  }
  const more = el('div', {});
  runs.forEach((run, i) => [charts.drops(runs, i), charts.standing(run)].filter(part => part).forEach(part => {
    if (runs.length > 1) {
      part.section.querySelector('h2').append(': ' + visible(run.short));
      part.section.id += '-' + i;
    }
    more.append(part.section);
    requestAnimationFrame(part.start);
  }));
  main.append(more, figures.show(runs));
  about();
})();
