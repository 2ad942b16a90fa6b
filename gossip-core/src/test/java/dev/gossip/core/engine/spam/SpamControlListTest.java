package dev.gossip.core.engine.spam;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.Verdict;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.spam.Cost;
import dev.gossip.api.spam.Explanation;
import dev.gossip.api.spam.Rejection;
import dev.gossip.api.spam.SpamContext;
import dev.gossip.api.spam.SpamControl;
import dev.gossip.api.spam.Standing;
import dev.gossip.core.engine.network.MemoryNetwork;
import dev.gossip.core.engine.network.MemoryNode;
import dev.gossip.core.engine.network.SimplePlugin;
import dev.gossip.core.engine.network.TestPlugins.AnyRelay;
import dev.gossip.core.engine.network.TestPlugins.Flood;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two spam controls of one node. */
@Timeout(30)
class SpamControlListTest {
  private static final Duration A_WHILE = Duration.ofSeconds(1);

  private final MemoryNetwork network = new MemoryNetwork(9);
  private final List<String> calls = new ArrayList<>();
  private final Scripted one = new Scripted("one");
  private final Scripted two = new Scripted("two");
  private @Nullable RelayContext relay;

  /** Records what it is asked, and answers what the test sets. */
  private final class Scripted implements SpamControl {
    private final String name;
    private final Map<PeerId, Standing> standings = new HashMap<>();
    private @Nullable SpamContext context;
    private boolean admits = true;
    private Verdict verdict = Verdict.ACCEPT;
    private Runnable onFirst = () -> {};

    Scripted(String name) {
      this.name = name;
    }

    GossipPlugin plugin() {
      return new SimplePlugin<>(
          "spam." + name,
          SpamControl.Factory.class,
          created -> {
            context = created;
            return this;
          });
    }

    private void record(String call) {
      calls.add(name + " " + call);
    }

    @Override
    public boolean admit(Peer from, Cost cost, int amount) {
      record("admit " + cost);
      return admits;
    }

    @Override
    public Verdict judge(GossipMessage message, Peer from) {
      record("judge");
      return verdict;
    }

    @Override
    public void onFirstCopy(GossipMessage message, Peer from) {
      record("first");
      onFirst.run();
    }

    @Override
    public void onDuplicate(GossipMessage message, Peer from) {
      record("duplicate");
    }

    @Override
    public void onRejected(Rejection rejection) {
      record("rejected " + rejection.reason() + " " + rejection.fault());
    }

    @Override
    public void onMisbehaviour(Peer peer, Misbehaviour kind) {
      record(kind.toString());
    }

    @Override
    public void onPeerUp(Peer peer) {
      record("up");
    }

    @Override
    public void onPeerDown(Peer peer) {
      record("down");
    }

    @Override
    public Standing standing(PeerId peer) {
      return standings.getOrDefault(peer, Standing.GOOD);
    }

    @Override
    public List<Explanation> explain(PeerId peer) {
      return List.of(new Explanation(name, 1, "for a test"));
    }

    /** Has the node hear that a peer has another standing, from inside a callback. */
    void setStanding(PeerId peer, Standing standing) {
      onFirst =
          () -> {
            standings.put(peer, standing);
            requireNonNull(context).standingChanged(peer);
          };
      network.node(2).publish("a first copy");
      network.runFor(A_WHILE);
    }
  }

  /** Starts node 1 with both controls, and nodes 2 and 3, which dial it. */
  private void start() {
    AnyRelay flood =
        new AnyRelay(
            context -> {
              relay = relay == null ? context : relay;
              return new Flood(context);
            });
    network.start(1, Map.of(), List.of(one.plugin(), two.plugin(), flood));
    network.start(2, Map.of(), List.of(new AnyRelay(Flood::new)), 1);
    network.start(3, Map.of(), List.of(new AnyRelay(Flood::new)), 1);
    network.runFor(A_WHILE);
    assertThat(node().peers()).containsExactly(2, 3);
    calls.clear();
  }

