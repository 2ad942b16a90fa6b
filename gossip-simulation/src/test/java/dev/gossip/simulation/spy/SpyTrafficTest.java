package dev.gossip.simulation.spy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.Direction;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.Metric;
import dev.gossip.api.transport.CloseReason;
import dev.gossip.api.transport.DownReason;
import dev.gossip.api.transport.FrameLimits;
import dev.gossip.api.transport.LinkEvents;
import dev.gossip.api.transport.LinkId;
import dev.gossip.api.transport.LinkStats;
import dev.gossip.api.transport.Priority;
import dev.gossip.api.transport.SendResult;
import dev.gossip.api.transport.Transport;
import dev.gossip.core.engine.wire.Frames;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SpyTrafficTest {
  private static final PeerAddress SPY = new PeerAddress("10.0.9.1", 5000);
  private static final PeerAddress NODE = new PeerAddress("10.0.1.1", 5000);
  private static final List<Metric> METRICS =
      List.of(
          Metric.PAYLOAD_FRAMES_SENT,
          Metric.PAYLOAD_BYTES_SENT,
          Metric.CONTROL_FRAMES_SENT,
          Metric.CONTROL_BYTES_SENT);

  private final SpyTraffic traffic = new SpyTraffic(SPY::equals);
  private final LinkPeers links =
      new LinkPeers(
          new IgnoredEvents(),
          address -> SPY.equals(address) ? 0 : LinkPeers.NONE,
          (from, frame) -> {});
  private final Transport transport =
      new CountingTransport(new DiscardingTransport(), links, traffic);

  private LinkId linkTo(PeerAddress address) {
    LinkId link = new LinkId(1);
    links.up(link, new PeerId(new byte[32]), Direction.INBOUND, address);
    return link;
  }

  private void send(LinkId link, byte kind, int bytes) {
    byte[] frame = new byte[bytes];
    frame[0] = kind;
    assertThat(transport.send(link, ByteString.copyFrom(frame), Priority.RELAYED))
        .isEqualTo(SendResult.QUEUED);
  }

  /** What is left of 1000 in each metric, in the order of {@link #METRICS}. */
  private List<Long> rest() {
    SortedMap<String, Long> all = new TreeMap<>();
    METRICS.forEach(metric -> all.put(metric.label(), 1_000L));
    SortedMap<String, Long> rest = traffic.subtractFrom(all);
    return METRICS.stream().map(metric -> rest.getOrDefault(metric.label(), 0L)).toList();
  }

  @Test
  void payloadAndControlFramesToASpyAreSubtracted() {
    LinkId spy = linkTo(SPY);
    send(spy, Frames.PAYLOAD, 100);
    send(spy, Frames.PAYLOAD, 50);
    send(spy, Frames.CONTROL, 7);

    assertThat(rest()).containsExactly(998L, 850L, 999L, 993L);
  }

  @Test
  void framesToNodesAndFramesThatTheEngineDoesNotCountAreKept() {
    send(linkTo(NODE), Frames.PAYLOAD, 100);
    send(linkTo(SPY), Frames.HELLO, 100);

    assertThat(rest()).containsOnly(1_000L);
  }

  @Test
  void framesOnAClosedLinkAreKept() {
    LinkId closed = linkTo(SPY);
    LinkId down = linkTo(SPY);
    transport.close(closed, new CloseReason(CloseReason.Kind.ENDED, "test"));
    links.down(down, new DownReason(DownReason.Kind.SILENT, "silent"));
    send(closed, Frames.PAYLOAD, 100);
    send(down, Frames.PAYLOAD, 100);

    assertThat(rest()).containsOnly(1_000L);
  }

  @Test
  void resetForgetsAllFrames() {
    send(linkTo(SPY), Frames.PAYLOAD, 100);
    traffic.reset();

    assertThat(rest()).containsOnly(1_000L);
  }

  private static final class DiscardingTransport implements Transport {
    @Override
    public void dial(PeerAddress address, Optional<PeerId> expected) {}

    @Override
    public SendResult send(LinkId link, ByteString frame, Priority priority) {
      return SendResult.QUEUED;
    }

    @Override
    public void flush() {}

    @Override
    public void close(LinkId link, CloseReason reason) {}

    @Override
    public void onDatagram(PeerAddress from, ByteBuffer datagram) {}

    @Override
    public int datagramFrameBytes() {
      return 0;
    }

    @Override
    public long unsentBytes() {
      return 0;
    }

    @Override
    public int maxFrameBytes() {
      return 0;
    }

    @Override
    public FrameLimits limits(LinkId link) {
      return FrameLimits.NONE;
    }

    @Override
    public LinkStats stats(LinkId link) {
      return LinkStats.NONE;
    }
  }

  private static final class IgnoredEvents implements LinkEvents {
    @Override
    public void up(LinkId link, PeerId peer, Direction direction, PeerAddress address) {}

    @Override
    public void framesAhead(LinkId link, List<ByteString> frames) {}

    @Override
    public boolean frame(LinkId link, ByteString frame) {
      return true;
    }

    @Override
    public void down(LinkId link, DownReason reason) {}

    @Override
    public void dialFailed(PeerAddress address, String why) {}

    @Override
    public void refused(PeerAddress address, String why) {}

    @Override
    public void notAccepted(PeerAddress address, PeerId peer, String why) {
      refused(address, why);
    }

    @Override
    public void sameNode(PeerAddress address, LinkId link) {}

    @Override
    public void selfDialed(PeerAddress address) {}

    @Override
    public void room(LinkId link) {}

    @Override
    public void moved(LinkId link, PeerAddress address) {}

    @Override
    public void violated(LinkId link, Misbehaviour kind) {}

    @Override
    public boolean mayAccept(PeerId peer) {
      return true;
    }

    @Override
    public CloseReason refusal(PeerId peer) {
      return new CloseReason(CloseReason.Kind.REFUSED, "it is not wanted");
    }
  }
}
