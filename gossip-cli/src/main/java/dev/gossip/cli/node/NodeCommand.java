package dev.gossip.cli.node;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gossip.GossipNode;
import dev.gossip.GossipNodeBuilder;
import dev.gossip.api.GossipMessage;
import dev.gossip.cli.composition.CompositionOptions;
import dev.gossip.cli.composition.RepairOption;
import dev.gossip.cli.control.ControlOptions;
import dev.gossip.cli.control.ControlPort;
import dev.gossip.cli.process.ShutdownHook;
import dev.gossip.core.config.ConfigurationException;
import dev.gossip.core.plugin.PluginCatalog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs one node in its own process. */
@Command(
    name = "node",
    description = {
      "Run one node. Each line on stdin is published; each message that arrives is printed.",
      "A line waits while no peer is up and while the publish queue is full.",
      "The end of stdin does not stop the node; Ctrl-C does."
    },
    mixinStandardHelpOptions = true)
public final class NodeCommand implements Callable<Integer> {

  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      description = "UDP address to receive at. Default: 127.0.0.1 and a port the system chooses.")
  private @Nullable String listen;

  @Option(
      names = "--peer",
      paramLabel = "[ID@]HOST:PORT",
      split = ",",
      description =
          "Address of a node to stay linked to; may be repeated. With its id, any other node there"
              + " is refused.")
  private List<String> peers = new ArrayList<>();

  @Option(
      names = "--seed",
      paramLabel = "HOST:PORT",
      split = ",",
      description =
          "Address of a node to start from; may be repeated. The node finds others through it, and"
              + " keeps links with nodes of its own choice.")
  private List<String> seeds = new ArrayList<>();

  @Option(
      names = "--topic",
      paramLabel = "T",
      defaultValue = GossipMessage.DEFAULT_TOPIC,
      description = "Topic of the messages published here. Default: ${DEFAULT-VALUE}.")
  private String topic = GossipMessage.DEFAULT_TOPIC;

  @Option(names = "--json", description = "Print events as JSON, one object per line.")
  private boolean json;

  @Mixin private CompositionOptions composition = new CompositionOptions();

  @Mixin private RepairOption repair = new RepairOption();

  @Mixin private ControlOptions control = new ControlOptions();

  @Override
  public Integer call() throws IOException {
    if (topic.isEmpty() || topic.getBytes(UTF_8).length > GossipMessage.MAX_TOPIC_BYTES) {
      throw new ConfigurationException(
          "--topic: a topic must have 1 to " + GossipMessage.MAX_TOPIC_BYTES + " bytes of UTF-8");
    }
    PluginCatalog catalog = composition.catalog();
    GossipNodeBuilder builder = repair.compose(composition, catalog, repair.storeDefaults());
    if (listen != null) {
      builder.set("gossip.listen", listen, "--listen");
    }
    peers.forEach(peer -> builder.peer(peer, "--peer"));
    seeds.forEach(seed -> builder.seed(seed, "--seed"));
    try (ControlPort port = control.open()) {
      return run(builder, port, repair.describe(composition, catalog, repair.storeDefaults()));
    }
  }

  private int run(GossipNodeBuilder builder, @Nullable ControlPort port, String relay)
      throws IOException {
    // Events may occur before start() returns. They wait until the listening line is printed.
    CompletableFuture<NodeSession> started = new CompletableFuture<>();
    CompletableFuture<@Nullable NodeSession> printing =
        started.handle((session, failure) -> failure == null ? session : null);
    builder.onEvent(
        event -> {
          NodeSession session = printing.join();
          if (session != null) {
            session.print(event);
          }
        });
    try (GossipNode node = builder.start()) {
      try {
        NodeSession session = new NodeSession(node, topic, json, port);
        // Installed before anything is printed: a program that reads the output may stop the node.
        installShutdownHook(node, session);
        session.begin(relay);
        started.complete(session);
        session.readLines();
        return exitCode(session);
      } finally {
        // If the session never started, the event thread would wait forever and block the close.
        started.cancel(false);
      }
    }
  }

  /** Closes the links on Ctrl-C and the like. */
  private static void installShutdownHook(GossipNode node, NodeSession session) {
    ShutdownHook.install(
        () -> {
          node.close();
          return exitCode(session);
        });
  }

  private static int exitCode(NodeSession session) {
    return session.stop() ? 0 : 1;
  }
}
