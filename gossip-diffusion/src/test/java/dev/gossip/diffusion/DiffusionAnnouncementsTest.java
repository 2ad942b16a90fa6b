package dev.gossip.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.Direction;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.Peer;
import dev.gossip.diffusion.DiffusionCodec.Ids;
import dev.gossip.testkit.relay.RecordingRelayContext;
import dev.gossip.testkit.relay.RecordingRelayContext.SentPayload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a diffusion node announces a message, to which peers, and how often. */
class DiffusionAnnouncementsTest extends OneDiffusionNode {

  @Test
  void publishedMessageIsAnnouncedOnceAndSentOnRequest() throws InvalidProtocolBufferException {
    start();
    Peer peer = node.up(1, Direction.OUTBOUND);
    node.publish(HELLO);

    assertThat(node.delivered()).containsExactly(HELLO);
    assertThat(node.controls()).isEmpty();
    node.fireNext();
    assertThat(sentTo(peer)).containsExactly(Ids.have(List.of(HELLO.id())));
    receive(peer, Ids.want(List.of(HELLO.id())));

    assertThat(node.payloads())
        .containsExactly(new SentPayload(peer.id(), HELLO, ByteString.EMPTY));
    node.clear();
    node.advance(Duration.ofMinutes(5));
    assertThat(node.transcript()).isEmpty();
  }

  @Test
  void announcementIsRepeatedUntilItIsAnswered() throws InvalidProtocolBufferException {
    start();
    Peer peer = node.up(1, Direction.OUTBOUND);
    node.publish(HELLO);
    node.fireNext();
    node.advance(Duration.ofSeconds(3));

    assertThat(sentTo(peer)).hasSize(4).containsOnly(Ids.have(List.of(HELLO.id())));
    receive(peer, Ids.heard(List.of(HELLO.id())));
    node.clear();
    node.advance(Duration.ofMinutes(5));
    assertThat(node.transcript()).isEmpty();
  }

  @Test
  void announcementsToASilentPeerStopAfterTheConfiguredTries() {
    start("tries", "5");
    node.up(1, Direction.OUTBOUND);
    node.publish(HELLO);
    node.advance(Duration.ofMinutes(5));

    assertThat(node.controls()).hasSize(5);
    assertThat(node.timers()).isEmpty();
  }

  @Test
  void inboundPeersGetAnnouncementsAtTheSameTime() {
    start();
    for (int number = 1; number <= 20; number++) {
      node.up(number, Direction.INBOUND);
    }
    node.publish(HELLO);
    assertThat(node.timers()).hasSize(1);
    node.fireNext();

    assertThat(node.controls()).hasSize(20);
  }

  @Test
  void outboundPeersGetAnnouncementsIndependently() {
    start();
    for (int number = 1; number <= 20; number++) {
      node.up(number, Direction.OUTBOUND);
    }
    node.publish(HELLO);

    assertThat(node.timers()).hasSize(20);
    node.fireNext();
    assertThat(node.controls()).hasSize(1);
  }

  @Test
  void delaysHaveTheConfiguredMeans() throws InvalidProtocolBufferException {
    start("announce", "false");
    Peer outbound = node.up(1, Direction.OUTBOUND);
    Peer inbound = node.up(2, Direction.INBOUND);
    int messages = 2_000;
    double[] sum = new double[3];
    for (int i = 0; i < messages; i++) {
      GossipMessage message = RecordingRelayContext.message("m" + i);
      long start = node.nowNanos();
      node.publish(message);
      node.clear();
      List<Peer> remaining = new ArrayList<>(List.of(outbound, inbound));
      while (!remaining.isEmpty()) {
        node.fireNext();
        for (Peer peer : List.copyOf(remaining)) {
          if (node.payloads().stream().anyMatch(sent -> sent.to().equals(peer.id()))) {
            remaining.remove(peer);
            sum[peer.equals(outbound) ? 1 : 2] += node.nowNanos() - start;
            receive(peer, Ids.heard(List.of(message.id())));
          }
        }
      }
      node.advance(Duration.ofSeconds(2));
    }

    // Five standard errors of an exponential mean over 2,000 draws: 11 %.
    assertThat(sum[1] / messages / 1e9).isCloseTo(2, within(0.22));
    assertThat(sum[2] / messages / 1e9).isCloseTo(5, within(0.56));
  }

  @Test
  void batchGrowsWithTheQueue() {
    start();
    node.up(1, Direction.OUTBOUND);
    for (int i = 0; i < 2_000; i++) {
      node.publish(RecordingRelayContext.message("m" + i));
    }
    node.fireNext();

    assertThat(announcedIds()).isEqualTo(45);
  }

  @Test
  void newPeerGetsAnnouncementsOfTheNewestUnexpiredMessages() {
    start("catch-up", "2");
    Peer first = node.up(1, Direction.OUTBOUND);
    node.publish(RecordingRelayContext.message("a"));
    node.publish(RecordingRelayContext.message("b"));
    node.publish(RecordingRelayContext.message("c"));
    node.down(first);
    node.advance(Duration.ofMinutes(4));
    node.up(2, Direction.OUTBOUND);
    node.fireNext();
    assertThat(announcedIds()).isEqualTo(2);

    node.advance(Duration.ofMinutes(2));
    node.clear();
    node.up(3, Direction.OUTBOUND);
    assertThat(node.timers()).isEmpty();
  }
}
