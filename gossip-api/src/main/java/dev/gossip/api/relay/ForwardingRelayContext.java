package dev.gossip.api.relay;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.spam.Standing;
import dev.gossip.api.transport.LinkStats;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The context that a wrapping strategy gives to a strategy it wraps. All calls are forwarded,
 * except that control frames use the channel of the slot that the wrapped strategy fills, so that
 * neither strategy receives the other's frames. Override the methods that the wrapped strategy
 * should see differently.
 *
 * <p>The header of the wrapped strategy and what the wrapping strategy adds to it share the {@value
 * RelayContext#MAX_HEADER_BYTES} bytes of a payload's header.
 */
public abstract class ForwardingRelayContext implements RelayContext {
  private static final char PATH_SEPARATOR = '/';

  private final RelayContext outer;
  private final String slot;

  /**
   * Creates the context of one wrapped strategy.
   *
   * @param outer the context of the wrapping strategy
   * @param slot the slot that the wrapped strategy fills, as the wrapping plugin declares it
   */
  protected ForwardingRelayContext(RelayContext outer, String slot) {
    this.outer = outer;
    this.slot = slot;
  }

  /** The path of an inner slot: a slot of the strategy that fills {@code slot}. */
  public static String path(String slot, String innerSlot) {
    return slot + PATH_SEPARATOR + innerSlot;
  }

  /**
   * Passes a control frame to the wrapped strategy, or through it to a strategy that it wraps in
   * turn; not if the peer is doubted and {@link RelayStrategy#hearsDoubtedPeers} says no. To be
   * called from {@link RelayStrategy#onControl(Peer, String, ByteString)}.
   *
   * @param path the slot that this callback received
   * @throws InvalidProtocolBufferException if the wrapped strategy throws it, or if the frame is
   *     for another slot
   */
  public final void forwardControl(RelayStrategy wrapped, Peer from, String path, ByteString body)
      throws InvalidProtocolBufferException {
    boolean isHeard = wrapped.hearsDoubtedPeers() || standing(from.id()) == Standing.GOOD;
    if (path.equals(slot)) {
      if (isHeard) {
        wrapped.onControl(from, body);
      }
    } else if (path.startsWith(slot + PATH_SEPARATOR)) {
      if (isHeard) {
        wrapped.onControl(from, path.substring(slot.length() + 1), body);
      }
    } else {
      throw new InvalidProtocolBufferException("no wrapped strategy fills the slot " + path);
    }
  }

  @Override
  public void sendControl(PeerId to, ByteString body) {
    outer.sendControl(to, slot, body);
  }

  @Override
  public void sendControl(PeerId to, String innerSlot, ByteString body) {
    outer.sendControl(to, path(slot, innerSlot), body);
  }

  @Override
  public String network() {
    return outer.network();
  }

  @Override
  public PeerId self() {
    return outer.self();
  }

  @Override
  public List<Peer> peers() {
    return outer.peers();
  }

  @Override
  public RandomGenerator random() {
    return outer.random();
  }

  @Override
  public long nowNanos() {
    return outer.nowNanos();
  }

  @Override
  public TimerHandle schedule(Duration delay, String label, Runnable action) {
    return outer.schedule(delay, label, action);
  }

  @Override
  public <T> void offload(Supplier<T> work, Consumer<T> then) {
    outer.offload(work, then);
  }

  @Override
  public void warn(String what, String remedy) {
    outer.warn(what, remedy);
  }

  @Override
  public void send(PeerId to, GossipMessage message, ByteString header) {
    outer.send(to, message, header);
  }

  @Override
  public int maxControlBytes(PeerId to) {
    return outer.maxControlBytes(to, slot);
  }

  @Override
  public int maxControlBytes(PeerId to, String innerSlot) {
    return outer.maxControlBytes(to, path(slot, innerSlot));
  }

  @Override
  public int roomBytes(PeerId to) {
    return outer.roomBytes(to);
  }

  @Override
  public void deliver(GossipMessage message) {
    outer.deliver(message);
  }

  @Override
  public boolean seen(MessageId id) {
    return outer.seen(id);
  }

  @Override
  public boolean delivered(MessageId id) {
    return outer.delivered(id);
  }

  @Override
  public boolean isComing(MessageId id) {
    return outer.isComing(id);
  }

  @Override
  public boolean isRefused(MessageId id) {
    return outer.isRefused(id);
  }

  @Override
  public SortedSet<String> topics() {
    return outer.topics();
  }

  @Override
  public Standing standing(PeerId peer) {
    return outer.standing(peer);
  }

  @Override
  public LinkStats stats(PeerId peer) {
    return outer.stats(peer);
  }

  @Override
  public Optional<GossipMessage> find(MessageId id) {
    return outer.find(id);
  }

  @Override
  public void report(PeerId peer, Misbehaviour kind) {
    outer.report(peer, kind);
  }

  @Override
  public void count(RelayMetric metric, long amount) {
    outer.count(metric, amount);
  }
}
