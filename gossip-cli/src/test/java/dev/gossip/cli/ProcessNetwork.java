package dev.gossip.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Nodes in processes of their own, called by letters. Remembers what was said and who has to hear
 * it, so that at the end it can check that nobody heard anything twice, or too much.
 */
final class ProcessNetwork implements AutoCloseable {
  private static final Duration DELIVERY_LIMIT = Duration.ofSeconds(10);
  private static final Duration EXIT_LIMIT = Duration.ofSeconds(10);

  private final SortedMap<String, String> addresses = new TreeMap<>();
  private final SortedMap<String, SortedSet<String>> neighbours = new TreeMap<>();
  private final SortedMap<String, NodeProcess> running = new TreeMap<>();
  private final List<NodeProcess> everStarted = new ArrayList<>();
  private final List<Said> said = new ArrayList<>();

  /** A text and the processes that have to hear it; all others must not. */
  private record Said(String text, Set<NodeProcess> by) {}

  /** An edge, configured at both ends when these start. */
  ProcessNetwork edge(String one, String other) {
    addresses.putIfAbsent(one, freeAddress());
    addresses.putIfAbsent(other, freeAddress());
    neighbours.computeIfAbsent(one, unused -> new TreeSet<>()).add(other);
    neighbours.computeIfAbsent(other, unused -> new TreeSet<>()).add(one);
    return this;
  }

  /** Starts all nodes that do not run. */
  ProcessNetwork startAll() {
    neighbours.keySet().stream().filter(name -> !running.containsKey(name)).forEach(this::start);
    return this;
  }

  NodeProcess start(String name) {
    List<String> peers = neighboursOf(name).stream().map(this::address).toList();
    NodeProcess node = NodeProcess.start(name, address(name), peers);
    everStarted.add(node);
    running.put(name, node);
    return node;
  }

  /** The running node of this name. */
  NodeProcess node(String name) {
    NodeProcess node = running.get(name);
    if (node == null) {
      throw new AssertionError("node " + name + " does not run");
    }
    return node;
  }

  String address(String name) {
    return addresses.getOrDefault(name, "");
  }

  /** Ends a node without a goodbye. */
  void kill(String name) {
    node(name).process().kill();
    running.remove(name);
  }

  /** Asks a node to leave, and waits for it to have left as it should. */
  void askToLeave(String name) {
    NodeProcess node = node(name);
    node.process().terminate();
    running.remove(name);
    requireCleanEnd(node);
  }

  /** Waits until every node says that its neighbours are up: all that run, and nobody else. */
  void awaitLinked(Duration limit) {
    long began = System.nanoTime();
    running.forEach(
        (name, node) -> {
          Set<String> wanted = new TreeSet<>();
          neighboursOf(name).stream()
              .filter(neighbour -> running.containsKey(neighbour))
              .forEach(neighbour -> wanted.add(address(neighbour)));
          node.await(
              "its peers that are up are " + wanted,
              () -> node.peersUp().equals(wanted),
              limit.minusNanos(System.nanoTime() - began));
        });
  }

  /** Waits until all running neighbours of a node say that it is gone. */
  void awaitMissed(String name, Duration limit) {
    long began = System.nanoTime();
    for (String neighbour : neighboursOf(name)) {
      NodeProcess node = running.get(neighbour);
      if (node != null) {
        node.await(
            "peer-down for " + name + " at " + address(name),
            () -> node.lost(address(name)) && !node.peersUp().contains(address(name)),
            limit.minusNanos(System.nanoTime() - began));
      }
    }
  }

  /** Says something at a node and waits until those who have to hear it have. */
  void say(String name, String text, String... hearers) {
    Set<NodeProcess> expected = new HashSet<>();
    for (String hearer : hearers) {
      expected.add(node(hearer));
    }
    said.add(new Said(text, expected));
    node(name).say(text);
    for (NodeProcess hearer : expected) {
      hearer.await(
          "hears '" + text + "' from " + name,
          () -> !hearer.bringersOf(text).isEmpty(),
          DELIVERY_LIMIT);
    }
  }

  /**
   * Asks all nodes to leave. What they have told is final then, so now it shows whether everything
   * was delivered where it should be, and there alone, once each and by a neighbour.
   */
  void leaveAndCheckDeliveries() {
    running.values().forEach(node -> node.process().terminate());
    running.values().forEach(ProcessNetwork::requireCleanEnd);
    running.clear();
    for (Said message : said) {
      for (NodeProcess node : everStarted) {
        List<String> bringers = node.bringersOf(message.text());
        assertThat(bringers)
            .as("who brought '%s' to %s\n%s", message.text(), node, node.process())
            .hasSize(message.by().contains(node) ? 1 : 0)
            .allSatisfy(
                from ->
                    assertThat(neighboursOf(node.name()).stream().map(this::address))
                        .as("the neighbours of %s", node)
                        .contains(from));
      }
    }
  }

  @Override
  public void close() {
    // First all, then wait for each: one that is hard to end must not keep the others alive.
    everStarted.forEach(node -> node.process().kill());
    everStarted.forEach(NodeProcess::close);
  }

  private static void requireCleanEnd(NodeProcess node) {
    int exitCode = node.process().awaitExit(EXIT_LIMIT);
    if (node.process().canBeAskedToEnd()) {
      assertThat(exitCode).as("exit code of %s\n%s", node, node.process()).isZero();
      assertThat(node.events("stopped"))
          .as("stopped events of %s\n%s", node, node.process())
          .singleElement()
          .satisfies(event -> assertThat(NodeProcess.text(event, "reason")).isEqualTo("closed"));
    }
  }

  private SortedSet<String> neighboursOf(String name) {
    return neighbours.getOrDefault(name, new TreeSet<>());
  }

  /**
   * An address where nobody listens. Below the range from which systems choose ports themselves, so
   * that none is taken by somebody's outgoing traffic before its node starts, or while it is down.
   */
  private String freeAddress() {
    Random random = new Random();
    for (int attempt = 0; attempt < 100; attempt++) {
      int port = random.nextInt(20_000, 32_000);
      String address = "127.0.0.1:" + port;
      if (!addresses.containsValue(address) && isFree(port)) {
        return address;
      }
    }
    throw new AssertionError("no UDP port on 127.0.0.1 is free");
  }

  private static boolean isFree(int port) {
    try (DatagramSocket socket =
        new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
      return socket.isBound();
    } catch (SocketException e) {
      return false;
    }
  }
}