  private MemoryNode node() {
    return network.node(1);
  }

  private void receive(String text) {
    network.node(2).publish(text);
    network.runFor(A_WHILE);
  }

  @Test
  void everyControlIsAskedInOrderAndHearsEveryEvent() {
    network.start(1, Map.of(), List.of(one.plugin(), two.plugin(), new AnyRelay(Flood::new)));
    network.start(2, Map.of(), List.of(new AnyRelay(Flood::new)), 1);
    network.runFor(A_WHILE);
    receive("hello");
    node().report(2, (events, link) -> events.violated(link, Misbehaviour.UNSOLICITED));
    network.node(2).node.close();
    network.runFor(A_WHILE);

    assertThat(calls)
        .containsExactly(
            "one up",
            "two up",
            "one admit PAYLOAD",
            "two admit PAYLOAD",
            "one judge",
            "two judge",
            "one first",
            "two first",
            "one UNSOLICITED",
            "two UNSOLICITED",
            "one down",
            "two down");
  }

  @Test
  void controlAfterOneThatRefusesIsNotCharged() {
    start();
    one.admits = false;
    receive("refused");

    assertThat(calls).containsExactly("one admit PAYLOAD");
    assertThat(node().metric("dropped.refused-by-spam-control")).isEqualTo(1);
    assertThat(node().delivered()).isEmpty();
  }

  @Test
  void frameThatTheSecondControlRefusesIsDroppedAndCountedOnce() {
    start();
    two.admits = false;
    receive("refused");

    assertThat(calls).containsExactly("one admit PAYLOAD", "two admit PAYLOAD");
    assertThat(node().metric("dropped.refused-by-spam-control")).isEqualTo(1);
    assertThat(node().delivered()).isEmpty();
  }

  @Test
  void discouragedPeerIsRefusedBeforeAnyControlIsCharged() {
    start();
    two.standings.put(network.node(2).id(), Standing.DISCOURAGED);
    receive("refused");

    assertThat(calls).isEmpty();
    assertThat(node().metric("dropped.refused-by-spam-control")).isEqualTo(1);
    assertThat(node().delivered()).isEmpty();
  }

  @Test
  void firstVerdictThatIsNotAcceptDecides() {
    start();
    one.verdict = Verdict.IGNORE;
    two.verdict = Verdict.REJECT;
    receive("ignored");
    assertThat(calls).contains("one judge").doesNotContain("two judge");
    assertThat(node().metric("dropped.ignored")).isEqualTo(1);

    one.verdict = Verdict.ACCEPT;
    receive("rejected");
    assertThat(node().metric("dropped.rejected")).isEqualTo(1);
    assertThat(calls).endsWith("one rejected JUDGED CARRIER", "two rejected JUDGED CARRIER");
    assertThat(node().delivered()).isEmpty();
  }

  @Test
  void worstStandingCounts() {
    start();
    PeerId peer = network.node(2).id();
    assertThat(requireNonNull(relay).standing(peer)).isEqualTo(Standing.GOOD);
    two.standings.put(peer, Standing.THROTTLED);
    assertThat(requireNonNull(relay).standing(peer)).isEqualTo(Standing.THROTTLED);
    one.standings.put(peer, Standing.NO_CONTROL);
    assertThat(requireNonNull(relay).standing(peer)).isEqualTo(Standing.THROTTLED);
    assertThat(requireNonNull(relay).standing(network.node(3).id())).isEqualTo(Standing.GOOD);
  }

  @Test
  void explanationsAddUpInTheOrderOfTheControls() {
    start();

    assertThat(node().node.explain(network.node(2).id()))
        .extracting(Explanation::term)
        .containsExactly("one", "two");
  }

