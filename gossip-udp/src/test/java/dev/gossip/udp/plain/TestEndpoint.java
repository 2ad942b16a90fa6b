package dev.gossip.udp.plain;

import com.google.protobuf.ByteString;
import dev.gossip.api.Direction;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.transport.CloseReason;
import dev.gossip.api.transport.DownReason;
import dev.gossip.api.transport.KeyLog;
import dev.gossip.api.transport.LinkEvents;
import dev.gossip.api.transport.LinkId;
import dev.gossip.api.transport.LocalIdentity;
import dev.gossip.api.transport.Priority;
import dev.gossip.api.transport.SendResult;
import dev.gossip.api.transport.TransportContext;
import dev.gossip.udp.datagram.Datagrams;
import dev.gossip.udp.link.LinkSettings;
import dev.gossip.udp.transport.UdpTransport;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A transport without a node, with a manual clock and a fixed connection id. */
final class TestEndpoint implements TransportContext, LinkEvents {
  final PeerAddress address;
  final PeerId id;
  final long connectionId;

  /** The calls of the transport to its node, as text. */
  final List<String> notifications = new ArrayList<>();

  final List<ByteString> frames = new ArrayList<>();

  /** The frames that were announced together. */
  final List<List<ByteString>> framesAhead = new ArrayList<>();

  /** Number of datagrams that the wire still accepts before it is full. */
  int wireCapacity = Integer.MAX_VALUE;

  /** The largest datagram that leaves in one piece. */
  int maxDatagramBytes = Datagrams.BASE_BYTES;

  /** The value of the setting with this name, after the next restart. */
  int maxDatagramBytesSetting = Datagrams.MAX_BYTES;

  int datagramsLost;

  /** What became of the frames that were sent. */
  final List<SendResult> results = new ArrayList<>();

  /** Whether the node lets others have a link. */
  boolean mayAccept = true;

  /** The frame that the node reports as malformed. */
  ByteString malformedFrame = ByteString.EMPTY;

  private final List<ByteString> sent = new ArrayList<>();
  private final List<Timer> timers = new ArrayList<>();
  private long nowNanos;
  private @Nullable LinkId link;
  private @Nullable UdpTransport transport;

  private record Timer(long dueNanos, Runnable action) {}

  /**
   * @param firstByte first byte of the node id; each further byte is one larger
   */
  TestEndpoint(String host, int port, int firstByte, long connectionId) {
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
      LinkSettings plain =
          LinkSettings.of(
              PluginSettings.of(
                  LinkSettings.all(),
                  Map.of(
                      "security",
                      "none",
                      "max-datagram-bytes",
                      String.valueOf(maxDatagramBytesSetting))));
      transport = new UdpTransport(this, this, plain);
    }
    return transport;
  }

  /** Drops all state, like a new process at the same address. */
  void restart() {
    timers.clear();
    link = null;
    transport = null;
  }

  void receive(TestEndpoint from, ByteString datagram) {
    transport().onDatagram(from.address, datagram.asReadOnlyByteBuffer());
  }

  /** Sends frames on the latest link in one flush. */
  void send(ByteString... toSend) {
    for (ByteString frame : toSend) {
      results.add(transport().send(link(), frame, Priority.RELAYED));
    }
    transport().flush();
  }

  void close(CloseReason reason) {
    transport().close(link(), reason);
  }

  int room() {
    return transport().limits(link()).roomBytes();
  }

  /** The latest link. */
  LinkId link() {
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

  /** Advances the clock and runs each timer at its due time. */
  void advance(Duration duration) {
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

  // ---- TransportContext ----------------------------------------------------------------------

  @Override
  public LocalIdentity identity() {
    return LocalIdentity.claimed(id);
  }

  @Override
  public String network() {
    return "test";
  }

  @Override
  public PeerId self() {
    return id;
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
  public <T> void offload(Supplier<T> work, Consumer<T> then) {
    timers.add(new Timer(nowNanos, () -> then.accept(work.get())));
  }

  @Override
  public void warn(String what, String remedy) {
    notifications.add("warning " + what);
  }

  @Override
  public void transmit(PeerAddress to, ByteBuffer datagram) {
    sent.add(ByteString.copyFrom(datagram));
    wireCapacity = Math.max(0, wireCapacity - 1);
  }

  @Override
  public boolean canTransmit() {
    return wireCapacity > 0;
  }

  @Override
  public int maxDatagramBytes(PeerAddress to) {
    return maxDatagramBytes;
  }

  @Override
  public boolean forbidsFragmentation() {
    return true;
  }

  @Override
  public Optional<KeyLog> keyLog() {
    return Optional.empty();
  }

  @Override
  public void dropped(DropReason reason) {
    notifications.add("dropped " + reason);
  }

  @Override
  public void datagramsLost(int count) {
    datagramsLost += count;
  }

  // ---- LinkEvents ----------------------------------------------------------------------------

  @Override
  public void up(LinkId newLink, PeerId peer, Direction direction, PeerAddress peerAddress) {
    link = newLink;
    notifications.add("up " + peer + " " + direction);
  }

  @Override
  public void framesAhead(LinkId from, List<ByteString> following) {
    framesAhead.add(List.copyOf(following));
  }

  @Override
  public boolean frame(LinkId from, ByteString frame) {
    notifications.add("frame");
    frames.add(ByteString.copyFrom(frame.asReadOnlyByteBuffer()));
    return !frame.equals(malformedFrame);
  }

  @Override
  public void down(LinkId lost, DownReason reason) {
    notifications.add("down " + reason.kind());
  }

  @Override
  public void dialFailed(PeerAddress dialed, String why) {
    notifications.add("failed " + why);
  }

  @Override
  public void refused(PeerAddress dialed, String why) {
    notifications.add("refused " + why);
  }

  @Override
  public void notAccepted(PeerAddress dialed, PeerId peer, String why) {
    refused(dialed, why);
  }

  @Override
  public void sameNode(PeerAddress dialed, LinkId link) {
    notifications.add("same " + dialed);
  }

  @Override
  public void selfDialed(PeerAddress dialed) {
    notifications.add("self " + dialed);
  }

  @Override
  public void room(LinkId withRoom) {
    notifications.add("room");
  }

  @Override
  public void moved(LinkId movedLink, PeerAddress now) {
    notifications.add("moved " + now);
  }

  @Override
  public void violated(LinkId violator, Misbehaviour kind) {
    notifications.add("violated " + kind);
  }

  @Override
  public boolean mayAccept(PeerId peer) {
    return mayAccept;
  }

  @Override
  public CloseReason refusal(PeerId peer) {
    return new CloseReason(CloseReason.Kind.REFUSED, "it is not wanted");
  }
}
