package dev.gossip.cli.testing;

import static org.assertj.core.api.Assertions.assertThat;

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
 * A network of nodes, each in its own process and named by a letter. Records which nodes should
 * deliver each message, and checks at the end that there were no duplicate or other deliveries.
 */
public final class ProcessNetwork implements AutoCloseable {
  private static final Duration DELIVERY_LIMIT = Duration.ofMinutes(1);
  private static final Duration EXIT_LIMIT = Duration.ofMinutes(1);

  private final SortedMap<String, String> addresses = new TreeMap<>();
  private final SortedMap<String, SortedSet<String>> topology = new TreeMap<>();
  private final SortedMap<String, NodeProcess> running = new TreeMap<>();
  private final List<NodeProcess> started = new ArrayList<>();
  private final List<Publication> publications = new ArrayList<>();

  /** A text and the processes that must deliver it; no others may. */
  private record Publication(String text, Set<NodeProcess> recipients) {}

  /** Adds a link, which is configured at both ends when they start. */
  public ProcessNetwork edge(String one, String other) {
    addresses.putIfAbsent(one, freeAddress());
    addresses.putIfAbsent(other, freeAddress());
    topology.computeIfAbsent(one, unused -> new TreeSet<>()).add(other);
    topology.computeIfAbsent(other, unused -> new TreeSet<>()).add(one);
    return this;
  }

  /** Starts all nodes that are not running. */
  public ProcessNetwork startAll() {
    topology.keySet().stream().filter(name -> !running.containsKey(name)).forEach(this::start);
    return this;
  }

  public NodeProcess start(String name) {
    List<String> peers = peersOf(name).stream().map(this::address).toList();
    NodeProcess node = NodeProcess.start(name, address(name), peers);
    started.add(node);
    running.put(name, node);
    return node;
  }

  /** The running node of this name. */
  public NodeProcess node(String name) {
    NodeProcess node = running.get(name);
    if (node == null) {
      throw new AssertionError("node " + name + " does not run");
    }
    return node;
  }

  /** The names of the running nodes, in order. */
  public List<String> runningNames() {
    return List.copyOf(running.keySet());
  }

  public String address(String name) {
    return addresses.getOrDefault(name, "");
  }

  /** Kills a node, so that it cannot close its links. */
  public void kill(String name) {
    node(name).process().kill();
    running.remove(name);
  }

  /** Terminates a node and checks that it ends cleanly. */
  public void terminate(String name) {
    NodeProcess node = node(name);
    node.process().terminate();
    running.remove(name);
    requireCleanEnd(node);
  }

  /** Waits until every node reports exactly its running peers as up. */
  public void awaitLinked(Duration limit) {
    long began = System.nanoTime();
    running.forEach(
        (name, node) -> {
          Set<String> expected = new TreeSet<>();
          peersOf(name).stream()
              .filter(peer -> running.containsKey(peer))
              .forEach(peer -> expected.add(address(peer)));
          node.await(
              "its peers that are up are " + expected,
              () -> node.peersUp().equals(expected),
              limit.minusNanos(System.nanoTime() - began));
        });
  }

  /** Waits until all running peers of a node report that it is down. */
  public void awaitDown(String name, Duration limit) {
    awaitLoss(name, "", limit);
  }

  /** Waits until all running peers of a node report that it closed its links, as it ended. */
  public void awaitClosed(String name, Duration limit) {
    awaitLoss(name, "the node stopped", limit);
  }

  private void awaitLoss(String name, String reason, Duration limit) {
    long began = System.nanoTime();
    for (String peer : peersOf(name)) {
      NodeProcess node = running.get(peer);
      if (node != null) {
        node.await(
            "peer-down for " + name + " at " + address(name) + " " + reason,
            () -> node.lost(address(name), reason) && !node.peersUp().contains(address(name)),
            limit.minusNanos(System.nanoTime() - began));
      }
    }
  }

  /** Publishes a text at a node and waits until it is delivered at the recipients. */
  public void publish(String name, String text, String... recipients) {
    Set<NodeProcess> expected = new HashSet<>();
    for (String recipient : recipients) {
      expected.add(node(recipient));
    }
    publications.add(new Publication(text, expected));
    node(name).publish(text);
    for (NodeProcess recipient : expected) {
      recipient.await(
          "delivers '" + text + "' from " + name,
          () -> !recipient.sourcesOf(text).isEmpty(),
          DELIVERY_LIMIT);
    }
  }

  /**
   * Terminates all nodes, which makes their events final. Then checks that every message was
   * delivered once at each of its recipients, nowhere else, and from a peer.
   */
  public void terminateAndCheckDeliveries() {
    running.values().forEach(node -> node.process().terminate());
    running.values().forEach(ProcessNetwork::requireCleanEnd);
    running.clear();
    for (Publication publication : publications) {
      for (NodeProcess node : started) {
        List<String> sources = node.sourcesOf(publication.text());
        assertThat(sources)
            .as("the sources of '%s' at %s\n%s", publication.text(), node, node.process())
            .hasSize(publication.recipients().contains(node) ? 1 : 0)
            .allSatisfy(
                from ->
                    assertThat(peersOf(node.name()).stream().map(this::address))
                        .as("the peers of %s", node)
                        .contains(from));
      }
    }
  }

  @Override
  public void close() {
    // Kills all before waiting: a process that is slow to end must not keep the others alive.
    started.forEach(node -> node.process().kill());
    started.forEach(NodeProcess::close);
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

  private SortedSet<String> peersOf(String name) {
    return topology.getOrDefault(name, new TreeSet<>());
  }

  /**
   * A free address. Its port is below the ephemeral range, so that outgoing traffic of another
   * program does not take it before its node starts, or while the node is down.
   */
  private String freeAddress() {
    Random random = new Random();
    for (int attempt = 0; attempt < 100; attempt++) {
      int port = random.nextInt(20_000, 32_000);
      String address = "127.0.0.1:" + port;
      if (!addresses.containsValue(address) && FreePorts.isFree(port)) {
        return address;
      }
    }
    throw new AssertionError("no UDP port on 127.0.0.1 is free");
  }
}
