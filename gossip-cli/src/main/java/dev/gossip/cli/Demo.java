package dev.gossip.cli;

import dev.gossip.GossipBuilder;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * One run of the demo: brings the network up, does what is typed, and waits for the messages that
 * are still on their way.
 */
final class Demo {
  private static final String PICTURE =
      String.join(
          System.lineSeparator(),
          "",
          "     %4$5d  %5$5d",
          "         \\   /",
          "         %2$5d",
          "            |",
          "         %1$5d",
          "         /    \\",
          "     %3$5d -- %6$d",
          "");

  private static final Duration LINK_LIMIT = Duration.ofSeconds(10);
  // Relays that delay on purpose need a while; a lost message is not waited for any longer.
  private static final Duration DELIVERY_LIMIT = Duration.ofSeconds(60);
  private static final Duration SILENCE = Duration.ofMillis(200);

  private final DemoPorts ports;
  private final ShellIo io;
  private final boolean json;
  private final DemoPrinter people;
  private final EventPrinter printer;
  private final DemoNetwork network;

  /**
   * @param compose a node as configured, still without addresses
   * @param json whether events are printed as JSON instead of shown to people
   */
  Demo(DemoPorts ports, Supplier<GossipBuilder> compose, ShellIo io, boolean json) {
    this.ports = ports;
    this.io = io;
    this.json = json;
    people = new DemoPrinter(io::out, io::err);
    printer = json ? new JsonPrinter(System.out, System.err) : people;
    network = new DemoNetwork(compose, printer);
  }

  /** The picture of the network. */
  static String picture(int base) {
    return String.format(
        Locale.ROOT, PICTURE, base, base + 10, base + 20, base + 30, base + 40, base + 50);
  }

  /** Runs it to its end, and answers the exit code. */
  int run() throws IOException {
    Thread shutdownHook = leavePolitely();
    boolean done = false;
    try (network) {
      start();
      if (!network.isClosed()) {
        talk();
        finish();
      }
      done = true;
    } finally {
      if (!done) {
        forget(shutdownHook);
      }
    }
    return exitCode();
  }

  private void start() throws IOException {
    for (Map.Entry<Integer, Set<Integer>> node : DemoNetwork.sixNodes(ports.base()).entrySet()) {
      ports.release(node.getKey());
      network.add(node.getKey(), node.getValue());
    }
    if (!network.awaitLinked(LINK_LIMIT)) {
      throw new IOException(
          "the six nodes did not link up within "
              + LINK_LIMIT.toSeconds()
              + " s; does this machine let UDP pass on 127.0.0.1?");
    }
    if (network.isClosed()) {
      return;
    }
    // Before anything is printed: a program that reads it may ask the demo to leave, which hides
    // links.
    people.showLinks(true);
    network.running().forEach(network::tellReady);
    if (!json) {
      printer.say(picture(ports.base()));
      printer.say(
          Phrases.count(network.running().size(), "node")
              + " and "
              + Phrases.count(network.links(), "link")
              + " are up. Type '"
              + ports.base()
              + " hello' to say hello at node "
              + ports.base()
              + "; 'help' lists more.");
    }
  }

  private void talk() throws IOException {
    DemoShell shell = new DemoShell(ports.base(), network, printer::say, io::err);
    try {
      String line = io.readLine();
      while (line != null && shell.run(line)) {
        line = io.readLine();
      }
    } catch (InterruptedIOException e) {
      leave();
    }
  }

  private void finish() {
    network.awaitLinked(LINK_LIMIT);
    network.awaitDelivered(DELIVERY_LIMIT);
    network.awaitQuiet(SILENCE, DELIVERY_LIMIT);
    people.showLinks(false);
  }

  private void leave() {
    people.showLinks(false);
    network.close();
  }

  /** On Ctrl-C and the like: all nodes close their links, and that is a clean end. */
  private Thread leavePolitely() {
    return ShutdownHook.on(
        () -> {
          leave();
          io.close();
          System.out.flush();
          return exitCode();
        });
  }

  /** What went wrong decides how the process ends then, not the hook. */
  private static void forget(Thread shutdownHook) {
    try {
      Runtime.getRuntime().removeShutdownHook(shutdownHook);
    } catch (IllegalStateException e) {
      // It is under way: somebody asked to leave at the same time, and gets that.
    }
  }

  private int exitCode() {
    return network.hasFailed() ? 1 : 0;
  }
}
