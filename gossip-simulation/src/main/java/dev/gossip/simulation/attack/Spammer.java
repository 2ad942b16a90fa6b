package dev.gossip.simulation.attack;

import com.google.protobuf.ByteString;
import dev.gossip.api.transport.Priority;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Floods its peers with new messages of an author of its own, each of which is valid. */
final class Spammer implements Attack {
  private static final Duration INTERVAL = Duration.ofMillis(5);

  private final Hands hands;
  private @Nullable AttackAuthor author;

  Spammer(Hands hands) {
    this.hands = hands;
  }

  @Override
  public Duration interval() {
    return INTERVAL;
  }

  @Override
  public void tick() {
    if (hands.links().isEmpty()) {
      return;
    }
    if (author == null) {
      author = AttackAuthor.create(hands);
    }
    ByteString frame = author.message("spam");
    for (HostileLink link : hands.links()) {
      if (hands.send(link, frame, Priority.RELAYED)) {
        hands.offended(link);
      }
    }
  }
}
