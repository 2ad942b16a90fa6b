package dev.gossip.simulation;

import com.google.protobuf.ByteString;
import dev.gossip.api.MessageId;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.relay.RelayStrategy;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Notes at every node who first let it know of each message. It costs little and changes nothing,
 * so that any nodes can be taken for curious ones afterwards.
 */
final class Observations {
  private static final int PREFIX_BITS = 16;

  private final Function<MessageId, @Nullable MessageRecord> messages;
  // By the first eight bytes of the id; of two that share them, which do not happen, one.
  private final Map<Long, MessageId> byPrefix = new HashMap<>();
  // Nearly all places in a control frame can be passed over at a glance.
  private final BitSet shortPrefixes = new BitSet(1 << PREFIX_BITS);
  private final Map<PeerId, Integer> indices = new HashMap<>();
  private final LongSupplier nowNanos;

  Observations(Function<MessageId, @Nullable MessageRecord> messages, LongSupplier nowNanos) {
    this.messages = messages;
    this.nowNanos = nowNanos;
  }

  /** A node started under this id. */
  void identified(PeerId id, int index) {
    indices.put(id, index);
  }

  /** Notes what is shown to the node at an index. */
  UnaryOperator<RelayStrategy.Factory> watching(int index) {
    WatchedRelay.Notes notes =
        new WatchedRelay.Notes() {
          @Override
          public void payload(Peer from, MessageId id) {
            Observation sighting = sighting(index, from);
            if (sighting != null) {
              Observations.this.payload(sighting, id);
            }
          }

          @Override
          public void control(Peer from, ByteString body) {
            Observation sighting = sighting(index, from);
            if (sighting != null) {
              Observations.this.control(sighting, body);
            }
          }
        };
    return factory -> context -> new WatchedRelay(factory.create(context), notes);
  }

  /** None by a neighbour whose id arrived with wrong bits: nobody knows who that is. */
  private @Nullable Observation sighting(int watcher, Peer from) {
    Integer index = indices.get(from.id());
    return index == null ? null : new Observation(watcher, index, nowNanos.getAsLong());
  }

  void published(MessageId id) {
    byPrefix.put(id.word(0), id);
    shortPrefixes.set(shortPrefix(id.word(0)));
  }

  void payload(Observation sighting, MessageId id) {
    MessageRecord message = messages.apply(id);
    if (message != null) {
      message.sighted(sighting);
    }
  }

  /** Looks for ids anywhere, and so needs to know nothing of any strategy's frames. */
  void control(Observation sighting, ByteString body) {
    long prefix = 0;
    for (int end = 0; end < body.size(); end++) {
      prefix = (prefix << Byte.SIZE) | (body.byteAt(end) & 0xff);
      int begin = end + 1 - Long.BYTES;
      if (begin >= 0 && shortPrefixes.get(shortPrefix(prefix))) {
        MessageId id = byPrefix.get(prefix);
        if (id != null && isAt(body, begin, id)) {
          payload(sighting, id);
        }
      }
    }
  }

  private static boolean isAt(ByteString body, int begin, MessageId id) {
    ByteString bytes = id.bytes();
    return begin + bytes.size() <= body.size()
        && body.substring(begin, begin + bytes.size()).equals(bytes);
  }

  private static int shortPrefix(long prefix) {
    return (int) (prefix >>> (Long.SIZE - PREFIX_BITS));
  }
}
