package dev.gossip.testkit.swarm;

import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.core.plugin.PluginCatalog;
import dev.gossip.simulation.LinkProtection;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.wire.FaultCount;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Runs a relay strategy in many random networks with random faults. If it fails in one, simplifies
 * that scenario and writes a JUnit test of it. Every scenario has two phases: a chaos phase with
 * faults, in which safety must hold, and then a quiet phase without faults, in which messages must
 * also reach all nodes. {@link Invariant} lists what is checked.
 *
 * <pre>{@code
 * @Test
 * void keepsInvariantsUnderFaults() {
 *   new Swarm(new MyRelayPlugin()).run(42, 1_000);
 * }
 * }</pre>
 *
 * <p>Some faults flip bits in datagrams. Without signatures a corrupted message cannot be
 * distinguished from an honest one (in practice UDP's checksum detects it), so then only datagrams
 * that are too short for a message are corrupted. With a signing plugin other than {@code
 * signing.none} any datagram may be.
 *
 * <p>Scenarios run in parallel on all processors. The result does not depend on that, provided that
 * plugins keep no state outside the objects that their factories create.
 */
public final class Swarm {
  /** Every 50th scenario is run twice, to check that it is repeatable. */
  private static final int REPEAT_INTERVAL = 50;

  /** The number of scenarios between two progress lines. */
  private static final int PROGRESS_INTERVAL = 2_000;

  /** Enough for most failures and done in seconds, since a run takes tens of milliseconds. */
  private static final int MAX_ATTEMPTS = 2_000;

  private final String relayId;
  private final PluginCatalog catalog = PluginCatalog.load(List.of());
  private final List<GossipPlugin> plugins = new ArrayList<>();
  private final SortedMap<String, String> settings = new TreeMap<>();
  private Consumer<String> progress = line -> {};

  /** Creates a swarm for a registered relay strategy, by id or short form. */
  public Swarm(String relayId) {
    this.relayId = relayId;
  }

  /** Creates a swarm for a relay strategy, which need not be registered. */
  public Swarm(GossipPlugin relay) {
    this.relayId = relay.id();
    plugins.add(relay);
  }

  /**
   * Uses another plugin object, which need not be registered. Its id determines its kind. The class
   * of the plugin, like that of the relay, should be public with a constructor without arguments;
   * otherwise the written test cannot create it.
   */
  public Swarm with(GossipPlugin plugin) {
    plugins.add(plugin);
    return this;
  }

  /** Sets the value of one setting of all nodes. It overrides that of the scenario. */
  public Swarm set(String path, String value) {
    settings.put(path, value);
    return this;
  }

  /** Sets a consumer for progress lines of {@link #run}. It is called on any thread. */
  public Swarm progress(Consumer<String> lines) {
    progress = lines;
    return this;
  }

  /**
   * Runs scenarios drawn from consecutive seeds. One of ten has links that are encrypted; see
   * {@link LinkProtection}.
   *
   * @param firstSeed the first seed
   * @param scenarios the number of seeds, at least 1
   * @throws SwarmFailure if an invariant does not hold, for the lowest seed for which that is so.
   *     It has the simplest scenario found that violates the same invariant, and a test for it
   * @throws IllegalArgumentException if the relay or a setting does not exist, or there is no
   *     scenario
   */
  public void run(long firstSeed, int scenarios) {
    if (scenarios < 1) {
      throw new IllegalArgumentException("a swarm needs at least one scenario, not " + scenarios);
    }
    AtomicInteger done = new AtomicInteger();
    long protectedLinks =
        LongStream.range(firstSeed, firstSeed + scenarios).filter(LinkProtection::isOn).count();
    progress.accept(
        scenarios
            + " scenarios from seed "
            + firstSeed
            + ", "
            + protectedLinks
            + " of them with protected links");
    Optional<Found> found =
        IntStream.range(0, scenarios)
            .parallel()
            .mapToObj(
                index -> {
                  SwarmScenario scenario = SwarmScenario.draw(firstSeed + index);
                  Optional<Violation> violation = violation(scenario, index % REPEAT_INTERVAL == 0);
                  int count = done.incrementAndGet();
                  if (count % PROGRESS_INTERVAL == 0) {
                    progress.accept(
                        count + " of " + scenarios + " scenarios from seed " + firstSeed);
                  }
                  return violation.map(what -> new Found(scenario, what));
                })
            .flatMap(Optional::stream)
            .findFirst();
    if (found.isPresent()) {
      throw shrunk(found.get());
    }
  }

  /**
   * Runs a scenario twice. A fault that had nothing to hit is reported as progress.
   *
   * @throws SwarmFailure if an invariant does not hold
   * @throws IllegalArgumentException if the relay, a setting or the topology is not valid
   */
  public void check(SwarmScenario scenario) {
    SwarmOutcome outcome = play(scenario);
    outcome.faults().stream()
        .filter(FaultCount::isIdle)
        .forEach(idle -> progress.accept("note: " + idle));
    Optional<Violation> violation = repeated(scenario, outcome);
    if (violation.isPresent()) {
      throw new SwarmFailure(
          relayId + ": " + violation.get() + "\n" + scenario,
          violation.get(),
          scenario,
          replay(scenario, violation.get()));
    }
  }

  /**
   * Runs a scenario once.
   *
   * @throws IllegalArgumentException if the relay, a setting or the topology is not valid
   */
  public SwarmOutcome play(SwarmScenario scenario) {
    SortedMap<String, String> all = new TreeMap<>(scenario.settings());
    all.putAll(settings);
    Simulation simulation = Simulation.of(scenario.network()).catalog(catalog);
    all.forEach(simulation::set);
    simulation.relay(relayId);
    plugins.forEach(simulation::with);
    return SwarmRun.play(scenario, all, isSigned(all), simulation);
  }

  private boolean isSigned(SortedMap<String, String> all) {
    return plugins.stream().anyMatch(plugin -> plugin.id().startsWith("signing."))
        || !all.getOrDefault("gossip.signing.use", "none").endsWith("none");
  }

  private Optional<Violation> violation(SwarmScenario scenario, boolean repeated) {
    SwarmOutcome outcome = play(scenario);
    return repeated ? repeated(scenario, outcome) : outcome.violation();
  }

  /** Runs a scenario again, if no invariant was violated the first time. */
  private Optional<Violation> repeated(SwarmScenario scenario, SwarmOutcome outcome) {
    if (outcome.violation().isPresent()) {
      return outcome.violation();
    }
    return play(scenario).traceHash().equals(outcome.traceHash())
        ? Optional.empty()
        : Optional.of(new Violation(Invariant.REPEATABLE, "two runs of the scenario differ"));
  }

  private record Found(SwarmScenario scenario, Violation violation) {}

  private SwarmFailure shrunk(Found found) {
    Invariant invariant = found.violation.invariant();
    Shrinker shrinker = new Shrinker(scenario -> violates(scenario, invariant), MAX_ATTEMPTS);
    SwarmScenario simplest = shrinker.shrink(found.scenario);
    Violation violation =
        violation(simplest, true)
            .orElseGet(
                () ->
                    new Violation(
                        invariant, "not in every run; first " + found.violation.detail()));
    String replay = replay(simplest, violation);
    return new SwarmFailure(
        String.join(
            "\n",
            relayId + ": " + found.violation,
            "in this scenario:",
            found.scenario.toString(),
            "simplified in " + shrinker.attempts() + " attempts: " + violation,
            "in this scenario, as a test to save as SwarmReplayTest.java:",
            replay),
        violation,
        simplest,
        replay);
  }

  private boolean violates(SwarmScenario scenario, Invariant invariant) {
    return violation(scenario, invariant == Invariant.REPEATABLE)
        .filter(violation -> violation.invariant() == invariant)
        .isPresent();
  }

  private String replay(SwarmScenario scenario, Violation violation) {
    return ReplaySource.of(scenario, violation.invariant(), relayId, plugins, settings);
  }
}
