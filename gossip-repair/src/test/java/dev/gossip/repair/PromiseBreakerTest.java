package dev.gossip.repair;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Module;
import dev.gossip.api.MessageId;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.spam.Cost;
import dev.gossip.api.spam.SpamControl;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.attack.AttackKind;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.simulation.wire.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Two nodes are linked over a third one, which repairs or does not. */
class PromiseBreakerTest {
  private static final int MIDDLE = 1;
  private static final int END = 2;

  private static final int MESSAGES = 40;

  private final List<MessageId> ids = new ArrayList<>();
  private final Map<Misbehaviour, Integer> reports = new EnumMap<>(Misbehaviour.class);

  /** Runs a network that loses some messages on the way from the middle to the end. */
  private SimulatedNetwork run(@Nullable AttackKind kind) {
    Simulation simulation =
        Simulation.seeded(1)
            .nodes(3)
            .topology(Topologies.line())
            .relay("repair")
            .with(new Reports());
    if (kind != null) {
      simulation.attack(Set.of(MIDDLE), kind);
    }
    SimulatedNetwork network = simulation.start();
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
    SimulatedNetwork network = run(null);

    assertThat(incomplete(network, ids)).isEmpty();
    assertThat(reports).isEmpty();
  }

  @Test
  void promisesThatAreNotKeptAreReported() {
    SimulatedNetwork network = run(AttackKind.PROMISE_BREAKER);

    int missing =
        (int)
            ids.stream()
                .filter(id -> !network.record().message(id).orElseThrow().reached(END))
                .count();
    assertThat(missing).isPositive();
    // And those of the messages that it announces itself.
    assertThat(reports).containsOnlyKeys(Misbehaviour.BROKEN_PROMISE);
  }

  @Test
  void slowNodeIsNotReported() {
    SimulatedNetwork network = run(AttackKind.SLOW);

    assertThat(incomplete(network, ids)).isEmpty();
    assertThat(reports).isEmpty();
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
