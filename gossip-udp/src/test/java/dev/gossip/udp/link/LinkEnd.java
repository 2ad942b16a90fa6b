package dev.gossip.udp.link;

import com.google.protobuf.ByteString;
import dev.gossip.api.Direction;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.transport.CloseReason;
import dev.gossip.api.transport.DownReason;
import dev.gossip.api.transport.LinkEvents;
import dev.gossip.api.transport.LinkId;
import dev.gossip.api.transport.LocalIdentity;
import dev.gossip.api.transport.TransportContext;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One transport with nothing around it: a clock turned by hand and a connection id of choice. */
final class LinkEnd implements TransportContext, LinkEvents {
  final PeerAddress address;
  final PeerId id;
  final long connectionId;

  /** What the transport told its node, in words. */
  final List<String> told = new ArrayList<>();

  final List<ByteString> frames = new ArrayList<>();

  /** How many more datagrams the wire takes before it is full. */
  int wireTakes = Integer.MAX_VALUE;

  int datagramsLost;

  /** The one that the node finds malformed. */
  ByteString malformedFrame = ByteString.EMPTY;

  private final List<ByteString> sent = new ArrayList<>();
  private final List<Timer> timers = new ArrayList<>();
  private long nowNanos;
  private @Nullable LinkId link;
  private @Nullable UdpTransport transport;

  private record Timer(long dueNanos, Runnable action) {}

  /**
   * @param firstByte of the node id, which counts upwards from it
   */
  LinkEnd(String host, int port, int firstByte, long connectionId) {
    byte[] bytes = new byte[32];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (firstByte + i);
    }
    this.address = new PeerAddress(host, port);
    this.id = new PeerId(bytes);
    this.connectionId = connectionId;
  }

  UdpTransport transport() {
    if (transport == null) {
      LinkSettings defaults = LinkSettings.of(PluginSettings.of(LinkSettings.all(), Map.of()));
      transport = new UdpTransport(this, this, defaults);
    }
    return transport;
  }

  /** Forgets everything, as a new process at the same address does. */
  void restart() {
    timers.clear();
    link = null;
    transport = null;
  }

  void receive(LinkEnd from, ByteString datagram) {
    transport().onDatagram(from.address, datagram.asReadOnlyByteBuffer());
  }

  /** Sends frames on the link that came up last, all in one flush. */
  void send(ByteString... toSend) {
    for (ByteString frame : toSend) {
      transport().send(link(), frame);
    }
    transport().flush();
  }

  void close(CloseReason reason) {
    transport().close(link(), reason);
  }

  int room() {
    return transport().room(link());
  }

  private LinkId link() {
    if (link == null) {
      throw new IllegalStateException("no link is up");
    }
    return link;
  }

  List<ByteString> takeSent() {
    List<ByteString> taken = List.copyOf(sent);
    sent.clear();
    return taken;
  }

  /** Lets time pass and runs what falls due, at the time when it does. */
  void pass(Duration duration) {
    long endNanos = nowNanos + duration.toNanos();
    for (Timer next = earliest(endNanos); next != null; next = earliest(endNanos)) {
      nowNanos = next.dueNanos();
      timers.remove(next);
      next.action().run();
    }
    nowNanos = endNanos;
  }

  private @Nullable Timer earliest(long endNanos) {
    Timer earliest = null;
    for (Timer timer : timers) {
      if (timer.dueNanos() <= endNanos
          && (earliest == null || timer.dueNanos() < earliest.dueNanos())) {
        earliest = timer;
      }
    }
    return earliest;
  }

  // ---- what the transport sees ---------------------------------------------------------------

  @Override
  public LocalIdentity identity() {
    return new LocalIdentity(id);
  }

  @Override
  public RandomGenerator random() {
    return () -> connectionId;
  }

  @Override
  public long nowNanos() {
    return nowNanos;
  }

  @Override
  public TimerHandle schedule(Duration delay, String label, Runnable action) {
    Timer timer = new Timer(nowNanos + delay.toNanos(), action);
    timers.add(timer);
    return () -> timers.remove(timer);
  }

  @Override
  public void transmit(PeerAddress to, ByteBuffer datagram) {
    sent.add(ByteString.copyFrom(datagram));
    wireTakes = Math.max(0, wireTakes - 1);
  }

  @Override
  public boolean canTransmit() {
    return wireTakes > 0;
  }

  @Override
  public void dropped(DropReason reason) {
    told.add("dropped " + reason);
  }

  @Override
  public void datagramsLost(int count) {
    datagramsLost += count;
  }

  // ---- what the transport tells --------------------------------------------------------------

  @Override
  public void up(LinkId newLink, PeerId peer, Direction direction, PeerAddress peerAddress) {
    link = newLink;
    told.add("up " + peer + " " + direction);
  }

  @Override
  public boolean frame(LinkId from, ByteString frame) {
    told.add("frame");
    frames.add(frame);
    return !frame.equals(malformedFrame);
  }

  @Override
  public void down(LinkId lost, DownReason reason) {
    told.add("down " + reason.kind());
  }

  @Override
  public void dialFailed(PeerAddress dialed, String why) {
    told.add("failed " + why);
  }

  @Override
  public void refused(PeerAddress dialed, String why) {
    told.add("refused " + why);
  }
}
