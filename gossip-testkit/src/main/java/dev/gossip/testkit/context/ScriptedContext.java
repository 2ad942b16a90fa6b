package dev.gossip.testkit.context;

import static java.util.Objects.requireNonNull;

import dev.gossip.api.NodeContext;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.NodeEvent.Warning;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What the contexts of all plugins share in tests. A subclass adds time, timers and randomness, and
 * what the plugin's own kind has. Not thread-safe.
 */
public abstract class ScriptedContext implements NodeContext {

  /** The name of the network in tests that do not choose one. */
  public static final String NETWORK = "contract";

  /** The label of the timers that hand back the results of offloaded work. */
  public static final String OFFLOADED = "offloaded work";

  private final String network;
  private final PeerId self;
  private final List<Warning> warnings = new ArrayList<>();

  /**
   * Creates a context.
   *
   * @param network the network's name
   * @param self the id of the node
   */
  protected ScriptedContext(String network, PeerId self) {
    this.network = network;
    this.self = self;
  }

  /** The warnings that the plugin emitted, in order. */
  public final List<Warning> warnings() {
    return Collections.unmodifiableList(warnings);
  }

  /** Forgets the recorded warnings. */
  protected final void clearWarnings() {
    warnings.clear();
  }

  @Override
  public final String network() {
    return network;
  }

  @Override
  public final PeerId self() {
    return self;
  }

  /**
   * Takes no time: runs the work, and then hands back its result, in a timer that is due at once.
   */
  @Override
  public <T> void offload(Supplier<T> work, Consumer<T> then) {
    requireNonNull(work, "work");
    requireNonNull(then, "then");
    schedule(Duration.ZERO, OFFLOADED, () -> then.accept(resultOf(work)));
  }

  static <T> T resultOf(Supplier<T> work) {
    return requireNonNull(work.get(), "the work returned null");
  }

  @Override
  public void warn(String what, String remedy) {
    addWarning(new Warning(requireNonNull(what, "what"), requireNonNull(remedy, "remedy")));
  }

  /** Records a warning. */
  protected void addWarning(Warning warning) {
    warnings.add(warning);
  }
}
