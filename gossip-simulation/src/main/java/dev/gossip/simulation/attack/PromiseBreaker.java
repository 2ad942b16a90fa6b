package dev.gossip.simulation.attack;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.MessageId;
import dev.gossip.api.transport.DownReason;
import dev.gossip.api.transport.Priority;
import dev.gossip.core.engine.wire.Frames;
import dev.gossip.core.proto.Control;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Announces messages that do not exist, sends no message that it has announced, and does not hear
 * what a repairing relay requests.
 */
final class PromiseBreaker implements Attack {
  private static final Duration INTERVAL = Duration.ofMillis(100);
  private static final int ID_BYTES = 32;

  /** A little more than the smallest frame that honest nodes announce. */
  private static final int FRAME_BYTES = 9_000;

  // How long a node waits for a message before it takes the promise for broken: three times this.
  private static final int PATIENCE = 3;
  private static final Duration BASE = Duration.ofSeconds(2);
  private static final int ROUND_TRIPS = 4;

  private static final String REPAIR = "relay.repair";

  /** Field 5 of its frames, as bytes: a request for messages that were listed before. */
  private static final byte REPAIR_REQUEST = 5 << 3 | 2;

  private final Hands hands;
  private final Map<HostileLink, Long> brokenAtNanos = new HashMap<>();

  PromiseBreaker(Hands hands) {
    this.hands = hands;
  }

  @Override
  public void down(HostileLink link, DownReason reason) {
    brokenAtNanos.remove(link);
  }

  @Override
  public Duration interval() {
    return INTERVAL;
  }

  @Override
  public void tick() {
    for (HostileLink link : hands.links()) {
      byte[] id = new byte[ID_BYTES];
      hands.random().nextBytes(id);
      hands.send(link, Frames.announcement(new MessageId(id), FRAME_BYTES), Priority.CONTROL);
      Long brokenNanos = brokenAtNanos.get(link);
      if (brokenNanos != null && hands.nowNanos() - brokenNanos >= 0) {
        hands.offended(link);
      }
    }
  }

  @Override
  public boolean sends(HostileLink link, ByteString frame, Priority priority) {
    return !PayloadFrames.isPayload(frame) || PayloadFrames.isUnannounced(frame);
  }

  @Override
  public boolean receives(HostileLink link, ByteString frame) {
    if (frame.byteAt(0) == Frames.REQUEST) {
      Duration patience = BASE.plus(hands.roundTrip(link).multipliedBy(ROUND_TRIPS));
      brokenAtNanos.putIfAbsent(link, hands.nowNanos() + patience.multipliedBy(PATIENCE).toNanos());
      return false;
    }
    return !isRepairRequest(link, frame);
  }

  private static boolean isRepairRequest(HostileLink link, ByteString frame) {
    if (frame.byteAt(0) != Frames.CONTROL) {
      return false;
    }
    try {
      Control control = Frames.body(Frames.CONTROL_PARSER, frame);
      ByteString body = control.getBody();
      return link.sender(control).contains(REPAIR)
          && !body.isEmpty()
          && body.byteAt(0) == REPAIR_REQUEST;
    } catch (InvalidProtocolBufferException e) {
      return false;
    }
  }
}
