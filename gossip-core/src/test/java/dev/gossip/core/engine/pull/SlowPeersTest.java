package dev.gossip.core.engine.pull;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.transport.LinkStats;
import dev.gossip.core.engine.network.MemoryNode;
import dev.gossip.core.engine.network.TestPlugins.RecordingSpamControl;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a peer is blamed for that does not send a large message in time. */
class SlowPeersTest extends PullFixture {
  private final RecordingSpamControl spam = new RecordingSpamControl();

  /** A node that requests a message which never arrives, and blames its peer for it. */
  private List<String> blamed(LinkStats before, LinkStats afterwards) {
    start(1, List.of(), 2);
    MemoryNode two = start(2, List.of(spam));
    network.runFor(A_WHILE);
    dropPayloads(1, 2);
    network.linkStats.put(2, before);
    network.node(1).publish(payload(SIZE));
    network.runFor(Duration.ofMillis(7_200));
    assertThat(two.metric("requests-sent")).as("all that are sent in time").isEqualTo(4);
    network.linkStats.put(2, afterwards);
    network.runFor(Duration.ofMinutes(1));
    return spam.notes.stream().filter(note -> note.startsWith("misbehaviour")).toList();
  }

  private static LinkStats heard(long datagrams, long partBytes) {
    return new LinkStats(datagrams, 0, Optional.empty(), 1_200, partBytes);
  }

  @Test
  void peerThatSendsOtherThingsBreaksItsPromise() {
    assertThat(blamed(heard(10, 500), heard(1_000, 500)))
        .containsExactly("misbehaviour BROKEN_PROMISE");
  }

  @Test
  void peerThatHasSentAPartOfWhatItPromisedIsSlow() {
    assertThat(blamed(heard(10, 500), heard(11, 500 + SIZE / 16 + 100)))
        .containsExactly("misbehaviour SLOW");
  }

  @Test
  void peerThatHasSentLittleOfWhatItPromisedBreaksItsPromise() {
    assertThat(blamed(heard(10, 500), heard(11, 500 + SIZE / 17)))
        .containsExactly("misbehaviour BROKEN_PROMISE");
  }

  @Test
  void peerThatIsNotHeardAfterTheLastRequestIsNotBlamed() {
    assertThat(blamed(heard(10, 500), heard(10, 500))).isEmpty();
  }

  @Test
  void peerOnATransportThatDoesNotMeasureBreaksItsPromise() {
    assertThat(blamed(LinkStats.NONE, LinkStats.NONE))
        .containsExactly("misbehaviour BROKEN_PROMISE");
  }
}
