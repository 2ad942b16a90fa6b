package dev.gossip.core.engine.spam;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.Discouragement;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.spam.Cost;
import dev.gossip.api.spam.SpamContext;
import dev.gossip.api.spam.SpamControl;
import dev.gossip.api.spam.Standing;
import dev.gossip.core.engine.network.MemoryNetwork;
import dev.gossip.core.engine.network.MemoryNode;
import dev.gossip.core.engine.network.ScriptedMembership;
import dev.gossip.core.engine.network.SimplePlugin;
import dev.gossip.core.engine.network.TestPlugins.AnyRelay;
import dev.gossip.core.engine.network.TestPlugins.Flood;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What happens to a discouraged peer, and what both ends hear of it. */
@Timeout(30)
class DiscouragedPeersTest {
  private static final Duration A_WHILE = Duration.ofSeconds(1);
  private static final Discouragement WHY =
      new Discouragement("bad-signature", 10, Duration.ofMinutes(4));

  private static final Discouragement DAY = new Discouragement("excess", 20, Duration.ofDays(1));

  private final MemoryNetwork network = new MemoryNetwork(31);

  /** Discourages the peers that the test names. */
  private static class Judge implements SpamControl {
    private final String name;
    private final Map<PeerId, Optional<Discouragement>> discouraged = new HashMap<>();
    private final List<Consumer<SpamContext>> inNextCallback = new ArrayList<>();
    private Optional<SpamContext> context = Optional.empty();
    private double points;
    private boolean hasBudget = true;

    Judge(String name) {
      this.name = name;
    }

    GossipPlugin plugin() {
      return new SimplePlugin<>(
          "spam." + name,
          SpamControl.Factory.class,
          created -> {
            context = Optional.of(created);
            return this;
          });
    }

    @Override
    public boolean admit(Peer from, Cost cost, int amount) {
      return hasBudget && !discouraged.containsKey(from.id());
    }

    @Override
    public void onApplicationScore(PeerId peer, double given) {
      points += given;
      inNextCallback.forEach(action -> action.accept(context.orElseThrow()));
      inNextCallback.clear();
    }

    @Override
    public Standing standing(PeerId peer) {
      return discouraged.containsKey(peer) ? Standing.DISCOURAGED : Standing.GOOD;
    }

    @Override
    public Optional<Discouragement> discouragement(PeerId peer) {
      return discouraged.getOrDefault(peer, Optional.empty());
    }

    /** Discourages a node from now on. */
    void discourage(MemoryNode at, PeerId peer, Optional<Discouragement> why) {
      inNextCallback.add(
          node -> {
            discouraged.put(peer, why);
            node.standingChanged(peer);
          });
      at.node.score(peer, -1);
    }
  }

  private final Judge one = new Judge("one");
  private final Judge two = new Judge("two");

  /** Node 1 judges, node 2 dials it. */
  private void start() {
    network.provesIds = true;
    network.start(1, Map.of(), List.of(one.plugin(), two.plugin()));
    network.start(2, 1);
    network.runFor(A_WHILE);
    assertThat(node(1).peers()).containsExactly(2);
  }

  private MemoryNode node(int port) {
    return network.node(port);
  }

  @Test
  void nodeReportsADiscouragedPeerBeforeItIsDown() {
    start();
    one.discourage(node(1), node(2).id(), Optional.of(WHY));

    assertThat(node(1).events)
        .filteredOn(
            event -> event instanceof NodeEvent.Discouraged || event instanceof NodeEvent.PeerDown)
        .satisfiesExactly(
            event -> {
              NodeEvent.Discouraged discouraged = (NodeEvent.Discouraged) event;
              assertThat(discouraged.why()).isEqualTo(WHY);
              assertThat(discouraged.peer().id()).isEqualTo(node(2).id());
            },
            event -> assertThat(((NodeEvent.PeerDown) event).reason()).isEqualTo(WHY.toString()));
    assertThat(node(1).metric("discouraged-peers")).isEqualTo(1);
  }

