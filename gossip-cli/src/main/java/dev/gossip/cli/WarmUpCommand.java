package dev.gossip.cli;

import dev.gossip.GossipNode;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.cli.control.ControlPort;
import dev.gossip.cli.process.TerminalIo;
import dev.gossip.cli.text.DemoPrinter;
import dev.gossip.cli.text.EventPrinter;
import dev.gossip.cli.text.JsonPrinter;
import dev.gossip.cli.text.NodePrinter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;

/**
 * Does what a node does at start, and ends. The launcher runs it once after a build, and the JVM
 * archives the classes that it loads, which halves the start-up time of a node.
 */
@Command(name = "warm-up", hidden = true)
final class WarmUpCommand implements Callable<Integer> {
  private static final int LIMIT_SECONDS = 20;

  @Override
  public Integer call()
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    PeerAddress address = new PeerAddress("127.0.0.1", 1);
    CompletableFuture<Void> arrived = new CompletableFuture<>();
    try (ControlPort port = ControlPort.bindLocal();
        GossipNode one = GossipNode.builder().start();
        GossipNode two =
            GossipNode.builder()
                .peer(one.address().toString())
                .onEvent(event -> show(nowhere, address, event, arrived))
                .start()) {
      two.ready().get(LIMIT_SECONDS, TimeUnit.SECONDS);
      one.ready().get(LIMIT_SECONDS, TimeUnit.SECONDS);
      port.serve(one, GossipMessage.DEFAULT_TOPIC, () -> one.metrics().asMap());
      one.publish("warm");
      arrived.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }
    TerminalIo.warmUp();
    return 0;
  }

  private static void show(
      PrintStream out, PeerAddress node, NodeEvent event, CompletableFuture<Void> arrived) {
    for (EventPrinter printer :
        List.of(
            new JsonPrinter(out, out),
            new NodePrinter(out::println, out::println),
            new DemoPrinter(out::println, out::println))) {
      printer.print(node, event);
    }
    if (event instanceof NodeEvent.Delivered) {
      arrived.complete(null);
    }
  }
}
