package dev.gossip.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gossip.core.plugin.PluginCatalog;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The six-node network of the original, in one process over real UDP. */
@Command(
    name = "demo",
    description = "Run the six-node network and talk to it. 'help' lists its commands.",
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  private static final String PICTURE =
      String.join(
          System.lineSeparator(),
          "",
          "      5030   5040",
          "         \\   /",
          "          5010",
          "            |",
          "          5000",
          "         /    \\",
          "      5020 -- 5050",
          "");

  private static final Duration LINK_LIMIT = Duration.ofSeconds(10);
  // Relays that delay on purpose need a while; a lost message is not waited for any longer.
  private static final Duration DELIVERY_LIMIT = Duration.ofSeconds(60);
  private static final Duration SILENCE = Duration.ofMillis(200);

  @Option(names = "--json", description = "Print events as JSON, one object per line.")
  private boolean json;

  @Mixin private CompositionOptions composition = new CompositionOptions();

  @Override
  public Integer call() throws IOException {
    PluginCatalog catalog = composition.catalog();
    DemoPrinter people = new DemoPrinter(System.out, System.err);
    EventPrinter printer = json ? new JsonPrinter(System.out, System.err) : people;
    DemoNetwork network = new DemoNetwork(() -> composition.compose(catalog), printer);
    Thread goodbye = leavePolitely(network, people);
    boolean done = false;
    try (network) {
      run(network, printer, people);
      done = true;
    } finally {
      if (!done) {
        forget(goodbye);
      }
    }
    return exitCode(network);
  }

  private void run(DemoNetwork network, EventPrinter printer, DemoPrinter people)
      throws IOException {
    for (Map.Entry<Integer, Set<Integer>> node : DemoNetwork.sixNodes().entrySet()) {
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
    // Before anything is printed: whoever reads it may ask the demo to leave, which hides links.
    people.showLinks(true);
    network.running().forEach(network::tellReady);
    if (!json) {
      printer.say(PICTURE);
      printer.say(
          Words.count(network.running().size(), "node")
              + " and "
              + Words.count(network.links(), "link")
              + " are up. Type '5000 hello' to say hello at node 5000; 'help' lists more.");
    }
    talk(new DemoShell(network, printer::say, System.err::println));
    network.awaitLinked(LINK_LIMIT);
    network.awaitDelivered(DELIVERY_LIMIT);
    network.awaitQuiet(SILENCE, DELIVERY_LIMIT);
    people.showLinks(false);
  }

  /** On Ctrl-C and the like: all nodes say goodbye, and that is a clean end. */
  private Thread leavePolitely(DemoNetwork network, DemoPrinter people) {
    return Goodbye.on(
        () -> {
          people.showLinks(false);
          network.close();
          System.out.flush();
          return exitCode(network);
        });
  }

  /** What went wrong decides how the process ends then, not the goodbye. */
  private static void forget(Thread goodbye) {
    try {
      Runtime.getRuntime().removeShutdownHook(goodbye);
    } catch (IllegalStateException e) {
      // It is under way: somebody asked to leave at the same time, and gets that.
    }
  }

  private static int exitCode(DemoNetwork network) {
    return network.hasFailed() ? 1 : 0;
  }

  private static void talk(DemoShell shell) throws IOException {
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    String line = lines.readLine();
    while (line != null && shell.run(line)) {
      line = lines.readLine();
    }
  }
}