  @Test
  void peerHearsTheRuleAndWhenToComeBack() {
    start();
    one.discourage(node(1), node(2).id(), Optional.of(WHY));
    network.runFor(A_WHILE);

    assertThat(node(2).eventsOf(NodeEvent.PeerDown.class))
        .singleElement()
        .satisfies(down -> assertThat(down.reason()).isEqualTo(WHY.toString()));
    assertThat(node(2).eventsOf(NodeEvent.Refused.class))
        .singleElement()
        .satisfies(
            refused -> {
              assertThat(refused.reason()).isEqualTo("discouraged for bad-signature (10 times)");
              assertThat(refused.remedy()).isEqualTo("come back in 240 s");
            });
    assertThat(node(2).metric("discouraged-peers")).isZero();
  }

  @Test
  void discouragedNodeDialsAgainWhenItIsToComeBack() {
    start();
    one.discourage(node(1), node(2).id(), Optional.of(WHY));
    network.runFor(A_WHILE);
    one.discouraged.clear();
    network.runFor(Duration.ofSeconds(239));
    assertThat(node(1).peers()).isEmpty();

    network.runFor(Duration.ofSeconds(12));
    assertThat(node(1).peers()).containsExactly(2);
  }

  @Test
  void membershipOfADiscouragedNodeCannotDialTooEarly() {
    network.provesIds = true;
    network.start(1, Map.of(), List.of(one.plugin()));
    ScriptedMembership membership = new ScriptedMembership();
    MemoryNode two = network.start(2, Map.of(), List.of(membership.plugin()));
    membership.act(two, context -> context.connect(node(1).address));
    network.runFor(A_WHILE);
    assertThat(node(1).peers()).containsExactly(2);
    one.discourage(node(1), two.id(), Optional.of(WHY));
    network.runFor(A_WHILE);
    one.discouraged.clear();

    membership.act(two, context -> context.connect(node(1).address));
    network.runFor(A_WHILE);
    assertThat(node(1).peers()).isEmpty();
    network.runFor(WHY.comeBackIn());
    membership.act(two, context -> context.connect(node(1).address));
    network.runFor(A_WHILE);
    assertThat(node(1).peers()).containsExactly(2);
  }

  @Test
  void protectedPeerIsHeardWithinTheLimitsOfOtherControls() {
    network.provesIds = true;
    ScriptedMembership theirs = new ScriptedMembership();
    MemoryNode other =
        network.start(2, Map.of(), List.of(theirs.plugin(), new AnyRelay(Flood::new)));
    ScriptedMembership membership = new ScriptedMembership();
    MemoryNode node =
        network.start(
            1,
            Map.of(),
            List.of(membership.plugin(), new AnyRelay(Flood::new), one.plugin(), two.plugin()),
            2);
    network.runFor(A_WHILE);
    membership.act(node, context -> context.protect(other.id()));
    one.discourage(node, other.id(), Optional.of(WHY));
    other.publish("heard");
    theirs.act(
        other, context -> context.sendControl(node.id(), ByteString.copyFromUtf8("heard too")));
    network.runFor(A_WHILE);

    assertThat(node.metric("messages-delivered")).isEqualTo(1);
    assertThat(membership.calls).contains("control heard too");
    two.hasBudget = false;
    other.publish("not heard");
    network.runFor(A_WHILE);
    assertThat(node.metric("messages-delivered")).isEqualTo(1);
  }

  @Test
  void liarKeepsANodeAwayForTenMinutesAtMost() {
    start();
    one.discourage(
        node(1), node(2).id(), Optional.of(new Discouragement("a-lie", 1, Duration.ofDays(9_000))));
    network.runFor(A_WHILE);
    one.discouraged.clear();
    network.runFor(Duration.ofMinutes(10).plusSeconds(12));

    assertThat(node(1).peers()).containsExactly(2);
  }

  @Test
  void nodeThatThisNodeDiscouragesIsNotDialedBeforeTheEnd() {
    network.provesIds = true;
    network.start(2);
    network.start(1, Map.of(), List.of(one.plugin()), 2);
    network.runFor(A_WHILE);
    Duration time = Duration.ofMinutes(8);
    one.discourage(node(1), node(2).id(), Optional.of(new Discouragement("excess", 20, time)));
    List<Integer> dials = new ArrayList<>();
    network.runFor(A_WHILE);
    network.rule((from, to, frame) -> dials.add(to.port()));
    one.discouraged.clear();
    network.runFor(time.minus(A_WHILE));
    assertThat(dials).isEmpty();

    network.runFor(Duration.ofSeconds(12));
    assertThat(node(1).peers()).containsExactly(2);
    assertThat(node(1).eventsOf(NodeEvent.Refused.class))
        .singleElement()
        .satisfies(
            refused -> {
              assertThat(refused.reason()).isEqualTo("it is discouraged for excess (20 times)");
              assertThat(refused.remedy()).isEqualTo("see gossip.spam.use");
            });
  }

