package dev.gossip.testkit;

import dev.gossip.api.MessageId;
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
   * Goes on with where messages began, and whether spies can tell. Only for a {@link
   * SimulatedNetwork}, in which it is known what each node was shown.
   */
  public OriginAssert origin() {
    if (network == null) {
      throw failed("what spies see is known of a SimulatedNetwork only, not of this World");
    }
    return new OriginAssert(actual, network);
  }

  /** Goes on with one message; fails if it was not published in this network. */
  public MessageAssert message(MessageId id) {
    Optional<MessageRecord> message =
        actual.messages().stream().filter(candidate -> candidate.id().equals(id)).findFirst();
    return new MessageAssert(
        message.orElseThrow(() -> failed("message " + id + " was not published in this network")),
        actual);
  }

  /** Nothing is sent for a minute from now: {@link #isSilentFor} of a minute. */
  public NetworkAssert isSilent() {
    return isSilentFor(A_MINUTE);
  }

  /**
   * No payload and no control frame is sent for a time, which passes during this call; what links
   * need to stay up does not count. Only where there is virtual time.
   */
  public NetworkAssert isSilentFor(Duration time) {
    SortedMap<String, Long> before = actual.metrics();
    actual.runFor(time);
    SortedMap<String, Long> after = actual.metrics();
    long payload = count("payload-frames-sent", after) - count("payload-frames-sent", before);
    long control = count("control-frames-sent", after) - count("control-frames-sent", before);
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

  /** So many payload frames were sent in the run so far: one for each neighbour told a message. */
  public NetworkAssert hasTransmissions(long expected) {
    long transmissions = count("payload-frames-sent", actual.metrics());
    if (transmissions != expected) {
      throw failed("there were " + transmissions + " transmissions instead of " + expected);
    }
    return this;
  }

  /**
   * Something was dropped for this reason in the run so far.
   *
   * @param reason as it is counted, such as {@code expired}, or {@code wire.fault} for what a
   *     simulated wire lost on purpose
   */
  public NetworkAssert hasDropped(String reason) {
    if (!drops().containsKey(reason)) {
      throw failed("nothing was dropped for the reason '" + reason + "', but " + drops());
    }
    return this;
  }

  /** Nothing was dropped in the run so far, for no reason. */
  public NetworkAssert hasNoDrops() {
    if (!drops().isEmpty()) {
      throw failed("something was dropped: " + drops());
    }
    return this;
  }

  /** How often something was dropped, by reason. */
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
