package dev.gossip.testkit.contract;

import static dev.gossip.testkit.contract.TransportPair.HELLO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.gossip.api.transport.CloseReason;
import dev.gossip.api.transport.DownReason;
import dev.gossip.api.transport.LinkId;
import dev.gossip.simulation.wire.TimeText;
import dev.gossip.testkit.contract.TransportEnd.Down;
import java.util.List;

/** Rules about links that go down: T17 to T20, and T26. */
final class TransportCloseRules extends TransportRules {
  TransportCloseRules(TransportContract contract) {
    super(contract);
  }

  /** T17. */
  void closeIsReportedOnceWithItsReason() {
    for (CloseReason.Kind kind : CloseReason.Kind.values()) {
      TransportPair pair = linked();
      LinkId link = pair.bob.link();
      pair.alice.send(pair.alice.link(), HELLO);
      pair.alice.close(pair.alice.link(), kind);
      pair.bench.runFor(contract.silenceLimit().multipliedBy(2));

      assertThat(pair.bob.drainFrames())
          .as("frames that were queued when Transport.close was called; send them first")
          .containsExactly(HELLO);
      assertThat(pair.bob.downs)
          .as(
              "LinkEvents.down at the other end of a link that was closed as %s; report it once",
              kind)
          .extracting(Down::link)
          .containsExactly(link);
      DownReason reason = pair.bob.downs.get(0).reason();
      assertThat(reason.kind())
          .as("DownReason.kind at the other end; send the reason with the close")
          .isEqualTo(
              kind == CloseReason.Kind.ENDED
                  ? DownReason.Kind.CLOSED_BY_PEER
                  : DownReason.Kind.REFUSED_BY_PEER);
      assertThat(reason.detail())
          .as("DownReason.detail at the other end; send the reason with the close")
          .contains(TransportEnd.CLOSE_DETAIL);
    }
  }

  /** T18. */
  void closedLinkReportsNoFurtherEvents() {
    TransportPair pair = linked();
    randomFrames(10, 20).forEach(frame -> pair.bob.send(pair.bob.link(), frame));
    pair.bob.flush();
    pair.alice.close(pair.alice.link(), CloseReason.Kind.ENDED);
    pair.bench.runFor(contract.silenceLimit().multipliedBy(2));
    assertThat(pair.alice.unknownLinkEvents)
        .as("LinkEvents of a link after its close; remove the link in Transport.close")
        .isEmpty();

    TransportPair other = linked();
    other.alice.onFrame = (link, frame) -> other.alice.close(link, CloseReason.Kind.ENDED);
    randomFrames(10, 20).forEach(frame -> other.bob.send(other.bob.link(), frame));
    other.bob.flush();
    other.bench.runFor(contract.silenceLimit().multipliedBy(2));
    assertThat(other.alice.unknownLinkEvents)
        .as(
            "LinkEvents of a link after a callback of LinkEvents.frame closed it; check that the"
                + " link is up before each event")
        .isEmpty();
  }

  /** T19. */
  void silentPeerIsReportedDown() {
    TransportPair pair = linked();
    LinkId link = pair.alice.link();
    pair.bench.kill(pair.bob.address());

    pair.bench.runFor(contract.silenceLimit());
    assertThat(pair.alice.downs)
        .as(
            "LinkEvents.down within %s after the other end became silent; override silenceLimit if"
                + " that is too short",
            TimeText.of(contract.silenceLimit()))
        .hasSize(1);
    pair.bench.runFor(contract.silenceLimit().multipliedBy(2));
    assertThat(pair.alice.downs)
        .as("LinkEvents.down, exactly once, of a link whose other end became silent")
        .extracting(Down::link, down -> down.reason().kind())
        .containsExactly(tuple(link, DownReason.Kind.SILENT));
  }

  /** T20. */
  void idleLinksStayUp() {
    TransportPair pair = linked();

    pair.bench.runFor(contract.silenceLimit().multipliedBy(20));

    assertThat(pair.alice.downs)
        .as("LinkEvents.down of a link that was only idle; send pings")
        .isEmpty();
    assertThat(pair.bob.downs)
        .as("LinkEvents.down of a link that was only idle; send pings")
        .isEmpty();
    pair.assertArrives(pair.alice, pair.bob, List.of(HELLO), "on a link that was idle");
  }

  /** T26. */
  void timeoutClosesTheOtherEnd() {
    TransportPair pair = linked();
    LinkId link = pair.bob.link();
    pair.bench.mute(pair.bob);

    pair.bench.runFor(contract.silenceLimit().plusMillis(100));

    assertThat(pair.bob.downs)
        .as(
            "LinkEvents.down at an end that still receives from the other one, %s after the other"
                + " one stopped receiving from it; send a close when a link times out",
            TimeText.of(contract.silenceLimit()))
        .extracting(Down::link)
        .contains(link);
  }
}
