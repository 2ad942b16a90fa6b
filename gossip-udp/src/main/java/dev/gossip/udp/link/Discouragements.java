package dev.gossip.udp.link;

import dev.gossip.api.Discouragement;
import dev.gossip.udp.proto.Close;
import dev.gossip.udp.proto.Discouraged;
import java.time.Duration;
import java.util.Optional;

/** How a close says that, and why, the other end is discouraged. */
final class Discouragements {
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
    return fits ? time.plusNanos(999_999).toMillis() : Integer.MAX_VALUE * 1_000L;
  }

  /** Empty if the close does not say so, or not within the bounds. */
  static Optional<Discouragement> decode(Close body) {
    if (!body.hasDiscouraged()) {
      return Optional.empty();
    }
    Discouraged said = body.getDiscouraged();
    long millis = said.getComeBackMillis();
    return Discouragement.isRule(said.getRule()) && said.getCount() > 0 && millis >= 0
        ? Optional.of(
            new Discouragement(said.getRule(), said.getCount(), Duration.ofMillis(millis)))
        : Optional.empty();
  }
}
