#!/usr/bin/env bash
# A NetworkX subgraph of less than half of the nodes has another order in each process; a larger one has the graph's.
#
# Package: python3-networkx 2.8.8-1 (Debian 12), Python 3.11.7.
# Graphs keep their nodes in the order in which they were added, and simulations rely on it for runs that repeat.
# G.subgraph(nodes) is a view that goes through the graph and leaves the others out; but if less than half of the
# nodes are in it, it goes through its own set of names instead, and Python's hashes of strings change from process
# to process. A copy() keeps that order, and so do the numbers of convert_node_labels_to_integers. A network
# cut down to the nodes that are up, one region or one component repeats its run as long as most of it is left, as in a
# small test, and with a smaller part one seed draws other nodes each time. Nodes that are numbers repeat as well.
# Remedy: a new Graph, filled with the nodes and edges of the old one in a loop over it, or sorted() before each draw.
#
# Seen, of a path of the nodes n0 to n9, in 20 processes with the hash seeds 0 to 19:
#   subgraph of n0 to n4: 1 orders, random.Random(1).choice takes n1
#   subgraph of n0 to n3: 14 orders, random.Random(1).choice takes n0 n1 n2 n3
#   its copy(): 14 orders, random.Random(1).choice takes n0 n1 n2 n3
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -qq -o APT::Sandbox::User=root python3-networkx=2.8.8-1
dpkg -x python3-networkx_*.deb root

cat >order.py <<'PYTHON'
import networkx as nx, random
names = [f'n{i}' for i in range(10)]
path = nx.path_graph(names)
for name, graph in (('subgraph of n0 to n4', path.subgraph(names[:5])),
                    ('subgraph of n0 to n3', path.subgraph(names[:4])),
                    ('its copy()', path.subgraph(names[:4]).copy())):
    print(name, ' '.join(graph), random.Random(1).choice(list(graph)), sep='\t')
PYTHON
export PYTHONPATH=root/usr/lib/python3/dist-packages
for seed in {0..19}; do # what Python draws for each process otherwise
  PYTHONHASHSEED=$seed python3 order.py
done >orders
cut -f 1 orders | uniq | head -3 | while read -r name; do
  grep -F "$name" orders >of
  echo "$name: $(cut -f 2 of | sort -u | wc -l) orders," \
    "random.Random(1).choice takes $(cut -f 3 of | sort -u | paste -sd ' ')"
done | tee seen
grep -qx 'subgraph of n0 to n4: 1 orders, random.Random(1).choice takes n1' seen
[ "$(grep -cE '^(subgraph of n0 to n3|its copy\(\)): ([2-9]|1.|20) orders, .* takes n. n.' seen)" = 2 ]