  @Test
  void discouragedPeerIsDisconnectedWithAReasonAndNotAcceptedAgain() {
    start();
    PeerId peer = network.node(3).id();
    two.setStanding(peer, Standing.DISCOURAGED);
    assertThat(node().peers()).containsExactly(2);
    assertThat(network.node(3).eventsOf(NodeEvent.PeerDown.class))
        .singleElement()
        .satisfies(down -> assertThat(down.reason()).contains("for spam-control"));

    network.runFor(Duration.ofMinutes(2));
    assertThat(node().peers()).containsExactly(2);
    assertThat(node().eventsOf(NodeEvent.PeerUp.class)).hasSize(2);

    two.standings.clear();
    network.runFor(Duration.ofMinutes(1));
    assertThat(node().peers()).containsExactly(2, 3);
  }

  @Test
  void discouragedPeerThatThisNodeDialsIsDisconnectedAndDialedRarely() {
    start();
    MemoryNode dialed = network.start(4, Map.of(), List.of(new AnyRelay(Flood::new)));
    node().node.addPeer(dialed.address);
    network.runFor(A_WHILE);
    assertThat(node().peers()).containsExactly(2, 3, 4);

    List<Long> dials = new ArrayList<>();
    one.setStanding(dialed.id(), Standing.DISCOURAGED);
    network.rule(
        (from, to, frame) -> {
          if (to.port() == 4) {
            dials.add(1L);
          }
          return true;
        });
    network.runFor(Duration.ofMinutes(1));
    assertThat(node().peers()).containsExactly(2, 3);
    assertThat(dialed.peers()).isEmpty();
    // A dial every 5 to 10 s; a few frames are passed for each.
    assertThat(dials).hasSizeBetween(6, 60);
    assertThat(node().eventsOf(NodeEvent.Refused.class))
        .first()
        .satisfies(refused -> assertThat(refused.remedy()).contains("gossip.spam.use"));
  }

  @Test
  void peerWithABetterStandingThanDiscouragedStaysLinked() {
    start();
    one.setStanding(network.node(3).id(), Standing.THROTTLED);
    network.runFor(A_WHILE);

    assertThat(node().peers()).containsExactly(2, 3);
  }

  @ParameterizedTest
  @EnumSource(
      value = Standing.class,
      names = {"NO_CONTROL", "THROTTLED"})
  void controlFramesOfAPeerThatIsNotBelievedHaveNoEffect(Standing standing) {
    List<ByteString> received = new ArrayList<>();
    AnyRelay talking =
        new AnyRelay(
            context ->
                new Flood(context) {
                  @Override
                  public void onPublish(GossipMessage message) {
                    super.onPublish(message);
                    context
                        .peers()
                        .forEach(peer -> context.sendControl(peer.id(), message.payload()));
                  }

                  @Override
                  public void onControl(Peer from, ByteString body) {
                    received.add(body);
                  }
                });
    network.start(1, Map.of(), List.of(one.plugin(), talking));
    network.start(2, Map.of(), List.of(talking), 1);
    network.runFor(A_WHILE);
    one.standings.put(network.node(2).id(), standing);
    receive("not believed");
    assertThat(node().delivered()).containsExactly("not believed");
    assertThat(received).isEmpty();
    assertThat(node().metric("dropped.refused-by-spam-control")).isEqualTo(1);

    one.standings.clear();
    receive("believed");
    assertThat(received).containsExactly(ByteString.copyFromUtf8("believed"));
  }

  @Test
  void standingChangedAboutANodeWithoutALinkDoesNothing() {
    start();
    one.setStanding(new PeerId(new byte[32]), Standing.DISCOURAGED);
    receive("still here");

    assertThat(node().peers()).containsExactly(2, 3);
    assertThat(node().delivered()).contains("still here");
  }

  @Test
  void controlThatThrowsIsNamedAndStopsTheNode() {
    start();
    two.onFirst =
        () -> {
          throw new IllegalStateException("no idea");
        };
    receive("hello");

    assertThat(node().eventsOf(NodeEvent.Stopped.class))
        .singleElement()
        .satisfies(
            stopped ->
                assertThat(stopped.reason())
                    .contains("plugin spam.two failed in onFirstCopy", "no idea"));
  }
}
