package dev.gossip.core.plugin;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import dev.gossip.api.Direction;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.transport.CloseReason;
import dev.gossip.api.transport.FrameLimits;
import dev.gossip.api.transport.LinkEvents;
import dev.gossip.api.transport.LinkId;
import dev.gossip.api.transport.LinkStats;
import dev.gossip.api.transport.Priority;
import dev.gossip.api.transport.SendResult;
import dev.gossip.api.transport.Transport;
import dev.gossip.api.transport.TransportContext;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Throws in one of its methods, or reports a link. */
final class FaultyTransport implements Transport {
  static final LinkId LINK = new LinkId(1);

  @Nullable TransportContext context;
  @Nullable LinkEvents engine;
  String failsIn = "";
  boolean linkUpOnDatagram;
  boolean echoes;
  boolean reportsNull;
  boolean hasStats = true;
  private final List<ByteString> sent = new ArrayList<>();

  private void fail(String method) {
    if (failsIn.equals(method)) {
      throw new IllegalStateException("faulty");
    }
  }

  @Override
  public void dial(PeerAddress address, Optional<PeerId> expected) {
    fail("dial");
  }

  @Override
  public SendResult send(LinkId link, ByteString frame, Priority priority) {
    fail("send");
    sent.add(frame);
    return SendResult.QUEUED;
  }

  @Override
  public void flush() {
    fail("flush");
  }

  @Override
  public void close(LinkId link, CloseReason reason) {}

  @Override
  public void onDatagram(PeerAddress from, ByteBuffer datagram) {
    fail("onDatagram");
    LinkEvents events = requireNonNull(engine);
    if (linkUpOnDatagram) {
      events.up(LINK, new PeerId(new byte[32]), Direction.INBOUND, from);
    } else if (reportsNull) {
      reportNull(events);
    } else if (echoes) {
      List<ByteString> echoed = List.copyOf(sent);
      sent.clear();
      echoed.forEach(frame -> events.frame(LINK, frame));
    }
  }

  @Override
  public int datagramFrameBytes() {
    return 1_000;
  }

  @Override
  public long unsentBytes() {
    return 0;
  }

  @Override
  public int maxFrameBytes() {
    return 1 << 17;
  }

  @SuppressWarnings("NullAway") // as code without null checks would
  private static void reportNull(LinkEvents events) {
    events.frame(LINK, null);
  }

  @Override
  public FrameLimits limits(LinkId link) {
    fail("limits");
    return new FrameLimits(1_000, 1 << 17, 1 << 20, 1 << 20);
  }

  @Override
  @SuppressWarnings("NullAway") // as code without null checks would
  public LinkStats stats(LinkId link) {
    fail("stats");
    return hasStats ? LinkStats.NONE : null;
  }
}
