package dev.gossip.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayStrategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** These saboteurs flood, but for one mistake each. */
class RelayStrategyContractTest extends ContractProof {
  RelayStrategyContractTest() {
    super(RelayStrategyContract.class, RelaySaboteurs.class);
  }

  @Test
  void whatIsNotClaimedIsSeenToBeSkipped() {
    ContractRun run = ContractRun.of(FloodingRelayTest.class);

    assertThat(run.broken()).isEmpty();
    assertThat(run.skipped())
        .containsOnlyKeys("R13", "R14")
        .containsEntry("R13", "not asked: traits() does not claim repairsPartitions")
        .containsEntry("R14", "not asked: traits() claims no toleratedLoss");
  }

  @Test
  void aStrategyThatAlwaysThrowsIsToldOnce() {
    ContractRun run = ContractRun.of(AlwaysThrows.class);

    assertThat(run.broken()).containsOnlyKeys("R1");
    assertThat(run.skipped().get("R6")).contains("see R1");
  }

  @Test
  void aHeartbeatThatIsClaimedIsNotHeldAgainstIt() {
    ContractRun run = ContractRun.of(ClaimsHeartbeat.class);

    assertThat(run.broken()).isEmpty();
    assertThat(run.skipped().get("R9")).contains("traits() claims heartbeat");
  }

  @Test
  void aContractThatOnlyJUnitCanPrepareIsToldSo() {
    PreparedByJUnit.prepared = true;

    ContractRun run = ContractRun.of(PreparedByJUnit.class);

    assertThat(run.broken()).containsOnlyKeys("R4");
    assertThat(run.broken().get("R4"))
        .hasMessageContaining("factory() has to work on an instance that JUnit has not touched")
        .hasMessageContaining("IllegalStateException: not prepared");
  }

  /** Floods; each saboteur overrides what it does wrong. */
  static class Flood implements RelayStrategy {
    final RelayContext context;

    Flood(RelayContext context) {
      this.context = context;
    }

    @Override
    public void onPublish(GossipMessage message) {
      context.deliver(message);
      tell(receivers(), message);
    }

    @Override
    public void onMessage(GossipMessage message, Arrival arrival)
        throws InvalidProtocolBufferException {
      context.deliver(message);
      passOn(message, arrival);
    }

    final void passOn(GossipMessage message, Arrival arrival) {
      List<PeerId> receivers = new ArrayList<>(receivers());
      receivers.remove(arrival.from().id());
      tell(receivers, message);
    }

    List<PeerId> receivers() {
      return context.peers().stream().map(Peer::id).toList();
    }

    void tell(List<PeerId> receivers, GossipMessage message) {
      receivers.forEach(peer -> context.send(peer, message, header()));
    }

    ByteString header() {
      return ByteString.EMPTY;
    }
  }

  /** Saves time; most mistakes have nothing to do with it. */
  abstract static class Saboteur extends RelayStrategyContract {
    @Override
    final boolean isThorough() {
      return false;
    }
  }

  static class ClaimsHeartbeat extends NeverSilent {
    @Override
    protected RelayTraits traits() {
      return RelayTraits.builder().heartbeat().build();
    }
  }

  static class PreparedByJUnit extends RelayStrategyContract {
    static boolean prepared;

    @Override
    protected RelayStrategy.Factory factory() {
      if (!prepared) {
        throw new IllegalStateException("not prepared");
      }
      return Flood::new;
    }
  }

  static class AlwaysThrows extends Saboteur {
    @Override
    protected RelayStrategy.Factory factory() {
      return context ->
          new Flood(context) {
            @Override
            void tell(List<PeerId> receivers, GossipMessage message) {
              throw new IllegalStateException("nothing works");
            }
          };
    }
  }

  @Breaks(
      value = "R1",
      saying = "in onMessage, and within PT30S called context.deliver never for it")
  static class ForgetsToDeliver extends Saboteur {
    @Override
    protected RelayStrategy.Factory factory() {
      return context ->
          new Flood(context) {
            @Override
            public void onMessage(GossipMessage message, Arrival arrival) {
              passOn(message, arrival);
            }
          };
    }
  }

  @Breaks(value = "R1", saying = "in onPublish, its own, and within PT30S called context.deliver")
  static class DeliversOwnNever extends Saboteur {
    @Override
    protected RelayStrategy.Factory factory() {
      return context ->
          new Flood(context) {
            @Override
            public void onPublish(GossipMessage message) {
              tell(receivers(), message);
            }
          };
    }
  }

  @Breaks(value = "R1", saying = "called context.deliver 2 times for it; call it exactly once")
  static class DeliversTwice extends Saboteur {
    @Override
    protected RelayStrategy.Factory factory() {
      return context ->
          new Flood(context) {
            @Override
            void tell(List<PeerId> receivers, GossipMessage message) {
              context.deliver(message);
              super.tell(receivers, message);
            }
          };
    }
  }

