package dev.gossip.udp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.Gossip;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.udp.ManualNetwork.TestNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is reported of an address that the system does not send to. */
@Timeout(60)
class SendFailureTest {

  @Test
  void theReasonOfTheSystemIsReportedInsteadOfSilence() {
    ManualNetwork world = new ManualNetwork(1);
    TestNode node = world.start(2, Map.of("gossip.peers", "127.0.0.1:3"), List.of());
    world.rule(
        (from, to, datagram) -> {
          node.node.sendFailed(to, "no route; check the address");
          return false;
        });
    world.runFor(Duration.ofSeconds(60));

    // The first datagram left before there was a rule.
    assertThat(node.told(NodeEvent.Unreachable.class))
        .extracting(NodeEvent.Unreachable::reason)
        .containsExactly("no route; check the address");

    node.events.clear();
    world.rule((from, to, datagram) -> true);
    world.start(3);
    world.runFor(Duration.ofSeconds(5));
    assertThat(node.peers()).containsExactly(3);
    world.kill(3);
    world.runFor(Duration.ofSeconds(20));
    assertThat(node.told(NodeEvent.Unreachable.class))
        .extracting(NodeEvent.Unreachable::reason)
        .as("what was wrong before counts no longer")
        .containsExactly("nobody answers there");
  }

  private static String reasonFor(String listen, String peer) throws Exception {
    CompletableFuture<String> reason = new CompletableFuture<>();
    try (Gossip node =
        Gossip.node()
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
      assertThat(node.metrics().get("dropped.send-failed")).isPositive();
      return reported;
    }
  }

  @Test
  void aNodeAtALoopbackAddressCannotReachAnotherMachine() throws Exception {
    assertThat(reasonFor("127.0.0.1:0", "203.0.113.77:9"))
        .startsWith("this node cannot send there (")
        .endsWith(
            "it listens at 127.0.0.1, which reaches only this machine; listen at 0.0.0.0 or [::]");
  }

  @Test
  void aNodeAtAnIpv4AddressCannotReachAnIpv6Address() throws Exception {
    assertThat(reasonFor("127.0.0.1:0", "[::1]:9"))
        .startsWith("this node cannot send there: it listens at 127.0.0.1, and the other address")
        .endsWith("listen at [::] or name another address of the peer");
  }
}
