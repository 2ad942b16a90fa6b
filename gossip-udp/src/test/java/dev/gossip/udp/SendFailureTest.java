package dev.gossip.udp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.GossipNode;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.udp.ManualNetwork.TestNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Reports about addresses to which the operating system refuses to send. */
@Timeout(60)
class SendFailureTest {

  @Test
  void sendErrorIsReportedAsTheReasonOfAnUnreachablePeer() {
    ManualNetwork network = new ManualNetwork(1);
    TestNode node = network.start(2, Map.of("gossip.peers", "127.0.0.1:3"), List.of());
    network.rule(
        (from, to, datagram) -> {
          node.node.sendFailed(to, "no route; check the address");
          return false;
        });
    network.runFor(Duration.ofSeconds(60));

    // The first datagram was sent before the rule was set.
    assertThat(node.eventsOf(NodeEvent.Unreachable.class))
        .extracting(NodeEvent.Unreachable::reason)
        .containsExactly("no route; check the address");

    node.events.clear();
    network.rule((from, to, datagram) -> true);
    network.start(3);
    network.runFor(Duration.ofSeconds(5));
    assertThat(node.peers()).containsExactly(3);
    network.kill(3);
    network.runFor(Duration.ofSeconds(20));
    assertThat(node.eventsOf(NodeEvent.Unreachable.class))
        .extracting(NodeEvent.Unreachable::reason)
        .as("the earlier send error is no longer reported")
        .containsExactly("nobody answers there");
  }

  private static String reasonFor(String listen, String peer) throws Exception {
    CompletableFuture<String> reason = new CompletableFuture<>();
    try (GossipNode node =
        GossipNode.builder()
            .listen(listen)
            .peer(peer)
            .onEvent(
                event -> {
                  if (event instanceof NodeEvent.Unreachable unreachable) {
                    reason.complete(unreachable.reason());
                  }
                })
            .start()) {
      String reported = reason.get(30, TimeUnit.SECONDS);
      assertThat(node.metrics().asMap().get("dropped.send-failed")).isPositive();
      return reported;
    }
  }

  @Test
  void nodeAtALoopbackAddressCannotReachAnotherMachine() throws Exception {
    assertThat(reasonFor("127.0.0.1:0", "203.0.113.77:9"))
        .startsWith("this node cannot send there (")
        .endsWith(
            "it listens at 127.0.0.1, which reaches only this machine; listen at 0.0.0.0 or [::]");
  }

  @Test
  void nodeAtAnIpv4AddressCannotReachAnIpv6Address() throws Exception {
    assertThat(reasonFor("127.0.0.1:0", "[::1]:9"))
        .startsWith("this node cannot send there: it listens at 127.0.0.1, and the other address")
        .endsWith("listen at [::] or name another address of the peer");
  }
}
