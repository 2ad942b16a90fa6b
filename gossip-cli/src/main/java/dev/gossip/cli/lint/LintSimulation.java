package dev.gossip.cli.lint;

import com.google.protobuf.ByteString;
import dev.gossip.api.GossipMessage;
import dev.gossip.cli.text.HumanFormat;
import dev.gossip.cli.text.ProgressLine;
import dev.gossip.core.config.ConfigurationException;
import dev.gossip.core.plugin.PluginCatalog;
import dev.gossip.simulation.AttackReport;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.attack.AttackKind;
import dev.gossip.simulation.signing.SharedChecks;
import dev.gossip.simulation.topology.Topologies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
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

  private static final String SIGNING = "signing.ed25519";
  private static final String ORIGIN = "lint-scores";
  // So many authors that each has a tenth of the rate.
  private static final int AUTHORS = 10;
  private static final Duration LINKING = Duration.ofSeconds(2);
  // As long as honest nodes have to discourage an attacker, and then half of that.
  private static final Duration PUBLISHING = Duration.ofSeconds(15);
  private static final double NANOS = 1e9;

  private final Supplier<SpamChoice> spam;
  private final Expectation expected;
  private final int seeds;
  private final ProgressLine progress;
  private final AtomicLong simulatedNanos = new AtomicLong();

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

  /**
   * @param spam gives each network plugins of its own, since a plugin need not expect that several
   *     threads use it
   * @param seeds how many networks to simulate for each kind of attacker
   */
  LintSimulation(
      Supplier<SpamChoice> spam, Expectation expected, int seeds, ProgressLine progress) {
    this.spam = spam;
    this.expected = expected;
    this.seeds = seeds;
    this.progress = progress;
  }

  /**
   * Simulates all kinds of attackers, on as many threads as there are processors.
   *
   * @param then gets the outcome of each kind, in order, on this thread
   * @throws ConfigurationException if the configuration is invalid, or no network is suitable
   */
  void run(List<AttackKind> kinds, Consumer<Outcome> then) throws InterruptedException {
    progress.start();
    int networks = kinds.size() * seeds;
    ExecutorService threads =
        Executors.newFixedThreadPool(
            Math.max(1, Math.min(networks, Runtime.getRuntime().availableProcessors())));
    try {
      List<List<Future<Part>>> parts = new ArrayList<>();
      for (AttackKind kind : kinds) {
        parts.add(
            IntStream.rangeClosed(1, seeds)
                .mapToObj(seed -> threads.submit(() -> run(kind, seed, networks)))
                .toList());
      }
      for (int i = 0; i < kinds.size(); i++) {
        Outcome outcome = outcome(kinds.get(i), parts.get(i));
        progress.clear();
        then.accept(outcome);
      }
    } finally {
      progress.clear();
      threads.shutdownNow();
    }
  }

  private static Outcome outcome(AttackKind kind, List<Future<Part>> parts)
      throws InterruptedException {
    int honestLinks = 0;
    int bannedHonest = 0;
    int attackers = 0;
    int bannedAttackers = 0;
    Long longest = 0L;
    for (Future<Part> future : parts) {
      Part part = get(future);
      honestLinks += part.honestLinks();
      bannedHonest += part.report().discouragedHonest();
      attackers += part.attackers();
      bannedAttackers += part.report().discouragedHostile();
      Long millis = part.report().firstOffenceToLastDiscouragedMillis();
      longest = millis == null || longest == null ? null : Long.valueOf(Math.max(longest, millis));
    }
    return new Outcome(kind, honestLinks, bannedHonest, attackers, bannedAttackers, longest);
  }

  private static Part get(Future<Part> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException runtime) {
        throw runtime;
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** What one network led to. */
  private record Part(int honestLinks, int attackers, AttackReport report) {}

  private Part run(AttackKind kind, int seed, int networks) {
    SimulatedNetwork network = simulate(kind, seed, networks);
    SortedSet<Integer> hostile = network.attackers();
    int honestLinks =
        (int)
            network.edges().stream()
                .filter(edge -> !hostile.contains(edge.dialer()))
                .filter(edge -> !hostile.contains(edge.dialed()))
                .count();
    return new Part(honestLinks, hostile.size(), network.attackReport().orElseThrow());
  }

  private SimulatedNetwork simulate(AttackKind kind, int seed, int networks) {
    SimulatedNetwork network = start(spam.get(), kind, seed);
    Duration interval = Duration.ofNanos((long) (NANOS / expected.rate()));
    int messages = (int) Math.ceil(expected.rate() * PUBLISHING.toSeconds());
    Duration whole = LINKING.plus(interval.multipliedBy(messages));
    run(network, LINKING, whole.multipliedBy(networks), networks);
    List<Integer> authors =
        IntStream.range(0, NODES)
            .filter(node -> !network.attackers().contains(node))
            .limit(AUTHORS)
            .boxed()
            .toList();
    ByteString payload = ByteString.copyFrom(new byte[expected.bytes()]);
    for (int i = 0; i < messages; i++) {
      network.node(authors.get(i % authors.size())).publish(GossipMessage.DEFAULT_TOPIC, payload);
      run(network, interval, whole.multipliedBy(networks), networks);
      if (Thread.currentThread().isInterrupted()) {
        throw new IllegalStateException("another network failed");
      }
    }
    return network;
  }

  /**
   * Simulates a part of the virtual time of one network, and shows how much of it is done.
   *
   * @param all the virtual time of all networks together
   */
  private void run(SimulatedNetwork network, Duration part, Duration all, int networks) {
    network.runFor(part);
    double share = (double) simulatedNanos.addAndGet(part.toNanos()) / all.toNanos();
    progress.show(
        HumanFormat.count((long) (100 * share))
            + " % of "
            + HumanFormat.count(networks, "network")
            + " simulated",
        share);
  }

  private SimulatedNetwork start(SpamChoice choice, AttackKind kind, int seed) {
    Simulation simulation =
        Simulation.seeded(seed)
            .nodes(NODES)
            .topology(Topologies.randomRegular(expected.peers()))
            .loss(expected.loss())
            .catalog(withSharedChecks(choice.catalog()))
            .set("gossip.relay.use", "repair", ORIGIN)
            .set("gossip.signing.use", SIGNING, ORIGIN)
            .set("gossip.transport.udp.security", "noise", ORIGIN)
            .set("gossip.transport.udp.cipher", "aes", ORIGIN)
            .attack((double) ATTACKERS / NODES, kind);
    choice
        .configured()
        .forEach(
            (path, value) ->
                simulation.set(path, value, choice.config().origin(path).orElse(ORIGIN)));
    if (choice.uses(SpamChoice.REPUTATION)) {
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

  private static PluginCatalog withSharedChecks(PluginCatalog catalog) {
    return catalog
        .find(SIGNING)
        .map(signing -> catalog.with(List.of(new SharedChecks(signing))))
        .orElse(catalog);
  }
}
