package dev.gossip.cli.lint;

import com.google.protobuf.ByteString;
import dev.gossip.api.GossipMessage;
import dev.gossip.core.config.ConfigurationException;
import dev.gossip.simulation.AttackReport;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.attack.AttackKind;
import dev.gossip.simulation.topology.Topologies;
import java.time.Duration;
import java.util.List;
import java.util.SortedSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Simulates networks with the spam control of a configuration, in which some nodes attack, to see
 * which honest peers it bans.
 */
final class LintSimulation {
  /** How many nodes a simulated network has. */
  static final int NODES = 40;

  /** How many of them attack. */
  static final int ATTACKERS = 4;

  /** What they do; the last one cannot be proven. */
  static final List<AttackKind> KINDS =
      List.of(
          AttackKind.SPAMMER,
          AttackKind.FORGER,
          AttackKind.PROMISE_BREAKER,
          AttackKind.SELECTIVE_DROPPER);

  private static final String ORIGIN = "lint-scores";
  // So many authors that each has a tenth of the rate.
  private static final int AUTHORS = 10;
  private static final Duration LINKING = Duration.ofSeconds(2);
  // As long as honest nodes have to discourage an attacker, and then half of that.
  private static final Duration PUBLISHING = Duration.ofSeconds(15);
  private static final double NANOS = 1e9;

  private final SpamChoice spam;
  private final Expectation expected;
  private final int seeds;

  /**
   * What one kind of attacker led to, in all networks together.
   *
   * @param honestLinks pairs of honest nodes that are linked
   * @param bannedHonest such pairs of which one discouraged the other
   * @param attackers how many nodes attacked
   * @param bannedAttackers how many of them were discouraged by every honest node they offended
   * @param millis the longest time from the first offence until then; null if somebody did not
   *     discourage an attacker
   */
  record Outcome(
      AttackKind kind,
      int honestLinks,
      int bannedHonest,
      int attackers,
      int bannedAttackers,
      @Nullable Long millis) {

    double share() {
      return (double) bannedHonest / honestLinks;
    }
  }

  LintSimulation(SpamChoice spam, Expectation expected, int seeds) {
    this.spam = spam;
    this.expected = expected;
    this.seeds = seeds;
  }

  /**
   * Simulates one kind of attacker.
   *
   * @throws ConfigurationException if the configuration is invalid, or no network is suitable
   */
  Outcome run(AttackKind kind) {
    int honestLinks = 0;
    int bannedHonest = 0;
    int attackers = 0;
    int bannedAttackers = 0;
    Long longest = 0L;
    for (int seed = 1; seed <= seeds; seed++) {
      SimulatedNetwork network = run(kind, seed);
      AttackReport report = network.attackReport().orElseThrow();
      SortedSet<Integer> hostile = network.attackers();
      honestLinks +=
          (int)
              network.edges().stream()
                  .filter(edge -> !hostile.contains(edge.dialer()))
                  .filter(edge -> !hostile.contains(edge.dialed()))
                  .count();
      bannedHonest += report.discouragedHonest();
      attackers += hostile.size();
      bannedAttackers += report.discouragedHostile();
      Long millis = report.firstOffenceToLastDiscouragedMillis();
      longest = millis == null || longest == null ? null : Long.valueOf(Math.max(longest, millis));
    }
    return new Outcome(kind, honestLinks, bannedHonest, attackers, bannedAttackers, longest);
  }

  private SimulatedNetwork run(AttackKind kind, int seed) {
    SimulatedNetwork network = start(kind, seed);
    network.runFor(LINKING);
    List<Integer> authors =
        IntStream.range(0, NODES)
            .filter(node -> !network.attackers().contains(node))
            .limit(AUTHORS)
            .boxed()
            .toList();
    ByteString payload = ByteString.copyFrom(new byte[expected.bytes()]);
    int messages = (int) Math.ceil(expected.rate() * PUBLISHING.toSeconds());
    for (int i = 0; i < messages; i++) {
      network.node(authors.get(i % authors.size())).publish(GossipMessage.DEFAULT_TOPIC, payload);
      network.runFor(Duration.ofNanos((long) (NANOS / expected.rate())));
    }
    return network;
  }

  private SimulatedNetwork start(AttackKind kind, int seed) {
    Simulation simulation =
        Simulation.seeded(seed)
            .nodes(NODES)
            .topology(Topologies.randomRegular(expected.peers()))
            .loss(expected.loss())
            .catalog(spam.catalog())
            .set("gossip.relay.use", "repair", ORIGIN)
            .set("gossip.signing.use", "ed25519", ORIGIN)
            .set("gossip.transport.udp.security", "noise", ORIGIN)
            .set("gossip.transport.udp.cipher", "aes", ORIGIN)
            .attack((double) ATTACKERS / NODES, kind);
    spam.configured()
        .forEach(
            (path, value) ->
                simulation.set(path, value, spam.config().origin(path).orElse(ORIGIN)));
    if (spam.uses(SpamChoice.REPUTATION)) {
      // To see what it would do.
      simulation.set(SpamChoice.path(SpamChoice.REPUTATION, "dry-run"), "false", ORIGIN);
    }
    try {
      return simulation.start();
    } catch (ConfigurationException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException("--peers " + expected.peers() + ": " + e.getMessage(), e);
    }
  }
}
