package dev.gossip.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.discovery.AddressBook;
import dev.gossip.testkit.context.ScriptedNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * A scripted node around a plugin that has a control channel with other nodes: discovery or
 * membership. Exceptions of the plugin become failures that name the call.
 *
 * @param <P> the type of the plugin
 */
abstract class ControlBench<P> extends ScriptedNode<P> {
  /** About the space for a control frame in a datagram of {@code transport.udp}. */
  static final int CONTROL_BYTES = 1_100;

  private static final int SAMPLES = 64;

  /** The nodes that are there, and can be sent control frames. */
  final Map<PeerId, PeerAddress> present = new TreeMap<>();

  final ScriptedAddresses book = new ScriptedAddresses();

  /** Decides what happens next in {@link #runRandomScenario}. */
  final RandomGenerator steps;

  private final String plugin;
  private final long startNanos;
  private final Object factory;
  private final List<String> transcript = new ArrayList<>();
  private final List<String> oversized = new ArrayList<>();
  private final Set<ByteString> samples = new LinkedHashSet<>();
  private int controlLimit = CONTROL_BYTES;

  /**
   * @param plugin the name of the plugin's interface, for messages
   */
  ControlBench(String plugin, Object factory, long seed, long startNanos) {
    super(plugin, seed, startNanos);
    this.plugin = plugin;
    this.factory = factory;
    this.startNanos = startNanos;
    this.steps = new SplittableRandom(seed);
  }

  /** Lets something random happen. */
  abstract void step();

  /** Passes a control frame to the plugin. */
  abstract void onControl(P target, PeerId from, ByteString body)
      throws InvalidProtocolBufferException;

  /** Lets random things happen. The same seed gives the same scenario. */
  final void runRandomScenario(int count) {
    for (int i = 0; i < count; i++) {
      step();
    }
  }

  // ---- calls of the plugin -------------------------------------------------------------------

  /** Calls the plugin; any exception is a failure. */
  final void notify(String callback, Consumer<P> call) {
    note("-- " + callback);
    PluginCalls.run(() -> plugin + "." + callback, () -> run(call));
  }

  /** Passes a control frame to the plugin; returns false if it rejects it. */
  final boolean control(PeerId from, ByteString body) {
    note("-- onControl from " + nameOf(from));
    return PluginCalls.call(
        () -> plugin + ".onControl for the body " + RelayScript.shown(body),
        () -> {
          try {
            parse(target -> onControl(target, from, body));
            return true;
          } catch (InvalidProtocolBufferException e) {
            transcript.remove(transcript.size() - 1);
            return false;
          }
        });
  }

  @Override
  protected final void runAction(String label, Runnable action) {
    note("-- " + label);
    PluginCalls.run(() -> "the action '" + label + "' of the " + plugin, action);
  }

  // ---- what the plugin did -------------------------------------------------------------------

  final void note(String line) {
    transcript.add(line);
  }

  /** What happened and what the plugin did, each with its time since the start. */
  final List<String> transcript() {
    return Collections.unmodifiableList(transcript);
  }

  /** Adds an effect, with a line of the transcript. */
  final void act(String what, Runnable effect) {
    requireCreated(plugin + " must not " + what + " while it is being created");
    effect(
        () -> {
          note((nowNanos() - startNanos) / 1_000_000 + " ms: " + what);
          effect.run();
        });
  }

  /** Up to 64 different control bodies that were sent. */
  final List<ByteString> samples() {
    return List.copyOf(samples);
  }

  /** Control frames above the limit, or for nodes that are not there. */
  final List<String> oversized() {
    return oversized;
  }

  /** Sets the limit of a control frame. */
  final void limitControl(int bytes) {
    controlLimit = bytes;
  }

  /** The number of objects that the plugin holds, without those of this bench. */
  final long retainedObjects() {
    try {
      List<Object> roots = List.of(ask(target -> target), factory);
      return ObjectGraph.of(roots, List.of(this, book)).count();
    } catch (ObjectGraph.InaccessibleClassException e) {
      return abort(String.valueOf(e.getMessage()));
    }
  }

  // ---- the plugin's context ------------------------------------------------------------------

  /** See the contexts of discovery and membership. */
  public final AddressBook addresses() {
    return book;
  }

  /** See the contexts of discovery and membership. */
  public final void sendControl(PeerId to, ByteString body) {
    int limit = maxControlBytes(to);
    String what = "send " + HexFormat.of().formatHex(body.toByteArray()) + " to " + nameOf(to);
    act(
        what,
        () -> {
          if (body.size() > limit) {
            oversized.add(
                "a control frame of "
                    + body.size()
                    + " bytes to "
                    + nameOf(to)
                    + ", whose maxControlBytes is "
                    + limit);
          }
          if (samples.size() < SAMPLES) {
            samples.add(body);
          }
        });
  }

  /** See the contexts of discovery and membership. */
  public final int maxControlBytes(PeerId to) {
    return present.containsKey(to) ? controlLimit : 0;
  }

  // ---- checks that both contracts share --------------------------------------------------------

  /**
   * Requires that a plugin that rejects malformed bytes is as if it had never had them.
   *
   * @param victim gets malformed control frames
   * @param twin gets only those that the victim does not reject
   */
  static void requireSameAfterGarbage(
      ControlBench<?> victim, ControlBench<?> twin, List<ByteString> samples, int rounds) {
    for (int round = 0; round < rounds; round++) {
      victim.step();
      twin.step();
      if (victim.present.isEmpty()) {
        continue;
      }
      PeerId from = victim.present.keySet().iterator().next();
      ByteString body = GarbageBytes.of(victim.steps, samples, CONTROL_BYTES);
      ByteString same = GarbageBytes.of(twin.steps, samples, CONTROL_BYTES);
      if (victim.control(from, body)) {
        twin.control(from, same);
      }
      assertThat(Traces.firstDifference(victim.transcript(), twin.transcript()))
          .as(
              "the first difference between two nodes, of which one also got malformed bytes that"
                  + " it rejected (the last are %s); parse before changing any field",
              RelayScript.shown(body))
          .isEmpty();
      assertThat(victim.timers())
          .as("pending timers after malformed bytes that were rejected")
          .isEqualTo(twin.timers());
    }
  }

  /** Requires that control frames fit. */
  final void requireFittingControls() {
    assertThat(oversized)
        .as("control frames that are dropped; check maxControlBytes of each node before sending")
        .isEmpty();
  }
}
