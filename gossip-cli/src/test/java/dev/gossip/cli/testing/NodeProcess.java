package dev.gossip.cli.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonSyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/** {@code gossip node --json} in its own process, and the events it has printed so far. */
public final class NodeProcess implements AutoCloseable {
  private final String name;
  private final String address;
  private final CliProcess process;

  private NodeProcess(String name, String address, CliProcess process) {
    this.name = name;
    this.address = address;
    this.process = process;
  }

  /**
   * Starts a node with its relay alone: what is published while it does not run never reaches it.
   *
   * @param name the test's name for the node
   * @param address the address at which it listens
   */
  public static NodeProcess start(String name, String address, Collection<String> peers) {
    List<String> args =
        new ArrayList<>(List.of("node", "--json", "--no-repair", "--listen", address));
    for (String peer : peers) {
      args.add("--peer");
      args.add(peer);
    }
    return new NodeProcess(name, address, CliProcess.start(args.toArray(String[]::new)));
  }

  /**
   * Starts a node at a port that the system chooses, and waits until it listens there.
   *
   * @param name the test's name for the node
   */
  public static NodeProcess startWith(String name, Duration limit, String... options) {
    List<String> args = new ArrayList<>(List.of("node", "--json"));
    args.addAll(List.of(options));
    CliProcess process = CliProcess.start(args.toArray(String[]::new));
    NodeProcess node = new NodeProcess(name, "", process);
    node.await("listens", () -> !node.events("listening").isEmpty(), limit);
    return new NodeProcess(name, text(node.events("listening").get(0), "node"), process);
  }

  public String name() {
    return name;
  }

  public String address() {
    return address;
  }

  public CliProcess process() {
    return process;
  }

  /** Publishes a line. */
  public void publish(String text) {
    process.type(text);
  }

  /** The events of one kind, in order. Every line on stdout must be an event. */
  public List<JsonObject> events(String kind) {
    return events().stream().filter(event -> text(event, "event").equals(kind)).toList();
  }

  /** The addresses of the peers that are up according to this node's events. */
  public SortedSet<String> peersUp() {
    SortedSet<String> up = new TreeSet<>();
    for (JsonObject event : events()) {
      switch (text(event, "event")) {
        case "peer-up" -> up.add(text(event, "peer"));
        case "peer-down" -> up.remove(text(event, "peer"));
        default -> {}
      }
    }
    return up;
  }

  /** Whether this node reported that the peer at this address went down. */
  public boolean lost(String peer) {
    return lost(peer, "");
  }

  /**
   * Whether this node reported that the peer at this address went down.
   *
   * @param reason with which the last reason begins
   */
  public boolean lost(String peer, String reason) {
    return events("peer-down").stream()
        .filter(event -> text(event, "peer").equals(peer))
        .reduce((earlier, later) -> later)
        .filter(event -> text(event, "reason").startsWith(reason))
        .isPresent();
  }

  /** The addresses of the peers that a text came from, one per delivery. */
  public List<String> sourcesOf(String payload) {
    return events("delivered").stream()
        .filter(event -> text(event, "text").equals(payload))
        .map(event -> text(event, "from"))
        .toList();
  }

  /** Waits for a condition on this node's events. */
  public void await(String what, BooleanSupplier condition, Duration limit) {
    assertThat(process.await(condition, limit))
        .as("node %s: %s, within %s\n%s", name, what, limit, process)
        .isTrue();
  }

  @Override
  public void close() {
    process.close();
  }

  @Override
  public String toString() {
    return name + " at " + address;
  }

  private List<JsonObject> events() {
    return process.out().stream().map(this::parse).toList();
  }

  private JsonObject parse(String line) {
    try {
      return JsonParser.parseString(line).getAsJsonObject();
    } catch (JsonSyntaxException | IllegalStateException e) {
      throw new AssertionError("not a JSON object: '" + line + "'\n" + process, e);
    }
  }

  public static String text(JsonObject event, String key) {
    return event.has(key) ? event.get(key).getAsString() : "";
  }
}
