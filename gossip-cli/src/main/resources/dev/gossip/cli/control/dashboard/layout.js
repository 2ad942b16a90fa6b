// Where to draw nodes: distances on the page follow the number of links between nodes. The result
// depends only on the input, so every page shows the same picture.

const ROUNDS = 300;

/**
 * Places nodes.
 *
 * @param keys the nodes
 * @param links pairs of nodes
 * @param before positions of an earlier layout, from which this one starts
 * @returns positions in units of one link, by node
 */
export function place(keys, links, before = new Map()) {
  const index = new Map(keys.map((key, i) => [key, i]));
  const pairs = links.map(([a, b]) => [index.get(a), index.get(b)]);
  const hops = distances(keys.length, pairs);
  const points = keys.map((key, i) => {
    const angle = (2 * Math.PI * i) / keys.length + 0.3;
    const radius = 0.5 + Math.sqrt(keys.length) / 2;
    return { ...(before.get(key) ?? { x: radius * Math.cos(angle), y: radius * Math.sin(angle) }) };
  });
  for (let round = 0; round < ROUNDS; round++) {
    relax(points, hops);
  }
  if (before.size === 0) {
    turn(points);
  }
  return new Map(keys.map((key, i) => [key, points[i]]));
}

function distances(n, pairs) {
  const next = Array.from({ length: n }, () => []);
  pairs.forEach(([a, b]) => {
    next[a].push(b);
    next[b].push(a);
  });
  // Nodes that cannot reach each other are kept apart, but not far.
  const apart = 1.5 + Math.sqrt(n) / 2;
  return next.map((_, start) => {
    const hops = new Array(n).fill(apart);
    const seen = new Set([start]);
    hops[start] = 0;
    let frontier = [start];
    for (let distance = 1; frontier.length > 0; distance++) {
      const following = [];
      for (const node of frontier) {
        for (const peer of next[node]) {
          if (!seen.has(peer)) {
            seen.add(peer);
            hops[peer] = distance;
            following.push(peer);
          }
        }
      }
      frontier = following;
    }
    return hops;
  });
}

/** Moves every node to the weighted mean of where the others want it: stress majorization. */
function relax(points, hops) {
  for (let i = 0; i < points.length; i++) {
    let x = 0;
    let y = 0;
    let weights = 0;
    for (let j = 0; j < points.length; j++) {
      if (i !== j) {
        const dx = points[i].x - points[j].x;
        const dy = points[i].y - points[j].y;
        const length = Math.hypot(dx, dy) || 1e-6;
        const wanted = hops[i][j];
        const weight = 1 / (wanted * wanted);
        x += weight * (points[j].x + (wanted * dx) / length);
        y += weight * (points[j].y + (wanted * dy) / length);
        weights += weight;
      }
    }
    if (weights > 0) {
      points[i].x = x / weights;
      points[i].y = y / weights;
    }
  }
}

/** Turns the picture so that it is wider than high. */
function turn(points) {
  const mean = (of) => points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const cx = mean((p) => p.x);
  const cy = mean((p) => p.y);
  const xx = mean((p) => (p.x - cx) ** 2);
  const yy = mean((p) => (p.y - cy) ** 2);
  const xy = mean((p) => (p.x - cx) * (p.y - cy));
  const angle = -Math.atan2(2 * xy, xx - yy) / 2;
  for (const point of points) {
    const x = point.x - cx;
    const y = point.y - cy;
    point.x = x * Math.cos(angle) - y * Math.sin(angle);
    point.y = x * Math.sin(angle) + y * Math.cos(angle);
  }
}

/** Scales positions into a box. */
export function fit(positions, width, height, margin) {
  const points = [...positions.values()];
  const xs = points.map((p) => p.x);
  const ys = points.map((p) => p.y);
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const [top, bottom] = [Math.min(...ys), Math.max(...ys)];
  const scaleX = (width - 2 * margin) / Math.max(right - left, 0.8);
  const scaleY = (height - 2 * margin) / Math.max(bottom - top, 0.8);
  // A little stretching fills the box without hiding which links are long.
  const scale = Math.min(scaleX, scaleY, 190);
  const sx = Math.min(scaleX, 1.35 * scale);
  const sy = Math.min(scaleY, 1.35 * scale);
  const fitted = new Map();
  for (const [key, point] of positions) {
    fitted.set(key, {
      x: width / 2 + (point.x - (left + right) / 2) * sx,
      y: height / 2 + (point.y - (top + bottom) / 2) * sy,
    });
  }
  return fitted;
}
