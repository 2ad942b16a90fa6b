package dev.gossip.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.Direction;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.testkit.relay.RecordingRelayContext;
import dev.gossip.testkit.relay.RecordingRelayContext.SentPayload;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Where one Dandelion++ node sends stem messages, also while there is no destination. */
class DandelionDestinationsTest extends OneDandelionNode {
  @Test
  void eachInboundPeerKeepsOneRouteAndRoutesAreBalanced() throws InvalidProtocolBufferException {
    startOverFlooding(NO_DIFFUSER);
    up(1, 8, Direction.OUTBOUND);
    Map<PeerId, Integer> routes = new TreeMap<>();
    for (Peer inbound : up(9, 18, Direction.INBOUND)) {
      for (int i = 0; i < 3; i++) {
        node.clear();
        node.receive(
            inbound, RecordingRelayContext.message(inbound + " " + i), DandelionCodec.STEM);
        routes.merge(stems().get(0).to(), 1, Integer::sum);
      }
    }

    // Ten peers with three messages each over two destinations.
    assertThat(routes.values()).containsExactly(15, 15);
  }

  @Test
  void ownMessagesDoNotAffectTheRoutesOfInboundPeers() throws InvalidProtocolBufferException {
    int shared = 0;
    int diffusers = 0;
    for (int seed = 0; seed < 200; seed++) {
      node = new RecordingRelayContext(seed);
      startOverFlooding(NO_DIFFUSER);
      up(1, 2, Direction.OUTBOUND);
      node.publish(HELLO);
      for (Peer inbound : up(3, 4, Direction.INBOUND)) {
        node.receive(inbound, RecordingRelayContext.message(inbound + ""), DandelionCodec.STEM);
      }

      List<PeerId> routes = stems().stream().map(SentPayload::to).toList();
      if (routes.size() == 1) {
        diffusers++;
        continue;
      }
      assertThat(routes.get(1)).as("seed %d", seed).isNotEqualTo(routes.get(2));
      shared += routes.get(0).equals(routes.get(1)) ? 1 : 0;
    }

    // At q = 0.01 two of 200 nodes are diffusers on average.
    assertThat(diffusers).isLessThan(10);
    // Own messages share a route with either peer at random: a fair coin, five standard errors.
    assertThat(shared).isBetween(65, 135);
  }

  @Test
  void newEpochChoosesNewDestinations() {
    startOverFlooding("q", "0.01", "hop-time", "1ms", "epoch", "1m");
    up(1, 8, Direction.OUTBOUND);
    Map<PeerId, Integer> destinations = new TreeMap<>();
    for (int i = 0; i < 200; i++) {
      node.clear();
      node.publish(RecordingRelayContext.message("m" + i));
      destinations.merge(stems().get(0).to(), 1, Integer::sum);
      node.advance(Duration.ofMinutes(1));
    }

    assertThat(destinations).hasSize(8);
  }

  @Test
  void stemIsNotSentBackToItsSource() throws InvalidProtocolBufferException {
    startOverFlooding(NO_DIFFUSER);
    Peer one = node.up(1, Direction.OUTBOUND);
    Peer two = node.up(2, Direction.OUTBOUND);
    for (int i = 0; i < 20; i++) {
      node.receive(one, RecordingRelayContext.message("m" + i), DandelionCodec.STEM);
    }
    assertThat(stems()).hasSize(20).allMatch(sent -> sent.to().equals(two.id()));
    assertThat(node.reports()).isEmpty();
  }

  @Test
  void nodeWithoutPeersHoldsItsMessageForAlmostItsWholeLifetime() {
    startOverFlooding(NO_DIFFUSER);
    node.publish(HELLO);
    node.advance(Duration.ofMillis(HELLO.lifetimeMillis()).minusSeconds(30));
    assertThat(node.transcript()).isEmpty();

    node.advance(Duration.ofSeconds(29));
    assertThat(node.delivered()).containsExactly(HELLO);
    assertThat(node.timers()).isEmpty();
  }

  @Test
  void nodeWithoutOutboundPeersFallsBackToInboundPeersAfterADelay() {
    startOverFlooding("q", "0.01", "hop-time", "1s");
    List<Peer> inbound = up(1, 5, Direction.INBOUND);
    node.publish(HELLO);
    node.advance(StemRoutes.INBOUND_FALLBACK_DELAY.minusNanos(1));
    assertThat(node.transcript()).isEmpty();

    node.advance(Duration.ofNanos(1));
    assertThat(stems()).hasSize(1);
    assertThat(inbound).extracting(Peer::id).contains(stems().get(0).to());
    assertThat(node.delivered()).isEmpty();
  }

