package dev.gossip.testkit.swarm;

import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.core.plugin.PluginCatalog;
import dev.gossip.simulation.Simulation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Tries a relay strategy in many random networks with random faults, and makes a test of the
 * simplest one in which it fails. Every scenario has a storm, in which nothing that must not happen
 * may happen, and then a calm, in which what has to happen has to happen. {@link Invariant} lists
 * what is watched.
 *
 * <pre>{@code
 * @Test
 * void survivesAThousandStorms() {
 *   new Swarm(new MyRelayPlugin()).run(42, 1_000);
 * }
 * }</pre>
 *
 * <p>Datagrams also arrive with wrong bits, but where messages are not signed only those that are
 * too short for a message: nobody could tell such a message from an honest one, and in life UDP's
 * checksum stands before that. With a signing plugin other than {@code signing.none} all are meant.
 *
 * <p>Scenarios are played side by side on all processors; what comes out does not depend on it, as
 * long as plugins keep no state outside of what their factories make.
 */
public final class Swarm {
  /** So many scenarios are played for one that is played twice. */
  private static final int REPEATED = 50;

  private static final int TOLD = 2_000;

  /** Enough for most, and done in seconds: a run takes some tens of milliseconds at first. */
  private static final int MAX_ATTEMPTS = 2_000;

  private final String relayId;
  private final PluginCatalog catalog = PluginCatalog.load(List.of());
  private final List<GossipPlugin> plugins = new ArrayList<>();
  private final SortedMap<String, String> settings = new TreeMap<>();
  private Consumer<String> progress = line -> {};

  /** For a relay strategy that is registered, by id or short form. */
  public Swarm(String relayId) {
    this.relayId = relayId;
  }

  /** For any relay strategy. */
  public Swarm(GossipPlugin relay) {
    this.relayId = relay.id();
    plugins.add(relay);
  }

  /**
   * Uses another plugin that is registered nowhere, in the place that its id names. As with the
   * relay, its class had better be public and have a constructor without arguments, or the tests
   * that are written here cannot make one.
   */
  public Swarm with(GossipPlugin plugin) {
    plugins.add(plugin);
    return this;
  }

  /** Sets one value of all nodes, whatever the scenario has there. */
  public Swarm set(String path, String value) {
    settings.put(path, value);
    return this;
  }

  /** Tells now and then how far {@link #run} is, a line each, on any thread. */
  public Swarm progress(Consumer<String> lines) {
    progress = lines;
    return this;
  }

  /**
   * Plays scenarios that are drawn from as many seeds, from the first one on.
   *
   * @throws SwarmFailure if something did not hold, for the lowest of the seeds for which that is
   *     so; it has the simplest scenario that was found in which the same does not hold, and a test
   *     that plays it
   * @throws IllegalArgumentException if there is no such relay or setting
   */
  public void run(long firstSeed, int scenarios) {
    AtomicInteger played = new AtomicInteger();
    Optional<Found> found =
        IntStream.range(0, scenarios)
            .parallel()
            .mapToObj(
                index -> {
                  SwarmScenario scenario = SwarmScenario.draw(firstSeed + index);
                  Optional<Violation> violation = violation(scenario, index % REPEATED == 0);
                  int count = played.incrementAndGet();
                  if (count % TOLD == 0) {
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
   * Plays a scenario, twice.
   *
   * @throws SwarmFailure if something did not hold
   * @throws IllegalArgumentException if there is no such relay, setting or network
   */
  public void check(SwarmScenario scenario) {
    Optional<Violation> violation = violation(scenario, true);
    if (violation.isPresent()) {
      throw new SwarmFailure(
          relayId + ": " + violation.get() + "\n" + scenario,
          violation.get(),
          scenario,
          replay(scenario, violation.get()));
    }
  }

  /**
   * Plays a scenario once.
   *
   * @throws IllegalArgumentException if there is no such relay, setting or network
   */
  public SwarmOutcome play(SwarmScenario scenario) {
    SortedMap<String, String> all = new TreeMap<>(scenario.settings());
    all.putAll(settings);
    Simulation simulation = scenario.simulation().catalog(catalog);
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
    if (outcome.violation().isPresent() || !repeated) {
      return outcome.violation();
    }
    return play(scenario).traceHash().equals(outcome.traceHash())
        ? Optional.empty()
        : Optional.of(
            new Violation(Invariant.REPEATABLE, "two runs of one scenario were not the same"));
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
                        invariant, "but not every time; first " + found.violation.detail()));
    String replay = replay(simplest, violation);
    return new SwarmFailure(
        String.join(
            "\n",
            relayId + ": " + found.violation,
            "in this scenario:",
            found.scenario.toString(),
            "after " + shrinker.attempts() + " attempts to make it simpler: " + violation,
            "in this scenario, as a test SwarmReplayTest.java:",
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
