package dev.gossip.cli;

import dev.gossip.api.node.PublishOutcome;
import dev.gossip.api.transport.LinkStats;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Understands what is typed into the demo, and does it. */
final class DemoShell {
  // How long the next command waits, so that what is typed together is shown one by one. A relay
  // that delays messages on purpose takes longer, and its deliveries then come in between.
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final Duration LINK_LIMIT = Duration.ofSeconds(10);

  private final int base;
  private final DemoNetwork network;
  private final Consumer<String> answer;
  private final Consumer<String> complaint;

  /**
   * @param base the first node's port, for examples
   * @param complaint takes what is wrong with a line
   */
  DemoShell(int base, DemoNetwork network, Consumer<String> answer, Consumer<String> complaint) {
    this.base = base;
    this.network = network;
    this.answer = answer;
    this.complaint = complaint;
  }

  /** The commands, with nodes of this demo as examples. */
  static String help(int base) {
    Map<String, String> commands = new LinkedHashMap<>();
    commands.put(base + " hello", "say hello at node " + base);
    commands.put("down " + (base + 10), "stop a node");
    commands.put("up " + (base + 10), "start it again");
    commands.put(addExample(base), "add a node with two neighbours");
    commands.put("graph", "who is linked to whom");
    commands.put("peers", "the peers of each node, as the nodes see them");
    commands.put("help", "this");
    commands.put("quit", "leave; so do Ctrl-C and Ctrl-D");
    String format = "%-" + (addExample(base).length() + 3) + "s%s";
    return commands.entrySet().stream()
        .map(line -> String.format(Locale.ROOT, format, line.getKey(), line.getValue()))
        .collect(Collectors.joining(System.lineSeparator()));
  }

  private static String addExample(int base) {
    return "add " + (base + 60) + " " + base + "," + (base + 50);
  }

  /** Does what a line says; answers false when it says to leave. */
  boolean run(String line) {
    String[] words = line.strip().split("\\s+", 2);
    String rest = words.length > 1 ? words[1] : "";
    if (words[0].isEmpty()) {
      return true;
    }
    network.awaitLinked(LINK_LIMIT);
    if (network.isClosed()) {
      return false;
    }
    try {
      switch (words[0]) {
        case "quit", "exit" -> {
          return false;
        }
        case "help" -> answer.accept(help(base));
        case "graph" -> graph();
        case "peers" -> peers();
        case "down" -> down(rest);
        case "up" -> up(rest);
        case "add" -> add(rest);
        default -> say(words[0], rest);
      }
    } catch (IllegalArgumentException | IOException e) {
      complaint.accept(e.getMessage());
    }
    return true;
  }

  private void say(String node, String text) {
    if (!node.matches("\\d+")) {
      throw new IllegalArgumentException(
          "'" + TerminalStyle.shown(node) + "' is not a command; 'help' lists them");
    }
    int port = knownNode(node);
    if (text.isEmpty()) {
      throw new IllegalArgumentException("what should " + port + " say? as in: " + port + " hello");
    }
    if (!network.isRunning(port)) {
      throw new IllegalArgumentException(port + " is down; 'up " + port + "' starts it");
    }
    if (network.publish(port, text) instanceof PublishOutcome.Accepted) {
      network.awaitDelivered(PATIENCE);
    }
  }

  private void down(String node) {
    int port = knownNode(node);
    if (!network.isRunning(port)) {
      throw new IllegalArgumentException(port + " is down already");
    }
    network.stop(port);
    network.awaitLinked(LINK_LIMIT);
  }

  private void up(String node) throws IOException {
    int port = knownNode(node);
    if (network.isRunning(port)) {
      throw new IllegalArgumentException(port + " is up already");
    }
    network.start(port);
    awaitReady(port);
  }

  private void add(String rest) throws IOException {
    String[] words = rest.split("\\s+", 2);
    if (words.length < 2) {
      throw new IllegalArgumentException(
          "write the new node and its neighbours: " + addExample(base));
    }
    int port = port(words[0]);
    if (network.neighbours().containsKey(port)) {
      throw new IllegalArgumentException(port + " is there already");
    }
    SortedSet<Integer> neighbours = new TreeSet<>();
    for (String neighbour : words[1].split("[,\\s]+", -1)) {
      neighbours.add(knownNode(neighbour));
    }
    network.add(port, neighbours);
    awaitReady(port);
  }

  private void awaitReady(int port) {
    if (network.awaitLinked(LINK_LIMIT)) {
      network.tellReady(port);
    }
  }

  private void graph() {
    network
        .neighbours()
        .forEach((port, neighbours) -> answer.accept(port + mark(port) + " - " + join(neighbours)));
  }

  private void peers() {
    for (int port : network.running()) {
      SortedSet<Integer> up = network.upAt(port);
      SortedMap<Integer, LinkStats> stats = network.linkStatsAt(port);
      String peers =
          up.stream()
              .map(peer -> peer + mark(peer) + lost(stats.getOrDefault(peer, LinkStats.NONE)))
              .collect(Collectors.joining(", "));
      answer.accept(port + ": " + (up.isEmpty() ? "nobody" : peers));
    }
  }

  /** Says nothing of a link that has lost nothing. */
  static String lost(LinkStats link) {
    return link.datagramsLost() == 0
        ? ""
        : " (lost " + link.datagramsLost() + " of " + link.datagramsExpected() + " datagrams)";
  }

  private String join(Set<Integer> ports) {
    return ports.stream().map(port -> port + mark(port)).collect(Collectors.joining(", "));
  }

  private String mark(int port) {
    if (!network.neighbours().containsKey(port)) {
      return " (outside)";
    }
    return network.isRunning(port) ? "" : " (down)";
  }

  private int knownNode(String text) {
    int port = port(text);
    if (!network.neighbours().containsKey(port)) {
      throw new IllegalArgumentException(
          "there is no node "
              + port
              + "; there is "
              + network.neighbours().keySet().stream()
                  .map(String::valueOf)
                  .collect(Collectors.joining(", ")));
    }
    return port;
  }

  private int port(String text) {
    if (!text.matches("\\d{1,5}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > 65535) {
      throw new IllegalArgumentException(
          "'"
              + TerminalStyle.shown(text)
              + "' is not a port; a node is known by its port, such as "
              + base);
    }
    return Integer.parseInt(text);
  }
}
