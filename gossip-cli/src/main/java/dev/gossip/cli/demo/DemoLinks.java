package dev.gossip.cli.demo;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The links that the nodes of the demo have reported, by port. Thread-safe. */
final class DemoLinks {
  private final Map<Integer, SortedSet<Integer>> up = new TreeMap<>();

  /** A node starts; it has no links yet. */
  synchronized void start(int port) {
    up.put(port, new TreeSet<>());
  }

  /** A node reported a link as up. */
  synchronized void add(int port, int peer) {
    up.getOrDefault(port, new TreeSet<>()).add(peer);
  }

  /** A node reported a link as down. */
  synchronized void remove(int port, int peer) {
    up.getOrDefault(port, new TreeSet<>()).remove(peer);
  }

  /** The peers that a node has reported as up; they may be nodes of other processes. */
  synchronized SortedSet<Integer> at(int port) {
    return new TreeSet<>(up.getOrDefault(port, new TreeSet<>()));
  }

  /** The links between these nodes that both ends have reported: for each node its peers. */
  synchronized SortedMap<Integer, SortedSet<Integer>> between(Set<Integer> nodes) {
    SortedMap<Integer, SortedSet<Integer>> links = new TreeMap<>();
    for (int node : nodes) {
      SortedSet<Integer> peers = new TreeSet<>(up.getOrDefault(node, new TreeSet<>()));
      peers.removeIf(
          peer -> !nodes.contains(peer) || !up.getOrDefault(peer, new TreeSet<>()).contains(node));
      links.put(node, peers);
    }
    return links;
  }

  /** The nodes at each distance from one: itself, its peers, their peers, and so on. */
  static SortedMap<Integer, Integer> distances(
      int origin, SortedMap<Integer, SortedSet<Integer>> links) {
    SortedMap<Integer, Integer> hops = new TreeMap<>(Map.of(origin, 0));
    Deque<Integer> frontier = new ArrayDeque<>(Set.of(origin));
    while (!frontier.isEmpty()) {
      int node = frontier.remove();
      for (int next : links.getOrDefault(node, new TreeSet<>())) {
        if (hops.putIfAbsent(next, hops.getOrDefault(node, 0) + 1) == null) {
          frontier.add(next);
        }
      }
    }
    return hops;
  }

  /** The number of links. */
  static int count(SortedMap<Integer, SortedSet<Integer>> links) {
    return links.values().stream().mapToInt(Set::size).sum() / 2;
  }
}
