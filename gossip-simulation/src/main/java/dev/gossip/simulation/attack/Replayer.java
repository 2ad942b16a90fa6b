package dev.gossip.simulation.attack;

import com.google.protobuf.ByteString;
import dev.gossip.api.transport.Priority;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;

/** Sends the latest messages again and again, even after the end of their lifetime. */
final class Replayer implements Attack {
  private static final Duration INTERVAL = Duration.ofMillis(200);
  private static final int MAX_FRAMES = 100;

  /** Fewer could be the copies of an honest node that sends what may have been lost again. */
  private static final int MIN_FRAMES = 25;

  private final Hands hands;
  private final Set<ByteString> latest = new LinkedHashSet<>();

  Replayer(Hands hands) {
    this.hands = hands;
  }

  @Override
  public boolean sends(HostileLink link, ByteString frame, Priority priority) {
    record(frame);
    return true;
  }

  @Override
  public boolean receives(HostileLink link, ByteString frame) {
    record(frame);
    return true;
  }

  private void record(ByteString frame) {
    if (PayloadFrames.isUnannounced(frame) && latest.add(PayloadFrames.copy(frame))) {
      if (latest.size() > MAX_FRAMES) {
        latest.remove(latest.iterator().next());
      }
    }
  }

  @Override
  public Duration interval() {
    return INTERVAL;
  }

  @Override
  public void tick() {
    if (latest.size() >= MIN_FRAMES) {
      hands.links().forEach(this::replay);
    }
  }

  private void replay(HostileLink link) {
    for (ByteString frame : latest) {
      if (hands.send(link, frame, Priority.RELAYED)) {
        hands.offended(link);
      }
    }
  }
}
