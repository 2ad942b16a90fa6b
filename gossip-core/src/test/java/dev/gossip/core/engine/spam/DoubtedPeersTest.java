package dev.gossip.core.engine.spam;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayStrategy;
import dev.gossip.api.spam.Cost;
import dev.gossip.api.spam.SpamControl;
import dev.gossip.api.spam.Standing;
import dev.gossip.core.engine.network.MemoryNetwork;
import dev.gossip.core.engine.network.MemoryNode;
import dev.gossip.core.engine.network.ScriptedMembership;
import dev.gossip.core.engine.network.SimplePlugin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The control frames of peers that are not in good standing. */
class DoubtedPeersTest {
  private static final Duration A_WHILE = Duration.ofSeconds(1);

  private final MemoryNetwork network = new MemoryNetwork(34);
  private final List<String> heard = new ArrayList<>();
  private final ScriptedMembership membership = new ScriptedMembership();
  private final ScriptedMembership theirs = new ScriptedMembership();
  private Standing standing = Standing.GOOD;
  private boolean answers = true;

  private final class Judge implements SpamControl {
    @Override
    public boolean admit(Peer from, Cost cost, int amount) {
      return true;
    }

    @Override
    public Standing standing(PeerId peer) {
      return standing;
    }
  }

  /** Sends a control frame with each message. */
  private final class Talker implements RelayStrategy {
    private final RelayContext context;

    Talker(RelayContext context) {
      this.context = context;
    }

    @Override
    public void onPublish(GossipMessage message) {
      context.deliver(message);
      context.peers().forEach(peer -> context.sendControl(peer.id(), message.payload()));
    }

    @Override
    public void onMessage(GossipMessage message, Arrival arrival) {
      context.deliver(message);
    }

    @Override
    public boolean hearsDoubtedPeers() {
      return answers;
    }

    @Override
    public boolean mayReveal(PeerId to, MessageId id) {
      return context.delivered(id);
    }

    @Override
    public void onControl(Peer from, ByteString body) {
      heard.add(body.toStringUtf8());
    }
  }

  private GossipPlugin relay() {
    return new SimplePlugin<>("relay.talker", RelayStrategy.Factory.class, Talker::new);
  }

  private void talk() {
    GossipPlugin judge =
        new SimplePlugin<>("spam.judge", SpamControl.Factory.class, context -> new Judge());
    network.start(1, Map.of(), List.of(judge, relay(), membership.plugin()));
    MemoryNode other = network.start(2, Map.of(), List.of(relay(), theirs.plugin()), 1);
    network.runFor(A_WHILE);
    assertThat(network.node(1).peers()).containsExactly(2);
    membership.calls.clear();
    other.publish("from relay");
    theirs.act(
        other,
        context ->
            context.sendControl(network.node(1).id(), ByteString.copyFromUtf8("from membership")));
    network.runFor(A_WHILE);
  }

  @Test
  void controlFramesOfAGoodPeerAreHeard() {
    talk();
    assertThat(heard).containsExactly("from relay");
    assertThat(membership.calls).containsExactly("control from membership");
  }

  @ParameterizedTest
  @EnumSource(names = {"NO_CONTROL", "THROTTLED"})
  void relayThatAnswersHearsADoubtedPeerAndMembershipDoesNot(Standing doubted) {
    standing = doubted;
    talk();
    assertThat(heard).containsExactly("from relay");
    assertThat(membership.calls).isEmpty();
    assertThat(network.node(1).metric("dropped.refused-by-spam-control")).isEqualTo(1);
  }

  @Test
  void relayThatDoesNotAskForStandingsHearsNoDoubtedPeer() {
    standing = Standing.NO_CONTROL;
    answers = false;
    talk();
    assertThat(heard).isEmpty();
    assertThat(network.node(1).metric("dropped.refused-by-spam-control")).isEqualTo(2);
  }
}
