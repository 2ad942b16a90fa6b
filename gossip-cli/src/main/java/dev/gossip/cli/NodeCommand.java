package dev.gossip.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import dev.gossip.Gossip;
import dev.gossip.GossipBuilder;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.node.PublishOutcome;
import dev.gossip.core.config.ConfigurationException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** One node in a process of its own. */
@Command(
    name = "node",
    description = {
      "Run one node. A line on stdin is published; what arrives is printed.",
      "The end of stdin does not stop the node; Ctrl-C does."
    },
    mixinStandardHelpOptions = true)
final class NodeCommand implements Callable<Integer> {

  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      description = "Where to receive. Default: 127.0.0.1 and a port the system chooses.")
  private @Nullable String listen;

  @Option(
      names = "--peer",
      paramLabel = "HOST:PORT",
      description = "A node to keep connected; may be repeated.")
  private List<String> peers = new ArrayList<>();

  @Option(
      names = "--topic",
      paramLabel = "T",
      defaultValue = GossipMessage.DEFAULT_TOPIC,
      description = "The topic of what is published here. Default: ${DEFAULT-VALUE}.")
  private String topic = GossipMessage.DEFAULT_TOPIC;

  @Option(names = "--json", description = "Print events as JSON, one object per line.")
  private boolean json;

  private boolean toldStopped;

  @Mixin private CompositionOptions composition = new CompositionOptions();

  @Mixin private ControlOptions control = new ControlOptions();

  @Override
  public Integer call() throws IOException {
    if (topic.isEmpty() || topic.getBytes(UTF_8).length > GossipMessage.MAX_TOPIC_BYTES) {
      throw new ConfigurationException(
          "--topic: a topic has 1 to " + GossipMessage.MAX_TOPIC_BYTES + " bytes of UTF-8");
    }
    GossipBuilder builder = composition.compose(composition.catalog());
    if (listen != null) {
      builder.set("gossip.listen", listen, "--listen");
    }
    peers.forEach(peer -> builder.peer(peer, "--peer"));
    try (ControlPort port = control.open()) {
      return run(builder, port);
    }
  }

  private int run(GossipBuilder builder, @Nullable ControlPort port) throws IOException {
    EventPrinter printer = printer(port);
    // Events may come before the node is returned; they wait until its address is known.
    CompletableFuture<PeerAddress> address = new CompletableFuture<>();
    builder.onEvent(event -> print(printer, address.join(), event));
    try (Gossip node = builder.start()) {
      // Before anything is printed: whoever reads it may ask the node to leave.
      leavePolitely(node, printer, port);
      if (!json) {
        printer.say("listening on " + node.address() + Style.QUIET.of(", id " + node.id()));
      }
      if (port != null) {
        port.serve(node, topic);
        printer.say("control port at http://" + port.address());
      }
      address.complete(node.address());
      readLines(node, printer);
      return stop(node, printer, port) ? 0 : 1;
    }
  }

  private EventPrinter printer(@Nullable ControlPort port) {
    if (port == null) {
      return json ? new JsonPrinter(System.out, System.err) : forPeople();
    }
    if (json) {
      return new JsonPrinter(
          JsonPrinter.toLines(System.out).andThen(port::add), System.err::println, port.address());
    }
    // What is said to people is said on stdout.
    return forPeople().and(new JsonPrinter(port::add, words -> {}, port.address()));
  }

  private static EventPrinter forPeople() {
    return new NodePrinter(System.out, System.err);
  }

  /** Waits until the node has stopped and tells of it, once; answers whether it ended well. */
  private boolean stop(Gossip node, EventPrinter printer, @Nullable ControlPort port) {
    NodeEvent.Stopped stopped = node.stopped().join();
    node.close();
    // Under a lock: two threads come here on Ctrl-C, and the first to return ends the process.
    synchronized (this) {
      if (!toldStopped) {
        toldStopped = true;
        printer.stopped(node.address(), stopped, node.metrics());
        System.out.flush();
        if (port != null) {
          port.close();
        }
      }
    }
    return !stopped.failed();
  }

  private static void print(EventPrinter printer, PeerAddress node, NodeEvent event) {
    if (event instanceof NodeEvent.Ready) {
      printer.ready(node);
    } else {
      printer.print(node, event);
    }
  }

  /** On Ctrl-C and the like: say goodbye to the neighbours first. */
  private void leavePolitely(Gossip node, EventPrinter printer, @Nullable ControlPort port) {
    Goodbye.on(
        () -> {
          node.close();
          return stop(node, printer, port) ? 0 : 1;
        });
  }

  /**
   * On a thread of its own, since reading stdin cannot be interrupted. Not before the node is
   * ready: what is piped in would be lost, as there is nobody to send it to.
   */
  private void readLines(Gossip node, EventPrinter printer) {
    Thread reader =
        new Thread(
            () -> {
              try {
                node.ready().join();
                BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, UTF_8));
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                  if (!line.isEmpty()) {
                    publish(node, line, printer);
                  }
                }
              } catch (CompletionException e) {
                // The node stopped before it was ready, and that is told elsewhere.
              } catch (IOException e) {
                System.err.println("gossip: cannot read stdin any more: " + e.getMessage());
              }
            },
            "gossip-stdin");
    reader.setDaemon(true);
    reader.start();
  }

  private void publish(Gossip node, String line, EventPrinter printer) {
    PublishOutcome outcome = node.publish(topic, ByteString.copyFrom(line, UTF_8));
    if (!(outcome instanceof PublishOutcome.Accepted)) {
      printer.notSent(node.address(), outcome);
    }
  }
}