  @Test
  void lostOutboundPeerRestartsTheDelayBeforeInboundPeersAreUsed() {
    startOverFlooding("q", "0.01", "hop-time", "1s");
    up(1, 5, Direction.INBOUND);
    Peer chosen = node.up(6, Direction.OUTBOUND);
    node.advance(Duration.ofMinutes(1));
    node.down(chosen);
    node.publish(HELLO);
    assertThat(node.transcript()).isEmpty();

    Peer other = node.up(7, Direction.OUTBOUND);
    assertThat(stems()).extracting(SentPayload::to).containsExactly(other.id());
  }

  @Test
  void outboundPeerReplacesInboundDestinations() {
    startOverFlooding("q", "0.01", "hop-time", "1s");
    up(1, 5, Direction.INBOUND);
    node.advance(StemRoutes.INBOUND_FALLBACK_DELAY);
    node.publish(HELLO);
    Peer chosen = node.up(6, Direction.OUTBOUND);
    node.clear();
    node.publish(RecordingRelayContext.message("other"));

    assertThat(stems()).extracting(SentPayload::to).containsExactly(chosen.id());
  }

  @Test
  void ownMessageWaitsForAnOutboundDestination() {
    startOverFlooding(NO_DIFFUSER);
    node.publish(HELLO);
    node.up(1, Direction.INBOUND);
    assertThat(node.transcript()).isEmpty();

    Peer chosen = node.up(2, Direction.OUTBOUND);
    node.up(3, Direction.OUTBOUND);
    assertThat(node.payloads())
        .containsExactly(new SentPayload(chosen.id(), HELLO, DandelionCodec.STEM));
    assertThat(node.delivered()).isEmpty();
  }

  @Test
  void relayedStemWithoutADestinationEnds() throws InvalidProtocolBufferException {
    startOverFlooding(NO_DIFFUSER);
    node.receive(node.up(1, Direction.INBOUND), HELLO, DandelionCodec.STEM);

    assertThat(node.delivered()).containsExactly(HELLO);
  }

  @Test
  void embargoStartsAtTheFirstSend() throws InvalidProtocolBufferException {
    for (int seed = 0; seed < 300; seed++) {
      node = new RecordingRelayContext(seed);
      // A mean embargo of 0.6 s.
      startOverFlooding("q", "0.25", "hop-time", "10ms");
      up(1, 5, Direction.INBOUND);
      node.publish(HELLO);
      node.advance(StemRoutes.INBOUND_FALLBACK_DELAY.minusNanos(1));
      assertThat(node.transcript()).as("seed %d", seed).isEmpty();

      node.advance(Duration.ofNanos(1));
      assertThat(stems()).as("seed %d", seed).hasSize(1);
      node.advance(Duration.ofSeconds(60));
      assertThat(node.delivered()).as("seed %d", seed).containsExactly(HELLO);
    }
  }

  @Test
  void messageThatWaitedLongForADestinationStillGetsAFullEmbargo() {
    int soon = 0;
    for (int seed = 0; seed < 300; seed++) {
      node = new RecordingRelayContext(seed);
      startOverFlooding("q", "0.1", "hop-time", "100ms");
      node.publish(HELLO);
      node.advance(Duration.ofMillis(HELLO.lifetimeMillis() / 2).plusSeconds(10));
      assertThat(node.transcript()).as("seed %d", seed).isEmpty();
      node.up(1, Direction.OUTBOUND);
      assertThat(stems()).as("seed %d", seed).hasSize(1);
      node.advance(Duration.ofSeconds(1));
      soon += node.delivered().size();
      node.advance(Duration.ofSeconds(70));
      assertThat(node.delivered()).as("seed %d", seed).containsExactly(HELLO);
    }
    // Within 1 s, for a mean of 42.7 s bounded at 70 s: 2.9 %, plus five standard errors.
    assertThat(soon / 300.0).isLessThan(0.029 + 5 * 0.0097);
  }

  @Test
  void silentDestinationsAreRetriedLater() throws InvalidProtocolBufferException {
    startOverFlooding("q", "0.01", "hop-time", "100ms");
    List<Peer> outbound = up(1, 8, Direction.OUTBOUND);
    node.publish(HELLO);
    node.advance(Duration.ofSeconds(5));
    assertThat(stems()).hasSize(6);
    node.clear();
    node.advance(StemRoutes.INBOUND_FALLBACK_DELAY);
    assertThat(stems()).extracting(SentPayload::to).hasSize(2).doesNotHaveDuplicates();

    PeerId last = stems().get(1).to();
    Peer answering =
        outbound.stream().filter(peer -> peer.id().equals(last)).findFirst().orElseThrow();
    node.control(answering, DandelionCodec.arrived(HELLO.id()));
    assertThat(node.timers()).hasSize(1).allMatch(timer -> timer.contains("embargo"));
  }

