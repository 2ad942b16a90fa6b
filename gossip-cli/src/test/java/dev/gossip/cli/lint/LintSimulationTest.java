package dev.gossip.cli.lint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Module;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.spam.Cost;
import dev.gossip.api.spam.SpamContext;
import dev.gossip.api.spam.SpamControl;
import dev.gossip.api.spam.Standing;
import dev.gossip.cli.composition.CompositionOptions;
import dev.gossip.cli.lint.LintSimulation.Outcome;
import dev.gossip.cli.text.ProgressLine;
import dev.gossip.core.config.NodeConfig;
import dev.gossip.core.plugin.PluginCatalog;
import dev.gossip.simulation.attack.AttackKind;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests which nodes of simulated networks are banned. */
@Timeout(900)
class LintSimulationTest {
  private final ByteArrayOutputStream progress = new ByteArrayOutputStream();
  private final AtomicLong seconds = new AtomicLong();

  /** Bans each peer that brings a message. */
  private static final class Ungrateful implements GossipPlugin {
    @Override
    public String id() {
      return "spam.ungrateful";
    }

    @Override
    public String summary() {
      return "bans each peer that brings a message";
    }

    @Override
    public Module module(PluginSettings settings) {
      return binder -> binder.bind(SpamControl.Factory.class).toInstance(Ingratitude::new);
    }
  }

  private static final class Ingratitude implements SpamControl {
    private final SpamContext context;
    private final Set<PeerId> banned = new TreeSet<>();

    Ingratitude(SpamContext context) {
      this.context = context;
    }

    @Override
    public boolean admit(Peer from, Cost cost, int amount) {
      return true;
    }

    @Override
    public void onFirstCopy(GossipMessage message, Peer from) {
      banned.add(from.id());
      context.standingChanged(from.id());
    }

    @Override
    public Standing standing(PeerId peer) {
      return banned.contains(peer) ? Standing.DISCOURAGED : Standing.GOOD;
    }
  }

  private Outcome simulate(String use, AttackKind kind) throws InterruptedException {
    PluginCatalog catalog = CompositionOptions.catalog(null).with(List.of(new Ungrateful()));
    NodeConfig config =
        NodeConfig.builder()
            .set("gossip.spam.use", use, "test")
            .set("gossip.spam.reputation.dry-run", "true", "test")
            .build(catalog.all());
    List<Outcome> outcomes = new ArrayList<>();
    new LintSimulation(
            () -> new SpamChoice(config, catalog),
            new Expectation(2, 8, 0.05, 100),
            1,
            new ProgressLine(new PrintStream(progress, true, UTF_8), true, "", this::nextSecond))
        .run(List.of(kind), outcomes::add);
    return outcomes.get(0);
  }

  @Test
  void defaultsBanAttackersAndNoHonestPeerEvenInADryRun() throws InterruptedException {
    Outcome outcome = simulate("reputation, rate-limit", AttackKind.FORGER);

    assertThat(outcome.bannedHonest()).isZero();
    assertThat(outcome.share()).isZero();
    assertThat(outcome.attackers()).isEqualTo(LintSimulation.ATTACKERS);
    assertThat(outcome.bannedAttackers()).isEqualTo(LintSimulation.ATTACKERS);
    assertThat(outcome.millis()).isBetween(1L, 10_000L);
    assertThat(outcome.honestLinks()).isBetween(100, 160);
  }

  @Test
  void honestPeersThatAreBannedAreCounted() throws InterruptedException {
    Outcome outcome = simulate("reputation, ungrateful", AttackKind.SELECTIVE_DROPPER);

    assertThat(outcome.bannedHonest()).isBetween(1, outcome.honestLinks());
    assertThat(outcome.share()).isBetween(0.01, 1.0);
  }

  @Test
  void progressSaysHowMuchIsDoneAndHowLongTheRestMayTake() throws InterruptedException {
    simulate("reputation, rate-limit", AttackKind.SELECTIVE_DROPPER);

    // 2 s to link, and 2 messages a second for 15 s.
    assertThat(progress.toString(UTF_8).split("\r\033\\[K", -1))
        .contains(
            "gossip: 11 % of 1 network simulated, about 7.50 s left",
            "gossip: 50 % of 1 network simulated, about 14.0 s left",
            "gossip: 100 % of 1 network simulated, about 0 ms left");
  }

  /** A second passes between two looks. */
  private long nextSecond() {
    return 1_000_000_000 * seconds.incrementAndGet();
  }
}
