package dev.gossip.benchmarks;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
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
import dev.gossip.core.engine.runtime.IpPackets;
import dev.gossip.core.proto.Hello;
import dev.gossip.udp.link.LinkSettings;
import dev.gossip.udp.transport.UdpTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A peer that links with a node through the real transport, and then sends arbitrary datagrams over
 * that link. It runs on its own thread; other threads set the attack.
 */
final class HostilePeer implements TransportContext, LinkEvents, AutoCloseable {
  /** Size of the IPv4 and UDP headers of a datagram. */
  static final int WIRE_OVERHEAD_BYTES = 28;

  private static final int BYTES_PER_SECOND = 2_000_000;
  private static final int HEADER_BYTES = 20;
  private static final int TYPE_AT = 3;
  private static final int PACKET_NUMBER_AT = 12;
  private static final byte DATA = 3;
  private static final byte HELLO_KIND = 1;
  private static final byte UNKNOWN_KIND = 9;
  private static final long SECOND_NANOS = 1_000_000_000;
  private static final long PAUSE_NANOS = 200_000;

  // Limits a burst, so that arriving datagrams are processed even if sending is slow.
  private static final int MAX_BURST = 100;

  // After a longer scheduling pause the thread does not catch up: a burst would fill the victim's
  // receive buffer, which is a different attack.
  private static final long MAX_BACKLOG_NANOS = 5_000_000;

  private final PeerAddress victim;
  private final DatagramChannel channel;
  private final Random random = new Random();
  private final LocalIdentity identity;
  private final UdpTransport transport;
  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(Comparator.comparingLong(Timer::dueNanos));
  private final CountDownLatch ready = new CountDownLatch(1);
  private final ByteBuffer in = ByteBuffer.allocate(65_536);
  private final Thread thread = new Thread(this::loop, "hostile");

  // The header of the last data datagram that the transport sent over the link.
  private final byte[] header = new byte[HEADER_BYTES];
  private long packetNumber;
  private @Nullable LinkId link;

  private volatile @Nullable Attack attack;
  private volatile @Nullable Hello hello;
  private final AtomicInteger linksLost = new AtomicInteger();
  private final AtomicLong sent = new AtomicLong();
  private volatile boolean stopping;

  /** Makes the datagrams of one attack. */
  interface Attack {

    /** The type of the datagrams; 3 for data. */
    byte type();

    /** The content of the next datagram after the header; may return the same array repeatedly. */
    byte[] body();
  }

  private record Timer(long dueNanos, Runnable action) {}

  HostilePeer(String victim) throws IOException {
    this.victim = PeerAddress.parse(victim);
    this.channel = DatagramChannel.open();
    channel.configureBlocking(false);
    channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    byte[] id = new byte[32];
    random.nextBytes(id);
    this.identity = LocalIdentity.claimed(new PeerId(id));
    LinkSettings settings =
        LinkSettings.of(PluginSettings.of(LinkSettings.all(), Map.of("security", "none")));
    this.transport = new UdpTransport(this, this, settings);
    thread.start();
  }

