package dev.gossip.cli.demo;

import dev.gossip.AddressSnapshot;
import dev.gossip.api.discovery.AddressSource;
import dev.gossip.api.discovery.KnownAddress;
import dev.gossip.api.node.PublishOutcome;
import dev.gossip.api.transport.LinkStats;
import dev.gossip.cli.text.AddressTexts;
import dev.gossip.cli.text.HumanFormat;
import dev.gossip.cli.text.TerminalStyle;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Parses and runs the commands that are typed into the demo. */
final class DemoShell {
  // How long the next command waits for deliveries, so that lines typed together are shown one by
  // one. If a relay delays messages on purpose, deliveries may appear between later commands.
  private static final Duration DELIVERY_WAIT = Duration.ofSeconds(1);
  private static final Duration LINK_LIMIT = Duration.ofSeconds(10);

  /** Commands without an argument. */
  private static final Set<String> ABOUT_ALL = Set.of("graph", "peers", "help");

  private final int base;
  private final DemoNetwork network;
  private final boolean finds;
  private final Consumer<String> out;
  private final Consumer<String> err;

  /**
   * @param base the first node's port, for examples
   * @param finds whether the nodes find each other, so that those of {@code add} are seeds
   * @param out receives the output of commands
   * @param err receives what is wrong with a command
   */
  DemoShell(
      int base, DemoNetwork network, boolean finds, Consumer<String> out, Consumer<String> err) {
    this.base = base;
    this.network = network;
    this.finds = finds;
    this.out = out;
    this.err = err;
  }

  /**
   * Lists the commands, with nodes of this demo as examples.
   *
   * @param finds whether the nodes find each other
   */
  static String help(int base, boolean finds) {
    Map<String, String> commands = new LinkedHashMap<>();
    commands.put(base + " hello", "publish 'hello' at node " + base);
    commands.put("down " + (base + 10), "stop a node");
    commands.put("up " + (base + 10), "start it again");
    commands.put("add " + (base + 60), "add a node that knows one other and finds its peers");
    commands.put(
        addExample(base),
        finds
            ? "add a node that knows two others and finds its peers"
            : "add a node with links to two others");
    commands.put("graph", "show the topology: which nodes should be linked, or are, or are down");
    commands.put("peers", "show the peers that each node has now");
    commands.put("addresses " + (base + 10), "show which addresses a node knows");
    commands.put("why " + (base + 10), "show what the other nodes think of a node, and why");
    commands.put(
        "why " + (base + 10) + " " + base, "show what the second node thinks of the first");
    commands.put("help", "show this list");
    commands.put("quit", "stop the demo; so do Ctrl-C and Ctrl-D");
    String format = "%-" + (addExample(base).length() + 3) + "s%s";
    return commands.entrySet().stream()
        .map(line -> String.format(Locale.ROOT, format, line.getKey(), line.getValue()))
        .collect(Collectors.joining(System.lineSeparator()));
  }

  private static String addExample(int base) {
    return "add " + (base + 60) + " " + base + "," + (base + 50);
  }

