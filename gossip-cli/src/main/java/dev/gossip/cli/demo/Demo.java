package dev.gossip.cli.demo;

import dev.gossip.api.GossipMessage;
import dev.gossip.cli.control.ControlPort;
import dev.gossip.cli.process.ShellIo;
import dev.gossip.cli.process.ShutdownHook;
import dev.gossip.cli.text.DemoPrinter;
import dev.gossip.cli.text.EventPrinter;
import dev.gossip.cli.text.HumanFormat;
import dev.gossip.cli.text.JsonPrinter;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One run of the demo: starts the network, runs the commands that are typed, and waits for messages
 * that are still on their way.
 */
final class Demo {
  private static final Duration LINK_LIMIT = Duration.ofSeconds(10);
  // About ten times the usual duration for a dozen nodes.
  private static final Duration FIND_LIMIT = Duration.ofSeconds(30);
  // Longer than the pauses between two dials of a node that still looks for peers.
  private static final Duration CALM = Duration.ofSeconds(2);
  // Relays that delay on purpose need a while. After this limit a message counts as lost.
  private static final Duration DELIVERY_LIMIT = Duration.ofSeconds(60);
  private static final Duration SILENCE = Duration.ofMillis(200);

  private final DemoPorts ports;
  private final DemoNodes nodes;
  private final ShellIo io;
  private final boolean json;
  private final DemoPrinter textPrinter;
  private final EventPrinter printer;
  private final DemoMessages messages = new DemoMessages();
  private final DemoNetwork network;
  private final @Nullable ControlPort control;

  /**
   * @param json whether events are printed as JSON instead of text
   * @param control a control port that is bound but does not serve yet; null if there is none
   */
  Demo(DemoPorts ports, DemoNodes nodes, ShellIo io, boolean json, @Nullable ControlPort control) {
    this.ports = ports;
    this.nodes = nodes;
    this.io = io;
    this.json = json;
    this.control = control;
    textPrinter = new DemoPrinter(io::out, io::err);
    printer = json ? jsonPrinter(control) : withControl(textPrinter, control);
    network = new DemoNetwork(nodes.linked(), nodes.finding(), printer, messages);
  }

  private static EventPrinter jsonPrinter(@Nullable ControlPort control) {
    return control == null
        ? new JsonPrinter(System.out, System.err)
        : new JsonPrinter(
            JsonPrinter.toLines(System.out::println).andThen(control::add),
            System.err::println,
            control.address());
  }

  private static EventPrinter withControl(EventPrinter text, @Nullable ControlPort control) {
    // The text printer prints lines for people, so the JSON printer drops them.
    return control == null
        ? text
        : text.and(new JsonPrinter(control::add, line -> {}, control.address()));
  }

  /** Runs the demo until it ends, and returns the exit code. */
  int run() throws IOException {
    Thread shutdownHook = installShutdownHook();
    boolean done = false;
    try (network) {
      start();
      if (!network.isClosed()) {
        runCommands();
        finish();
      }
      done = true;
    } finally {
      if (!done) {
        removeHook(shutdownHook);
      }
    }
    return exitCode();
  }

  private void start() throws IOException {
    if (control != null) {
      control.serve(new DemoServed(network, messages), GossipMessage.DEFAULT_TOPIC);
    }
    if (nodes.find()) {
      grow();
    } else {
      startSix();
    }
    if (network.isClosed()) {
      return;
    }
    // Set before anything is printed: a program that reads the output may stop the demo, which
    // hides links again.
    textPrinter.showLinks(true);
    network.running().forEach(network::printReady);
    if (!json) {
      printer.say(
          nodes.find()
              ? "Each node got the address of "
                  + ports.base()
                  + " and found its peers; see 'graph'."
              : SixNodes.picture(ports.base()));
      printer.say(nodes.relay());
      printer.say(
          HumanFormat.count(network.running().size(), "node")
              + " and "
              + HumanFormat.count(DemoLinks.count(network.links()), "link")
              + " are up. Type '"
              + ports.base()
              + " hello' to publish 'hello' at node "
              + ports.base()
              + "; 'help' lists all commands.");
    }
    if (control != null) {
      printer.say(control.dashboard());
    }
  }

  private void startSix() throws IOException {
    for (Map.Entry<Integer, Set<Integer>> node : SixNodes.links(ports.base()).entrySet()) {
      ports.release(node.getKey());
      network.add(node.getKey(), node.getValue());
    }
    if (!network.awaitLinked(LINK_LIMIT)) {
      throw new IOException(
          "the six nodes did not link up within "
              + LINK_LIMIT.toSeconds()
              + " s; check that no firewall blocks UDP on 127.0.0.1");
    }
  }

  private void grow() throws IOException {
    for (int port : DemoPorts.of(ports.base(), nodes.count())) {
      ports.release(port);
      network.addFinding(port, Set.of());
    }
    if (!network.awaitLinked(FIND_LIMIT) || !network.awaitSettled(CALM, FIND_LIMIT)) {
      throw new IOException(
          "the "
              + nodes.count()
              + " nodes did not find each other within "
              + FIND_LIMIT.toSeconds()
              + " s; check that no firewall blocks UDP on 127.0.0.1, and that"
              + " gossip.membership.use dials what gossip.discovery.use finds");
    }
  }

  private void runCommands() throws IOException {
    DemoShell shell = new DemoShell(ports.base(), network, nodes.find(), printer::say, io::err);
    try {
      String line = io.readLine();
      while (line != null && shell.run(line)) {
        line = io.readLine();
      }
    } catch (InterruptedIOException e) {
      shutDown();
    }
  }

  private void finish() {
    network.awaitLinked(LINK_LIMIT);
    network.awaitDelivered(DELIVERY_LIMIT);
    network.awaitQuiet(SILENCE, DELIVERY_LIMIT);
    textPrinter.showLinks(false);
  }

  private void shutDown() {
    textPrinter.showLinks(false);
    network.close();
    if (control != null) {
      control.close();
    }
  }

  /** On Ctrl-C and the like, all nodes close their links, which counts as a clean end. */
  private Thread installShutdownHook() {
    return ShutdownHook.install(
        () -> {
          shutDown();
          io.close();
          System.out.flush();
          return exitCode();
        });
  }

  /** Lets the exception decide how the process ends, instead of the hook. */
  private static void removeHook(Thread shutdownHook) {
    try {
      Runtime.getRuntime().removeShutdownHook(shutdownHook);
    } catch (IllegalStateException e) {
      // The process is shutting down already, so the hook decides.
    }
  }

  private int exitCode() {
    return network.hasFailed() ? 1 : 0;
  }
}