  /** Another node may be there by then, or the same one under another id. */
  @Test
  void addressOfADiscouragedNodeIsDialedAfterTenMinutes() {
    network.provesIds = true;
    network.start(2);
    network.start(1, Map.of(), List.of(one.plugin()), 2);
    network.runFor(A_WHILE);
    one.discourage(node(1), node(2).id(), Optional.of(DAY));
    one.discouraged.clear();
    network.runFor(Duration.ofMinutes(10).plusSeconds(13));

    assertThat(node(1).peers()).containsExactly(2);
  }

  /** As after a restart: it is known, but not where it is. */
  @Test
  void dialThatFindsADiscouragedNodeIsRepeatedAfterTenMinutes() {
    network.provesIds = true;
    network.dialersAsk = true;
    network.start(2);
    one.discouraged.put(node(2).id(), Optional.of(DAY));
    network.start(1, Map.of(), List.of(one.plugin()), 2);
    network.runFor(A_WHILE);
    List<Integer> dials = new ArrayList<>();
    network.rule((from, to, frame) -> dials.add(to.port()));
    network.runFor(Duration.ofMinutes(10).minus(A_WHILE));
    assertThat(dials).isEmpty();
    assertThat(node(1).eventsOf(NodeEvent.Refused.class))
        .singleElement()
        .satisfies(
            refused ->
                assertThat(refused.reason()).isEqualTo("it is discouraged for excess (20 times)"));

    one.discouraged.clear();
    network.runFor(Duration.ofSeconds(13));
    assertThat(node(1).peers()).containsExactly(2);
  }

  @Test
  void reasonThatLastsLongestIsPassedOn() {
    start();
    Discouragement longer = new Discouragement("excess", 20, Duration.ofMinutes(5));
    two.discouraged.put(node(2).id(), Optional.of(longer));
    one.discourage(node(1), node(2).id(), Optional.of(WHY));

    assertThat(node(1).eventsOf(NodeEvent.Discouraged.class))
        .singleElement()
        .satisfies(discouraged -> assertThat(discouraged.why()).isEqualTo(longer));
  }

  @Test
  void reasonOfAControlThatDiscouragesNobodyIsNotAskedFor() {
    start();
    Judge polite =
        new Judge("polite") {
          @Override
          public Standing standing(PeerId peer) {
            return Standing.THROTTLED;
          }
        };
    polite.discouraged.put(node(1).id(), Optional.of(WHY));
    network.start(3, Map.of(), List.of(polite.plugin(), one.plugin()), 1);
    network.runFor(A_WHILE);
    one.discourage(node(3), node(1).id(), Optional.empty());

    assertThat(node(3).eventsOf(NodeEvent.Discouraged.class))
        .singleElement()
        .satisfies(
            discouraged ->
                assertThat(discouraged.why())
                    .isEqualTo(new Discouragement("spam-control", 1, Duration.ZERO)));
  }

  @Test
  void applicationScoresReachEverySpamControl() {
    start();
    node(1).node.score(node(2).id(), -2.5);

    assertThat(one.points).isEqualTo(-2.5);
    assertThat(two.points).isEqualTo(-2.5);
  }

  @Test
  void spamControlKnowsTheLifetimeOfMessages() {
    network.start(1, Map.of("gossip.lifetime", "17m"), List.of(one.plugin()));

    assertThat(one.context.orElseThrow().messageLifetime()).isEqualTo(Duration.ofMinutes(17));
  }

  @Test
  void standingIsTheWorstOfAllControls() {
    start();
    assertThat(node(1).node.standing(node(2).id())).isEqualTo(Standing.GOOD);
    two.discouraged.put(node(2).id(), Optional.empty());

    assertThat(node(1).node.standing(node(2).id())).isEqualTo(Standing.DISCOURAGED);
  }
}
