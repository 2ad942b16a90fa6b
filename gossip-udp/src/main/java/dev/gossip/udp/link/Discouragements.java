package dev.gossip.udp.link;

import dev.gossip.api.Discouragement;
import dev.gossip.udp.proto.Close;
import dev.gossip.udp.proto.Discouraged;
import java.time.Duration;
import java.util.Optional;

/** How a close says that, and why, the other end is discouraged. */
final class Discouragements {
  /** The longest time that is sent and read, about 68 years; see the wire format. */
  private static final long MAX_COME_BACK_MILLIS = Integer.MAX_VALUE * 1_000L;

  private Discouragements() {}

  static Discouraged encode(Discouragement why) {
    return Discouraged.newBuilder()
        .setRule(why.rule())
        .setCount(why.count())
        .setComeBackMillis(millis(why.comeBackIn()))
        .build();
  }

  /** Rounded up, since the other end is not accepted earlier. */
  private static long millis(Duration time) {
    boolean fits = time.toSeconds() < Integer.MAX_VALUE;
    return fits ? time.plusNanos(999_999).toMillis() : MAX_COME_BACK_MILLIS;
  }

  /** Empty if the close does not say so, or not within the bounds. */
  static Optional<Discouragement> decode(Close body) {
    if (!body.hasDiscouraged()) {
      return Optional.empty();
    }
    Discouraged said = body.getDiscouraged();
    // Unsigned on the wire: the largest ones are negative here.
    long millis = said.getComeBackMillis();
    boolean isInBounds = millis >= 0 && millis <= MAX_COME_BACK_MILLIS;
    return Discouragement.isRule(said.getRule()) && said.getCount() > 0 && isInBounds
        ? Optional.of(
            new Discouragement(said.getRule(), said.getCount(), Duration.ofMillis(millis)))
        : Optional.empty();
  }
}
