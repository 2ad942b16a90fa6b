package dev.gossip.core.engine.peer;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.Direction;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.spam.Cost;
import dev.gossip.api.spam.SpamControl;
import dev.gossip.api.spam.Standing;
import dev.gossip.core.engine.network.MemoryNetwork;
import dev.gossip.core.engine.network.MemoryNode;
import dev.gossip.core.engine.network.ScriptedMembership;
import dev.gossip.core.engine.network.SimplePlugin;
import dev.gossip.core.engine.network.TestPlugins.AnyRelay;
import dev.gossip.core.engine.network.TestPlugins.Flood;
import dev.gossip.core.engine.wire.Frames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When decisions about links are carried out, and what the plugins hear of it. */
@Timeout(30)
class LinkDecisionsTest {
  private static final Duration A_WHILE = Duration.ofSeconds(1);

  private final MemoryNetwork network = new MemoryNetwork(16);
  private final ScriptedMembership membership = new ScriptedMembership();

  private static PeerAddress address(int port) {
    return MemoryNetwork.address(port);
  }

  @Test
  void workOffloadedWhenAPeerIsAcceptedStartsInTheSameEvent() {
    List<String> results = new ArrayList<>();
    AnyRelay relay =
        new AnyRelay(
            context ->
                new Flood(context) {
                  @Override
                  public void onPeerUp(Peer peer) {
                    context.offload(() -> "done", results::add);
                  }
                });
    MemoryNode node = network.start(1, Map.of(), List.of(membership.plugin(), relay));
    membership.onCandidate = candidate -> {};
    MemoryNode other = network.start(2, Map.of(), List.of(new AnyRelay(Flood::new)), 1);
    network.runFor(A_WHILE);
    node.deferOffloaded = true;
    membership.act(
        node,
        context -> {
          var unused = context.schedule(Duration.ZERO, "accept", () -> context.accept(other.id()));
        });
    node.node.runTimers();
    assertThat(node.peers()).containsExactly(2);

    assertThat(node.deferredTasks()).isEqualTo(1);
    node.runDeferred();
    node.node.runTimers();
    assertThat(results).containsExactly("done");
  }

  @Test
  void closedNodeOpensNoLinkThatItsMembershipStillAsksFor() {
    membership.onDown = peer -> membership.context().connect(address(3));
    MemoryNode node = network.start(1, Map.of(), List.of(membership.plugin()), 2);
    network.start(2);
    MemoryNode third = network.start(3);
    network.runFor(A_WHILE);
    List<PeerAddress> dials = new ArrayList<>();
    network.rule(
        (from, to, frame) -> {
          if (to.equals(third.address)) {
            dials.add(from);
          }
          return true;
        });
    node.node.close();
    network.runFor(A_WHILE);

    assertThat(membership.calls).endsWith("down closed here");
    assertThat(dials).isEmpty();
  }

  @Test
  void membershipHearsThatALinkBecomesOutbound() {
    MemoryNode node = network.start(1, Map.of(), List.of(membership.plugin()));
    network.start(2, 1);
    network.runFor(A_WHILE);
    membership.calls.clear();
    membership.act(node, context -> context.keep(address(2)));

    assertThat(membership.calls).containsExactly("down closed here", "up OUTBOUND");
    assertThat(membership.context().peers())
        .containsExactly(new Peer(network.node(2).id(), Direction.OUTBOUND));
  }

  @Test
  void frameThatConfirmsAHelloIsDroppedIfTheLinkEndsWithIt() {
    MemoryNode node = network.start(1, Map.of(), List.of(membership.plugin()));
    ScriptedMembership theirs = new ScriptedMembership();
    MemoryNode other = network.start(2, Map.of(), List.of(theirs.plugin()));
    theirs.onCandidate =
        candidate ->
            theirs.context().sendControl(candidate.id(), ByteString.copyFromUtf8("too late"));
    List<ByteString> hellos = new ArrayList<>();
    network.rule(
        (from, to, frame) -> {
          boolean isTheirHello =
              from.equals(other.address) && !frame.isEmpty() && frame.byteAt(0) == Frames.HELLO;
          // Only the first arrives, which does not confirm that of node 1.
          return !isTheirHello || (hellos.add(frame) && hellos.size() == 1);
        });
    membership.act(node, context -> context.feeler(address(2)));
    network.runFor(A_WHILE);

    assertThat(membership.calls).containsExactly("2 is REACHED");
    assertThat(node.metric("dropped.link-closed")).isEqualTo(1);
  }