  /** Runs one line; returns false if the demo should stop. */
  boolean run(String line) {
    String[] words = line.strip().split("\\s+", 2);
    String rest = words.length > 1 ? words[1] : "";
    if (words[0].isEmpty()) {
      return true;
    }
    if (ABOUT_ALL.contains(words[0]) && !rest.isEmpty()) {
      err.accept("'" + words[0] + "' is about all nodes; write it alone");
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
        case "help" -> out.accept(help(base, finds));
        case "graph" -> graph();
        case "peers" -> peers();
        case "down" -> down(rest);
        case "up" -> up(rest);
        case "add" -> add(rest);
        case "addresses" -> addresses(rest);
        case "why" -> why(rest);
        default -> publish(words[0], rest);
      }
    } catch (IllegalArgumentException | IOException e) {
      err.accept(e.getMessage());
    }
    return true;
  }

  private void publish(String node, String text) {
    if (!node.matches("\\d+")) {
      throw new IllegalArgumentException(
          "'" + TerminalStyle.sanitize(node) + "' is not a command; 'help' lists all commands");
    }
    int port = knownNode(node);
    if (text.isEmpty()) {
      throw new IllegalArgumentException(
          "write a message after the node, as in: " + port + " hello");
    }
    runningNode(node);
    if (network.publish(port, text) instanceof PublishOutcome.Accepted) {
      network.awaitDelivered(DELIVERY_WAIT);
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
    if (words[0].isEmpty()) {
      throw new IllegalArgumentException(
          "write the new node, as in: add "
              + (base + 60)
              + (finds ? "; or also the nodes that it knows" : "; or also the nodes to link it to")
              + ", as in: "
              + addExample(base));
    }
    int port = port(words[0]);
    if (network.topology().containsKey(port)) {
      throw new IllegalArgumentException(port + " exists already; choose another port");
    }
    SortedSet<Integer> others = new TreeSet<>();
    if (words.length > 1) {
      for (String other : words[1].split("[,\\s]+", -1)) {
        others.add(knownNode(other));
      }
    }
    if (finds || others.isEmpty()) {
      network.addFinding(port, others);
    } else {
      network.add(port, others);
    }
    awaitReady(port);
  }

  private void awaitReady(int port) {
    if (network.awaitLinked(LINK_LIMIT)) {
      network.printReady(port);
    }
    if (network.running().equals(Set.of(port))) {
      out.accept(port + " is the only node that is up; 'up PORT' or 'add PORT' starts another one");
    }
  }

  private void graph() {
    SortedMap<Integer, SortedSet<Integer>> links = network.links();
    boolean finding = false;
    for (Map.Entry<Integer, SortedSet<Integer>> node : network.topology().entrySet()) {
      int port = node.getKey();
      finding = finding || network.isFinding(port);
      SortedSet<Integer> peers = new TreeSet<>(node.getValue());
      peers.addAll(links.getOrDefault(port, new TreeSet<>()));
      out.accept(port + mark(port) + " - " + (peers.isEmpty() ? "no links" : join(peers)));
    }
    if (finding && !links.isEmpty()) {
      out.accept(describe(links));
    }
  }

  /** Describes the links between some nodes. */
  static String describe(SortedMap<Integer, SortedSet<Integer>> links) {
    int farthest = 0;
    boolean isWhole = true;
    for (int port : links.keySet()) {
      SortedMap<Integer, Integer> hops = DemoLinks.distances(port, links);
      isWhole = isWhole && hops.size() == links.size();
      farthest = Math.max(farthest, Collections.max(hops.values()));
    }
    return HumanFormat.count(links.size(), "node")
        + ", "
        + HumanFormat.count(DemoLinks.count(links), "link")
        + (isWhole
            ? "; each node reaches all others in at most " + HumanFormat.count(farthest, "hop")
            : "; some nodes cannot reach each other");
  }

  private void peers() {
    for (int port : network.running()) {
      SortedSet<Integer> up = network.upPeersAt(port);
      SortedMap<Integer, LinkStats> stats = network.linkStatsAt(port);
      SortedMap<Integer, AddressSource> sources =
          network.isFinding(port) ? sourcesAt(port) : new TreeMap<>();
      String peers =
          up.stream()
              .map(
                  peer ->
                      peer
                          + mark(peer)
                          + describe(sources.get(peer))
                          + describeLoss(stats.getOrDefault(peer, LinkStats.NONE)))
              .collect(Collectors.joining(", "));
      out.accept(port + ": " + (up.isEmpty() ? "no peers" : peers));
    }
  }

  /** Where a node got the addresses of its peers that are up, by the peer's port. */
  private SortedMap<Integer, AddressSource> sourcesAt(int port) {
    SortedMap<Integer, AddressSource> sources = new TreeMap<>();
    network
        .addressesAt(port)
        .ofPeers()
        .forEach((address, known) -> sources.put(address.port(), known.source()));
    return sources;
  }

  private void why(String rest) {
    String[] words = rest.split("\\s+", 2);
    int about = runningNode(words[0]);
    if (words.length == 1) {
      DemoStandings.of(about, network).forEach(out);
    } else {
      int asked = runningNode(words[1]);
      if (asked == about) {
        throw new IllegalArgumentException(
            "a node has no opinion of itself; name another one, as in: why " + about + " PORT");
      }
      DemoStandings.of(about, asked, network).forEach(out);
    }
  }

  private static String describe(@Nullable AddressSource source) {
    return source == null ? "" : " (" + AddressTexts.source(source) + ")";
  }

  private void addresses(String node) {
    int port = runningNode(node);
    AddressSnapshot known = network.addressesAt(port);
    out.accept(
        port
            + " knows "
            + HumanFormat.count(known.size(), "address", "addresses")
            + known.own().map(own -> "; others reach it at " + own).orElse(""));
    long now = System.currentTimeMillis();
    for (KnownAddress address : known.latest()) {
      out.accept(
          "  "
              + address.address()
              + "  "
              + AddressTexts.source(address.source())
              + ": "
              + AddressTexts.fate(address, now));
    }
  }

  /** Describes the loss of a link; empty if there is none. */
  static String describeLoss(LinkStats link) {
    return link.datagramsLost() == 0
        ? ""
        : " (lost " + link.datagramsLost() + " of " + link.datagramsExpected() + " datagrams)";
  }

  private String join(Set<Integer> ports) {
    return ports.stream().map(port -> port + mark(port)).collect(Collectors.joining(", "));
  }

  private String mark(int port) {
    if (!network.topology().containsKey(port)) {
      return " (outside)";
    }
    return network.isRunning(port) ? "" : " (down)";
  }

  private int runningNode(String text) {
    int port = knownNode(text);
    if (!network.isRunning(port)) {
      throw new IllegalArgumentException(port + " is down; 'up " + port + "' starts it");
    }
    return port;
  }

  private int knownNode(String text) {
    int port = port(text);
    if (!network.topology().containsKey(port)) {
      throw new IllegalArgumentException(
          "unknown node "
              + port
              + "; the nodes are "
              + network.topology().keySet().stream()
                  .map(String::valueOf)
                  .collect(Collectors.joining(", ")));
    }
    return port;
  }

  private int port(String text) {
    if (!text.matches("\\d{1,5}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > 65535) {
      throw new IllegalArgumentException(
          "'"
              + TerminalStyle.sanitize(text)
              + "' is not a port; write the port of a node, such as "
              + base);
    }
    return Integer.parseInt(text);
  }
}