  @Breaks(value = "R1", saying = "look at whom the strategy tells in onPublish and onMessage")
  static class TellsOnlyOne extends Saboteur {
    @Override
    protected RelayStrategy.Factory factory() {
      return context ->
          new Flood(context) {
            @Override
            void tell(List<PeerId> receivers, GossipMessage message) {
              super.tell(receivers.stream().limit(1).toList(), message);
            }
          };
    }
  }

  @Breaks(value = "R2", saying = "from which it had come")
  static class EchoToSender extends Saboteur {
    @Override
    protected RelayStrategy.Factory factory() {
      return context ->
          new Flood(context) {
            @Override
            public void onMessage(GossipMessage message, Arrival arrival) {
              onPublish(message);
            }
          };
    }
  }

  @Breaks(value = "R3", saying = "being created may schedule, but not send")
  static class SendsInCreate extends Saboteur {
    @Override
    protected RelayStrategy.Factory factory() {
      return context -> {
        context.sendControl(context.self(), ByteString.EMPTY);
        return new Flood(context);
      };
    }
  }

  @Breaks(value = "R3", saying = "which is not up")
  static class SendsToTheDead extends Saboteur {
    @Override
    protected RelayStrategy.Factory factory() {
      return context ->
          new Flood(context) {
            private final Set<PeerId> friends = new TreeSet<>();

            @Override
            public void onPeerUp(Peer peer) {
              friends.add(peer.id());
            }

            @Override
            List<PeerId> receivers() {
              return List.copyOf(friends);
            }
          };
    }
  }

  @Breaks(value = "R4", saying = "two runs of one seed differ in this JVM")
  static class UsesWallClock extends Saboteur {
    @Override
    protected RelayStrategy.Factory factory() {
      return context ->
          new Flood(context) {
            @Override
            void tell(List<PeerId> receivers, GossipMessage message) {
              Duration delay = Duration.ofNanos(System.nanoTime() % 1_000_000);
              context.schedule(delay, "tell", () -> super.tell(alive(receivers), message));
            }

            private List<PeerId> alive(List<PeerId> receivers) {
              return receivers.stream().filter(receivers()::contains).toList();
            }
          };
    }
  }

  @Breaks(value = "R4", saying = "randomness that is not context.random()")
  static class AmbientRandom extends Saboteur {
    @Override
    protected RelayStrategy.Factory factory() {
      return context ->
          new Flood(context) {
            @Override
            List<PeerId> receivers() {
              List<PeerId> receivers = new ArrayList<>(super.receivers());
              Collections.shuffle(receivers, ThreadLocalRandom.current());
              return receivers;
            }
          };
    }
  }

  @Breaks(value = "R4", saying = "differs from one in another JVM")
  static class IteratesSetOf extends RelayStrategyContract {
    @Override
    protected RelayStrategy.Factory factory() {
      return context ->
          new Flood(context) {
            @Override
            List<PeerId> receivers() {
              return List.copyOf(Set.copyOf(super.receivers()));
            }
          };
    }
  }

  @Breaks(value = "R9", saying = "a control frame, sent by node")
  static class NeverSilent extends Saboteur {
    @Override
    protected RelayStrategy.Factory factory() {
      return NeverSilentRelay::new;
    }
  }

  private static final class NeverSilentRelay extends Flood {
    NeverSilentRelay(RelayContext context) {
      super(context);
      rest();
    }

    private void rest() {
      context.schedule(Duration.ofSeconds(20), "say something", this::say);
    }

    private void say() {
      receivers().forEach(peer -> context.sendControl(peer, ByteString.EMPTY));
      rest();
    }
  }

  @Breaks(value = "R10", saying = "after a partition has healed, message")
  static class ForgetsReturningPeers extends Saboteur {
    @Override
    protected RelayStrategy.Factory factory() {
      return context ->
          new Flood(context) {
            private final Set<PeerId> lost = new TreeSet<>();

            @Override
            public void onPeerDown(Peer peer) {
              lost.add(peer.id());
            }

            @Override
            List<PeerId> receivers() {
              return super.receivers().stream().filter(peer -> !lost.contains(peer)).toList();
            }
          };
    }
  }

  @Breaks(value = "R11", saying = "look for what depends on the class or identity of its context")
  static class PeeksAtItsContext extends Saboteur {
    @Override
    protected RelayStrategy.Factory factory() {
      return context ->
          new Flood(context) {
            @Override
            List<PeerId> receivers() {
              List<PeerId> receivers = new ArrayList<>(super.receivers());
              if (context.getClass().getName().startsWith("dev.gossip.core.")) {
                Collections.reverse(receivers);
              }
              return receivers;
            }
          };
    }
  }
}
