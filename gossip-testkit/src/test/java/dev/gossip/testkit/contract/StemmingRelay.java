package dev.gossip.testkit.contract;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayStrategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Forwards a message along a secret stem for some hops and then floods it. For tests only: it
 * embargoes messages, and may send a public copy back to the peer that sent the stem copy.
 */
final class StemmingRelay implements RelayStrategy {
  private static final ByteString STEM = ByteString.copyFrom(new byte[] {1});
  private static final Duration EMBARGO = Duration.ofSeconds(5);

  private final RelayContext context;
  private final Map<MessageId, TimerHandle> held = new TreeMap<>();

  StemmingRelay(RelayContext context) {
    this.context = context;
  }

  @Override
  public void onPublish(GossipMessage message) {
    stem(message, null);
  }

  @Override
  public void onMessage(GossipMessage message, Arrival arrival)
      throws InvalidProtocolBufferException {
    PeerId from = arrival.from().id();
    if (!isStem(arrival)) {
      makePublic(message, from);
    } else if (context.random().nextBoolean()) {
      stem(message, from);
    } else {
      makePublic(message, null);
    }
  }

  @Override
  public boolean mayReveal(PeerId to, MessageId id) {
    return context.delivered(id);
  }

  @Override
  public void onDuplicate(GossipMessage message, Arrival arrival)
      throws InvalidProtocolBufferException {
    boolean isLoop = isStem(arrival);
    if (held.containsKey(message.id())) {
      makePublic(message, isLoop ? null : arrival.from().id());
    }
  }

  private void stem(GossipMessage message, @Nullable PeerId from) {
    List<PeerId> others = peersExcept(from);
    if (others.isEmpty()) {
      makePublic(message, null);
      return;
    }
    held.put(message.id(), context.schedule(EMBARGO, "embargo", () -> makePublic(message, null)));
    context.send(others.get(context.random().nextInt(others.size())), message, STEM);
  }

  private void makePublic(GossipMessage message, @Nullable PeerId from) {
    TimerHandle embargo = held.remove(message.id());
    if (embargo != null) {
      embargo.cancel();
    }
    context.deliver(message);
    peersExcept(from).forEach(peer -> context.send(peer, message, ByteString.EMPTY));
  }

  private List<PeerId> peersExcept(@Nullable PeerId excluded) {
    List<PeerId> others = new ArrayList<>(context.peers().stream().map(Peer::id).toList());
    others.remove(excluded);
    return others;
  }

  private static boolean isStem(Arrival arrival) throws InvalidProtocolBufferException {
    if (!arrival.header().isEmpty() && !arrival.header().equals(STEM)) {
      throw new InvalidProtocolBufferException("neither a public copy nor a stem copy");
    }
    return !arrival.header().isEmpty();
  }
}