  /** Waits up to 30 s until the victim is a peer. */
  void awaitReady() throws InterruptedException {
    if (!ready.await(30, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the victim did not become a peer within 30 s");
    }
  }

  /** Starts an attack at 2 MB/s, including IP and UDP headers; null stops it. */
  void attack(@Nullable Attack next) {
    attack = next;
  }

  /** The HELLO of the victim, which is also what it accepts from its peers. */
  Hello hello() {
    Hello heard = hello;
    if (heard == null) {
      throw new IllegalStateException("no HELLO has arrived; call awaitReady first");
    }
    return heard;
  }

  /** How many datagrams the attacks have sent. */
  long sent() {
    return sent.get();
  }

  /** How often the link was lost. */
  int linksLost() {
    return linksLost.get();
  }

  @Override
  public void close() throws InterruptedException {
    stopping = true;
    thread.join();
  }

  // ---- the loop ------------------------------------------------------------------------------

  private void loop() {
    try {
      dial();
      long dueNanos = nowNanos();
      while (!stopping) {
        receive();
        for (Timer next = timers.peek(); next != null; next = timers.peek()) {
          if (next.dueNanos() - nowNanos() > 0) {
            break;
          }
          timers.remove().action().run();
        }
        transport.flush();
        Attack current = attack;
        if (current == null || link == null) {
          dueNanos = nowNanos();
        } else {
          dueNanos = send(current, dueNanos);
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
      channel.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void receive() throws IOException {
    for (InetSocketAddress from = take(); from != null; from = take()) {
      transport.onDatagram(
          new PeerAddress(from.getAddress().getHostAddress(), from.getPort()), in.flip());
    }
  }

  private @Nullable InetSocketAddress take() throws IOException {
    in.clear();
    return (InetSocketAddress) channel.receive(in);
  }

  /** Sends the datagrams that are due; returns when the next one is. */
  private long send(Attack current, long firstDueNanos) throws IOException {
    long dueNanos = Math.max(firstDueNanos, nowNanos() - MAX_BACKLOG_NANOS);
    for (int i = 0; i < MAX_BURST && dueNanos - nowNanos() <= 0; i++) {
      byte[] body = current.body();
      ByteBuffer datagram = ByteBuffer.allocate(HEADER_BYTES + body.length).put(header).put(body);
      datagram.put(TYPE_AT, current.type()).putLong(PACKET_NUMBER_AT, ++packetNumber);
      channel.send(datagram.flip(), new InetSocketAddress(victim.host(), victim.port()));
      sent.incrementAndGet();
      int bytes = HEADER_BYTES + body.length + WIRE_OVERHEAD_BYTES;
      dueNanos += SECOND_NANOS * bytes / BYTES_PER_SECOND;
    }
    return dueNanos;
  }

  // ---- link events ---------------------------------------------------------------------------

  @Override
  public void up(LinkId newLink, PeerId peer, Direction direction, PeerAddress address) {
    link = newLink;
    // The victim sends its HELLO, which is copied, once it has received something over the link.
    send(newLink, ByteString.copyFrom(new byte[] {UNKNOWN_KIND}));
  }

  /** Answers the victim's HELLO with a copy of it. */
  @Override
  public void framesAhead(LinkId link, List<ByteString> frames) {}

  @Override
  public boolean frame(LinkId from, ByteString frame) {
    if (frame.byteAt(0) != HELLO_KIND) {
      return true;
    }
    try {
      Hello theirs = Hello.parseFrom(frame.substring(1));
      hello = theirs;
      boolean isHeard = theirs.getHeardYou();
      if (!isHeard || theirs.getAnswerMe()) {
        Hello ours = theirs.toBuilder().setHeardYou(true).setAnswerMe(!isHeard).build();
        send(from, ByteString.copyFrom(new byte[] {HELLO_KIND}).concat(ours.toByteString()));
      }
      if (isHeard) {
        ready.countDown();
      }
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the HELLO of the victim cannot be parsed", e);
    }
    return true;
  }

  private void send(LinkId to, ByteString frame) {
    SendResult result = transport.send(to, frame, Priority.CONTROL);
    if (result != SendResult.QUEUED) {
      throw new IllegalStateException("a frame was not sent: " + result);
    }
  }

  private void dial() {
    transport.dial(victim, Optional.empty());
  }

  @Override
  public void down(LinkId lost, DownReason reason) {
    linksLost.incrementAndGet();
    link = null;
    dial();
  }

  @Override
  public void dialFailed(PeerAddress address, String why) {
    dial();
  }

  @Override
  public void refused(PeerAddress address, String why) {
    schedule(Duration.ofSeconds(1), "dial", this::dial);
  }

  @Override
  public void notAccepted(PeerAddress address, PeerId peer, String why) {
    refused(address, why);
  }

  @Override
  public void sameNode(PeerAddress address, LinkId shared) {}

  @Override
  public void selfDialed(PeerAddress address) {}

  @Override
  public void room(LinkId withRoom) {}

  @Override
  public void moved(LinkId movedLink, PeerAddress address) {}

  @Override
  public void violated(LinkId violator, Misbehaviour kind) {}

  @Override
  public boolean mayAccept(PeerId peer) {
    return true;
  }

  @Override
  public CloseReason refusal(PeerId peer) {
    return new CloseReason(CloseReason.Kind.REFUSED, "it is not wanted");
  }

  // ---- transport context ---------------------------------------------------------------------

  @Override
  public LocalIdentity identity() {
    return identity;
  }

  @Override
  public String network() {
    return hello().getNetwork();
  }

  @Override
  public PeerId self() {
    return identity.id();
  }

  @Override
  public RandomGenerator random() {
    return random;
  }

  @Override
  public long nowNanos() {
    return System.nanoTime();
  }

  @Override
  public TimerHandle schedule(Duration delay, String label, Runnable action) {
    Timer timer = new Timer(nowNanos() + delay.toNanos(), action);
    timers.add(timer);
    return () -> timers.remove(timer);
  }

  @Override
  public <T> void offload(Supplier<T> work, Consumer<T> then) {
    timers.add(new Timer(nowNanos(), () -> then.accept(work.get())));
  }

  @Override
  public void warn(String what, String remedy) {
    throw new IllegalStateException(what + "; " + remedy);
  }

  @Override
  public void transmit(PeerAddress to, ByteBuffer datagram) {
    if (datagram.get(TYPE_AT) == DATA) {
      datagram.get(0, header);
      packetNumber = Math.max(packetNumber, datagram.getLong(PACKET_NUMBER_AT));
    }
    try {
      channel.send(datagram, new InetSocketAddress(to.host(), to.port()));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public Optional<KeyLog> keyLog() {
    return Optional.empty();
  }

  @Override
  public void dropped(DropReason reason) {}

  @Override
  public boolean canTransmit() {
    return true;
  }

  @Override
  public int maxDatagramBytes(PeerAddress to) {
    return IpPackets.payloadBytes(to, IpPackets.DEFAULT_MTU);
  }

  @Override
  public boolean forbidsFragmentation() {
    return true;
  }

  @Override
  public void datagramsLost(int datagrams) {}
}
