'use strict';
/* Curves. */
const charts = (() => {
  const { el, drawn, colour, series, dashes, millis, tick, percent, count, panel, asTable } = page;

  /** A chart in an element; lines are {label, values, colour?, dash?, format}, and names those of the axes. */
  const chart = (host, title, names, xs, lines, format, shares) => {
    let plot = null;
    const draw = () => {
      if (plot) plot.destroy();
      const axis = { stroke: colour('soft'), grid: { stroke: colour('line'), width: 1 }, ticks: { stroke: colour('line') },
        font: '11px system-ui, sans-serif', labelFont: '11px system-ui, sans-serif', labelSize: 16, labelGap: 0 };
      plot = new uPlot({
        width: Math.max(240, host.clientWidth), height: 250,
        scales: Object.assign({ x: { time: false } }, shares ? { y: { range: [0, 1] } } : {}),
        legend: { live: true },
        cursor: { points: { size: 6 }, drag: { x: true, y: false } },
        axes: [
          Object.assign({ label: names[0], values: (u, ticks) => ticks.map(tick), space: 70, size: 34 }, axis),
          Object.assign({ label: names[1], values: (u, ticks) => ticks.map(format), size: 52 }, axis),
        ],
        series: [{ label: 'at', value: (u, v) => (v === null ? '\u2013' : millis(v)) }].concat(lines.map((line, i) => ({
          label: line.label, stroke: line.colour || series(i), width: 2, dash: dashes(line.dash === undefined ? i : line.dash),
          points: { show: false }, spanGaps: true, value: (u, v) => (v === null || v === undefined ? '\u2013' : format(v)),
        }))),
      }, [xs].concat(lines.map(line => line.values)), host);
      host.setAttribute('role', 'img');
      host.setAttribute('aria-label', title);
    };
    drawn(draw);
    let width = host.clientWidth;
    new ResizeObserver(() => {
      if (host.clientWidth !== width) {
        width = host.clientWidth;
        plot.setSize({ width: Math.max(240, width), height: 250 });
      }
    }).observe(host);
    return { update: newLines => { lines = newLines; draw(); } };
  };

  /** The curves of several runs on the times of all of them; each is {at, values}. */
  const merged = curves => {
    const times = [...new Set(curves.flatMap(curve => curve.at))].sort((a, b) => a - b);
    const xs = times.length > 1500 ? times.filter((t, i) => i % Math.ceil(times.length / 1500) === 0) : times;
    const lines = curves.map(curve => {
      let next = 0;
      let value = curve.before === undefined ? null : curve.before;
      return xs.map(x => {
        while (next < curve.at.length && curve.at[next] <= x) value = curve.values[next++];
        return value;
      });
    });
    return { xs, lines };
  };

  const rows = (xs, lines, xFormat, format) => {
    const step = Math.max(1, Math.floor(xs.length / 20));
    return xs.map((x, i) => i).filter(i => i % step === 0 || i === xs.length - 1)
      .map(i => [xFormat(xs[i])].concat(lines.map(line => (line[i] === null ? '\u2013' : format(line[i])))));
  };

  const cdf = runs => {
    const host = el('div', { className: 'chart' });
    const curves = runs.map(run => {
      const at = run.network.latency.millis;
      return { at, values: at.map((ms, i) => i / Math.max(1, at.length - 1)), before: 0 };
    });
    const { xs, lines } = merged(curves);
    const names = runs.map(run => run.name);
    const section = panel('latency', 'Latency', 'The share of deliveries that took at most so long.', host,
      asTable('Latency', ['time'].concat(names), rows(xs, lines, millis, percent)));
    return { section, start: () => chart(host, 'Distribution of latency; the table below has its values', ['time since publication', 'deliveries'], xs,
      lines.map((values, i) => ({ label: names[i], values })), percent, true) };
  };

  /** Coverage since publication: the mean of all messages, and the chosen one. */
  const coverage = runs => {
    const host = el('div', { className: 'chart' });
    const curves = runs.map(run => {
      const { millis: at, deliveries, messages } = run.network.latency;
      const all = Math.max(1, messages * run.network.honest);
      const values = at.map((ms, i) => (messages + (i / Math.max(1, at.length - 1)) * deliveries) / all);
      return { at: [0].concat(at), values: [Math.min(1, messages / all)].concat(values) };
    });
    const base = merged(curves);
    const names = runs.map(run => run.name);
    const section = panel('coverage', 'Coverage over time',
      'The mean share of honest nodes, up or down, that have a message after this time.', host,
      asTable('Coverage over time', ['time'].concat(names), rows(base.xs, base.lines, millis, percent)));
    let plot = null;
    const lines = () => base.lines.map((values, i) => ({ label: names[i] + ', mean', values }));
    return { section, start: () => { plot = chart(host, 'Coverage over time; the table below has its values', ['time since publication', 'honest nodes'], base.xs, lines(), percent, true); },
      choose: (run, message) => {
        const times = message.times;
        const per = Math.max(1, run.network.count - run.network.hostile.length);
        let reached = 0;
        const values = base.xs.map(x => {
          while (reached < times.length && times[reached] / 1000 <= x) reached++;
          return Math.min(1, (reached + 1) / per);
        });
        plot.update(lines().concat([{ label: 'message ' + message.number, values, colour: colour('ink'), dash: 2 }]));
      } };
  };

  const drops = (runs, index) => {
    const run = runs[index];
    const totals = Object.entries(run.figures.drops || {}).sort((a, b) => b[1] - a[1]);
    if (totals.length === 0) return null;
    const most = totals[0][1];
    const bars = el('div', { className: 'hbar', role: 'presentation' });
    totals.forEach(([reason, value]) => {
      const bar = el('i', { 'aria-hidden': 'true' });
      bar.style.width = Math.max(1, (value / most) * 100) + '%';
      bars.append(el('span', {}, reason), bar, el('span', {}, count(value)));
    });
    const host = el('div', { className: 'chart' });
    const kept = Object.entries(run.network ? run.network.drops : {});
    const curves = kept.map(([reason, bins]) => ({ at: bins.counts.map((c, i) => i * bins.width), values: bins.counts }));
    const about = 'What nodes dropped; reasons that begin with wire. are what the network lost. docs/drops.md explains each reason.';
    if (kept.length === 0) return { section: panel('drops', 'Drops by reason', about, bars), start: () => {} };
    const { xs, lines } = merged(curves);
    const widths = new Set(kept.map(([reason, bins]) => bins.width));
    const each = widths.size === 1 ? 'drops in ' + tick([...widths][0]) : 'drops';
    const section = panel('drops', 'Drops by reason', about, bars, el('h3', {}, 'Over time'), host,
      asTable('Drops over time', ['time'].concat(kept.map(([reason]) => reason)), rows(xs, lines, millis, count)));
    return { section, start: () => chart(host, 'Drops over time; the table below has the values', ['time into the run', each], xs,
      kept.map(([reason], i) => ({ label: reason, values: lines[i] })), count) };
  };

  const standing = run => {
    const data = run.network && run.network.standing;
    if (!data) return null;
    const kinds = data.names.length;
    const xs = data.samples.map(sample => sample[0]);
    const lines = [];
    [['honest', 1], ['hostile', 1 + kinds]].forEach(([who, from]) => {
      data.names.forEach((name, i) => {
        const values = data.samples.map(sample => sample[from + i]);
        if (i > 0 && values.some(value => value > 0)) lines.push({ label: who + ' peers: ' + name, values });
      });
    });
    if (lines.length === 0) return null;
    const host = el('div', { className: 'chart' });
    const section = panel('standing', 'Standing over time', 'How often honest nodes hold a linked node in less than good standing.', host,
      asTable('Standing over time', ['time'].concat(lines.map(line => line.label)), rows(xs, lines.map(line => line.values), millis, count)));
    return { section, start: () => chart(host, 'Standing over time; the table below has the values', ['time into the run', 'pairs of nodes'], xs, lines, count) };
  };

  return { cdf, coverage, drops, standing };
})();