  @Test
  void routeOfADepartedPeerIsNotRestored() throws InvalidProtocolBufferException {
    RecordingRelayContext context = new RecordingRelayContext(1);
    StemRoutes[] routes = new StemRoutes[1];
    context.start(
        started -> {
          routes[0] = new StemRoutes(started, TestSettings.dandelion(NO_DIFFUSER));
          return FluffRelays.flooding().create(started);
        });
    Peer gone = context.up(1, Direction.INBOUND);
    routes[0].peerUp(gone);
    routes[0].peerUp(context.up(2, Direction.OUTBOUND));
    routes[0].peerUp(context.up(3, Direction.OUTBOUND));
    PeerId next = routes[0].nextDestination(gone.id(), List.of());
    routes[0].peerDown(gone.id());

    assertThat(next).isNotNull();
    // With a stored route, the result would be the same each time.
    Set<PeerId> destinations = new TreeSet<>();
    for (int i = 0; i < 50; i++) {
      destinations.add(routes[0].nextDestination(gone.id(), List.of()));
    }
    assertThat(destinations).hasSize(2);
  }

  @Test
  void peerThatSentALoopDoesNotGetTheStemAfterReconnecting() throws InvalidProtocolBufferException {
    startOverFlooding("q", "0.01", "hop-time", "100ms");
    List<Peer> outbound = up(1, 2, Direction.OUTBOUND);
    node.publish(HELLO);
    Peer first = outbound.get(outbound.get(0).id().equals(stems().get(0).to()) ? 0 : 1);
    Peer second = outbound.get(outbound.indexOf(first) == 0 ? 1 : 0);
    node.control(first, DandelionCodec.arrived(HELLO.id()));
    Peer back = node.up(3, Direction.OUTBOUND);
    node.receive(back, HELLO, DandelionCodec.STEM);
    assertThat(stems()).extracting(SentPayload::to).containsExactly(first.id(), second.id());
    node.advance(Duration.ofSeconds(2));

    // It is now a destination, in place of the silent one.
    node.down(second);
    node.down(back);
    node.up(3, Direction.OUTBOUND);
    node.advance(Duration.ofSeconds(1));
    assertThat(stems()).extracting(SentPayload::to).doesNotContain(back.id());
    assertThat(node.delivered()).isEmpty();
  }

  @Test
  void silentPeerIsRetriedWhenItReconnects() throws InvalidProtocolBufferException {
    startOverFlooding("q", "0.01", "hop-time", "100ms");
    Peer only = node.up(1, Direction.OUTBOUND);
    node.publish(HELLO);
    node.advance(Duration.ofSeconds(4));
    assertThat(stems()).hasSize(3);
    node.down(only);
    node.clear();
    Peer back = node.up(1, Direction.OUTBOUND);
    assertThat(stems()).extracting(SentPayload::to).containsExactly(back.id());

    node.control(back, DandelionCodec.arrived(HELLO.id()));
    assertThat(node.timers()).hasSize(1).allMatch(timer -> timer.contains("embargo"));
  }

  @Test
  void silentDestinationIsRetriedThenTheOtherOneThenTheEmbargoEnds() {
    startOverFlooding(NO_DIFFUSER);
    up(1, 8, Direction.OUTBOUND);
    node.publish(HELLO);
    // Long compared with retries, short compared with the embargo of about 470 hop times.
    node.advance(Duration.ofMillis(300));

    List<PeerId> to = stems().stream().map(SentPayload::to).toList();
    assertThat(to).hasSize(6);
    assertThat(to.subList(0, 3)).containsOnly(to.get(0));
    assertThat(to.subList(3, 6)).containsOnly(to.get(3)).doesNotContain(to.get(0));
    assertThat(node.delivered()).isEmpty();
    node.advance(Duration.ofMillis(HELLO.lifetimeMillis() / 2));
    assertThat(node.delivered()).containsExactly(HELLO);
    assertThat(node.timers()).isEmpty();
  }

  @Test
  void destinationThatGoesDownIsReplaced() {
    startOverFlooding(NO_DIFFUSER);
    List<Peer> outbound = up(1, 3, Direction.OUTBOUND);
    node.publish(HELLO);
    PeerId first = stems().get(0).to();
    outbound.stream().filter(peer -> peer.id().equals(first)).forEach(node::down);
    node.advance(Duration.ofMillis(100));

    assertThat(stems().get(1).to()).isNotEqualTo(first);
    assertThat(node.strays()).isEmpty();
  }
}
