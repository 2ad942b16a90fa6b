package dev.gossip.repair;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Module;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.MessageId;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.plugin.ChannelUse;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.plugin.Setting;
import dev.gossip.api.plugin.Slot;
import dev.gossip.api.relay.ForwardingRelay;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayStrategy;
import dev.gossip.api.spam.Cost;
import dev.gossip.api.spam.SpamControl;
import dev.gossip.repair.proto.RepairFrame;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.attack.AttackKind;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.simulation.wire.Fault;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Two nodes are linked over a third one, which repairs or does not. */
class PromiseBreakerTest {
  private static final int MIDDLE = 1;
  private static final int END = 2;

  private static final int MESSAGES = 40;

  private final List<MessageId> ids = new ArrayList<>();
  private final Map<Misbehaviour, Integer> reports = new EnumMap<>(Misbehaviour.class);

  /** Runs a network that loses some messages on the way from the middle to the end. */
  private SimulatedNetwork run(UnaryOperator<Simulation> change) {
    Simulation simulation =
        Simulation.seeded(1)
            .nodes(3)
            .topology(Topologies.line())
            .relay("repair")
            .with(new Reports());
    SimulatedNetwork network = change.apply(simulation).start();
    network.runFor(Duration.ofSeconds(6));
    Fault loss = network.faults().oneWay(MIDDLE, END).share(0.5).drop();
    for (int i = 0; i < MESSAGES; i++) {
      ids.add(network.node(0).publish("message " + i));
      network.runFor(Duration.ofMillis(100));
    }
    // Before the middle gives the end up.
    network.runFor(Duration.ofSeconds(2));
    loss.remove();
    network.runFor(Duration.ofMinutes(2));
    return network;
  }

  private static List<MessageId> incomplete(SimulatedNetwork network, List<MessageId> ids) {
    return ids.stream().filter(id -> network.coverage(id) < 1).toList();
  }

  @Test
  void honestNodeKeepsItsPromises() {
    SimulatedNetwork network = run(UnaryOperator.identity());

    assertThat(incomplete(network, ids)).isEmpty();
    assertThat(reports).isEmpty();
  }

  @Test
  void promisesThatAreNotKeptAreReported() {
    SimulatedNetwork network =
        run(nodes -> nodes.hostile(node -> node == MIDDLE, node -> node.with(new Deaf())));

    int missing =
        (int)
            ids.stream()
                .filter(id -> !network.record().message(id).orElseThrow().reached(END))
                .count();
    assertThat(missing).isPositive();
    assertThat(reports).containsOnlyKeys(Misbehaviour.BROKEN_PROMISE);
  }

  @Test
  void slowNodeIsNotReported() {
    SimulatedNetwork network = run(nodes -> nodes.attack(Set.of(MIDDLE), AttackKind.SLOW));

    assertThat(incomplete(network, ids)).isEmpty();
    assertThat(reports).isEmpty();
  }

  /** {@code relay.repair} that never hears a request, and is honest otherwise. */
  private static final class Deaf implements GossipPlugin {
    private final RepairPlugin honest = new RepairPlugin();

    @Override
    public String id() {
      return honest.id();
    }

    @Override
    public String summary() {
      return "hears no requests";
    }

    @Override
    public List<Setting<?>> settings() {
      return honest.settings();
    }

    @Override
    public Map<String, String> slots(PluginSettings settings) {
      return honest.slots(settings);
    }

    @Override
    public ChannelUse channel() {
      return honest.channel();
    }

    @Override
    public Module module(PluginSettings settings) {
      return binder -> {
        binder.bind(RepairSettings.class).toInstance(RepairSettings.of(settings));
        binder.bind(RelayStrategy.Factory.class).to(DeafFactory.class);
      };
    }
  }

  private static final class DeafFactory implements RelayStrategy.Factory {
    private final RepairSettings settings;
    private final RelayStrategy.Factory inner;

    @Inject
    DeafFactory(RepairSettings settings, @Slot(RepairRelay.SLOT) RelayStrategy.Factory inner) {
      this.settings = settings;
      this.inner = inner;
    }

    @Override
    public RelayStrategy create(RelayContext context) {
      return new ForwardingRelay(new RepairRelay(context, settings, inner)) {
        @Override
        public void onControl(Peer from, ByteString body) throws InvalidProtocolBufferException {
          if (RepairFrame.parseFrom(body).getKindCase() != RepairFrame.KindCase.REQUEST) {
            super.onControl(from, body);
          }
        }
      };
    }
  }

  /** Counts what nodes report about the one in the middle. */
  private final class Reports implements GossipPlugin {
    @Override
    public String id() {
      return "spam.reports";
    }

    @Override
    public String summary() {
      return "counts reports";
    }

    @Override
    public Module module(PluginSettings settings) {
      return binder ->
          binder.bind(SpamControl.Factory.class).toInstance(context -> new CountingControl());
    }
  }

  private final class CountingControl implements SpamControl {
    @Override
    public boolean admit(Peer from, Cost cost, int amount) {
      return true;
    }

    @Override
    public void onMisbehaviour(Peer peer, Misbehaviour kind) {
      reports.merge(kind, 1, Integer::sum);
    }
  }
}