  @Test
  void controlFrameOfACandidateWithABadStandingHasNoEffect() {
    SpamControl suspicious =
        new SpamControl() {
          @Override
          public boolean admit(Peer from, Cost cost, int amount) {
            return true;
          }

          @Override
          public Standing standing(PeerId peer) {
            return Standing.NO_CONTROL;
          }
        };
    SimplePlugin<SpamControl.Factory> spam =
        new SimplePlugin<>("spam.suspicious", SpamControl.Factory.class, context -> suspicious);
    membership.onCandidate = candidate -> {};
    MemoryNode node = network.start(1, Map.of(), List.of(membership.plugin(), spam));
    ScriptedMembership theirs = new ScriptedMembership();
    MemoryNode other = network.start(2, Map.of(), List.of(theirs.plugin()), 1);
    network.runFor(A_WHILE);
    theirs.act(other, context -> context.sendControl(node.id(), ByteString.copyFromUtf8("lies")));
    network.runFor(A_WHILE);

    assertThat(membership.calls).containsExactly("candidate INBOUND");
    assertThat(node.metric("dropped.refused-by-spam-control")).isEqualTo(1);
  }

  @Test
  void releaseBeforeTheHelloIsNoRefusal() {
    MemoryNode node = network.start(1, Map.of(), List.of(membership.plugin()), 2);
    network.start(2);
    network.rule((from, to, frame) -> frame.isEmpty());
    network.runFor(Duration.ofMillis(100));
    membership.act(node, context -> context.release(address(2)));
    network.runFor(A_WHILE);

    assertThat(node.eventsOf(NodeEvent.Refused.class)).isEmpty();
    assertThat(membership.calls).containsExactly("added 2");
  }

  // ---- single dials --------------------------------------------------------------------------

  @Test
  void connectWithAKeptAndLinkedAddressIsReportedAsReached() {
    MemoryNode node = network.start(1, Map.of(), List.of(membership.plugin()), 2);
    network.start(2);
    network.runFor(A_WHILE);
    membership.calls.clear();
    membership.act(node, context -> context.connect(address(2)));
    network.runFor(A_WHILE);

    assertThat(membership.calls).containsExactly("2 is REACHED");
  }

  @Test
  void connectWhileAFeelerIsUnderWayLeadsToAPeer() {
    MemoryNode node = network.start(1, Map.of(), List.of(membership.plugin()));
    network.start(2);
    membership.act(node, context -> context.feeler(address(2)));
    membership.act(node, context -> context.connect(address(2)));
    network.runFor(A_WHILE);

    assertThat(node.peers()).containsExactly(2);
  }

  @Test
  void nodeOfAnotherNetworkThatConnectedFirstIsNotReached() {
    MemoryNode node = network.start(1, Map.of(), List.of(membership.plugin()));
    // The HELLOs get lost, so the inbound link waits for them.
    network.rule((from, to, frame) -> frame.isEmpty());
    network.start(2, Map.of("gossip.network", "blue"), List.of(), 1);
    network.runFor(Duration.ofMillis(500));
    membership.act(node, context -> context.connect(address(2)));
    network.runFor(Duration.ofMillis(500));
    assertThat(membership.calls).isEmpty();
    network.rule((from, to, frame) -> true);
    network.runFor(A_WHILE);

    assertThat(membership.calls).containsExactly("2 is REFUSED");
  }

  @Test
  void feelerDoesNotChangeAnInboundPeer() {
    MemoryNode node = network.start(1, Map.of(), List.of(membership.plugin()));
    network.start(2, 1);
    network.runFor(A_WHILE);
    membership.calls.clear();
    membership.act(node, context -> context.feeler(address(2)));
    network.runFor(A_WHILE);

    assertThat(membership.calls).containsExactly("2 is REACHED");
    assertThat(node.peers()).containsExactly(2);
    assertThat(membership.context().peers())
        .containsExactly(new Peer(network.node(2).id(), Direction.INBOUND));
  }

  @Test
  void ownAddressIsDialedOnlyOnce() {
    MemoryNode node = network.start(1, Map.of(), List.of(membership.plugin()), 1);
    network.runFor(A_WHILE);
    assertThat(membership.calls).containsExactly("added 1", "1 is SELF");
    membership.act(node, context -> context.connect(address(1)));
    network.runFor(A_WHILE);

    assertThat(membership.calls).containsExactly("added 1", "1 is SELF", "1 is SELF");
  }
}
