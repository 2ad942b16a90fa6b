package dev.gossip.testkit;

import dev.gossip.api.MessageId;
import dev.gossip.api.node.Metric;
import dev.gossip.simulation.MessageRecord;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.testkit.world.World;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/** Assertions about a network; see {@link GossipAssertions}. */
public final class NetworkAssert extends AbstractAssert<NetworkAssert, World> {
  private static final Duration A_MINUTE = Duration.ofMinutes(1);
  private static final String DROPPED = "dropped.";

  private final @Nullable SimulatedNetwork network;

  NetworkAssert(World world, @Nullable SimulatedNetwork network) {
    super(world, NetworkAssert.class);
    this.network = network;
  }

  /**
   * Continues with how well the network hides the origin of messages. Needs a {@link
   * SimulatedNetwork}, which records what each node observed.
   */
  public OriginAssert origin() {
    if (network == null) {
      throw failed("origin() needs a SimulatedNetwork, which records what spies see, not a World");
    }
    return new OriginAssert(actual, network);
  }

  /** Continues with one message. Fails if it was not published in this network. */
  public MessageAssert message(MessageId id) {
    Optional<MessageRecord> message =
        actual.messages().stream().filter(candidate -> candidate.id().equals(id)).findFirst();
    return new MessageAssert(
        message.orElseThrow(() -> failed("message " + id + " was not published in this network")),
        actual);
  }

  /** Asserts that nothing is sent for a minute from now; see {@link #isSilentFor}. */
  public NetworkAssert isSilent() {
    return isSilentFor(A_MINUTE);
  }

  /**
   * Asserts that no payload or control frame is sent for this time, which passes during the call.
   * Frames that keep links up do not count. Needs {@linkplain
   * dev.gossip.testkit.world.Capability#VIRTUAL_TIME virtual time}.
   */
  public NetworkAssert isSilentFor(Duration time) {
    SortedMap<String, Long> before = actual.metrics();
    actual.runFor(time);
    SortedMap<String, Long> after = actual.metrics();
    long payload =
        count(Metric.PAYLOAD_FRAMES_SENT.label(), after)
            - count(Metric.PAYLOAD_FRAMES_SENT.label(), before);
    long control =
        count(Metric.CONTROL_FRAMES_SENT.label(), after)
            - count(Metric.CONTROL_FRAMES_SENT.label(), before);
    if (payload + control > 0) {
      throw failed(
          "the network was not silent for "
              + FailureTexts.seconds(time)
              + ": it sent "
              + payload
              + " payload and "
              + control
              + " control frames");
    }
    return this;
  }

  /** Asserts the number of payload frames that were sent in the run so far. */
  public NetworkAssert hasTransmissions(long expected) {
    long transmissions = count(Metric.PAYLOAD_FRAMES_SENT.label(), actual.metrics());
    if (transmissions != expected) {
      throw failed("there were " + transmissions + " transmissions instead of " + expected);
    }
    return this;
  }

  /**
   * Asserts that something was dropped for this reason in the run so far.
   *
   * @param reason a drop reason such as {@code expired}, or {@code wire.fault} for datagrams that
   *     an injected fault dropped on the simulated wire
   */
  public NetworkAssert hasDropped(String reason) {
    if (!drops().containsKey(reason)) {
      throw failed("nothing was dropped for the reason '" + reason + "'; drops: " + drops());
    }
    return this;
  }

  /** Asserts that nothing was dropped in the run so far, for any reason. */
  public NetworkAssert hasNoDrops() {
    if (!drops().isEmpty()) {
      throw failed("something was dropped: " + drops());
    }
    return this;
  }

  /** The number of drops by reason. */
  private SortedMap<String, Long> drops() {
    SortedMap<String, Long> drops = new TreeMap<>();
    actual
        .metrics()
        .forEach(
            (name, count) -> {
              if (name.startsWith(DROPPED) && count > 0) {
                drops.put(name.substring(DROPPED.length()), count);
              }
            });
    return drops;
  }

  private AssertionError failed(String what) {
    return failure("%s", what + FailureTexts.run(actual));
  }

  private static long count(String name, SortedMap<String, Long> metrics) {
    return metrics.getOrDefault(name, 0L);
  }
}
