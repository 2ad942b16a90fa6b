package dev.gossip.udp.driver;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.node.DropReason;
import dev.gossip.core.driver.Driver;
import dev.gossip.core.engine.Node;
import dev.gossip.core.engine.NodeRuntime;
import dev.gossip.core.engine.Resolution;
import dev.gossip.core.engine.TimerQueue;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.UnsupportedAddressTypeException;
import java.security.MessageDigest;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A socket and a thread for one node. Each turn of the loop works off what other threads asked for,
 * a batch of datagrams and the timers that are due, and flushes in between: under load frames share
 * datagrams, without load they leave at once.
 */
public final class UdpDriver implements Driver {
  private static final int MAX_DATAGRAM_BYTES = 65_536;
  // A batch ends here, so that timers and published messages never wait long behind datagrams.
  private static final int MAX_BATCH = 128;
  private static final long MILLI_NANOS = 1_000_000;
  // How long a node that stops waits for the system to take its last datagrams; a guess.
  private static final long LINGER_NANOS = 1_000 * MILLI_NANOS;
  private static final String OUT_OF_MEMORY =
      "out of memory; give the JVM a larger heap, as in -Xmx512m";

  // 1.3 ms of Ed25519 checks: about what this thread takes for a batch of datagrams.
  private static final int CHECKS_PER_WORKER = 16;

  private final DatagramChannel channel;
  private final Selector selector;
  private final SelectionKey key;
  private final PeerAddress localAddress;
  private final DriverSettings settings;
  private final Reach reach;
  private final Resolver resolver;
  private final VerifyThreads workers;
  private final SocketAddresses addresses = new SocketAddresses();
  private final ByteBuffer in = ByteBuffer.allocateDirect(MAX_DATAGRAM_BYTES);
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final SendBacklog backlog;
  private final CountDownLatch terminated = new CountDownLatch(1);
  private volatile @Nullable Thread thread;
  private volatile boolean sleeping;
  private volatile boolean finished;
  private @Nullable Node node;
  private long nowNanos = System.nanoTime();

  /** Binds; see {@link Driver.Factory}. */
  public static UdpDriver open(PeerAddress listen, DriverSettings settings) throws IOException {
    InetAddress host = ListenAddress.hostOf(listen);
    DatagramChannel channel = DatagramChannel.open();
    try {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.SO_RCVBUF, settings.receiveBufferBytes());
      channel.bind(new InetSocketAddress(host, listen.port()));
      return new UdpDriver(channel, host, listen.host(), settings);
    } catch (SocketException | UnsupportedAddressTypeException e) {
      channel.close();
      throw new IOException(ListenAddress.whyNotBound(listen, host, e), e);
    }
  }

  private UdpDriver(DatagramChannel channel, InetAddress host, String name, DriverSettings settings)
      throws IOException {
    this.channel = channel;
    this.settings = settings;
    InetSocketAddress bound = (InetSocketAddress) channel.getLocalAddress();
    localAddress = new PeerAddress(name, bound.getPort());
    reach = new Reach(host);
    resolver = new Resolver(InetAddress::getAllByName, reach, "gossip-names-" + localAddress);
    workers = new VerifyThreads(settings.verifyThreads(), "gossip-verify-" + localAddress);
    backlog = new SendBacklog(settings.sendBacklog(), channel::send, this::drop, this::refused);
    selector = Selector.open();
    key = channel.register(selector, SelectionKey.OP_READ);
  }

  @Override
  public PeerAddress localAddress() {
    return localAddress;
  }

  @Override
  public long nowNanos() {
    return nowNanos;
  }

  @Override
  public long wallMillis() {
    return System.currentTimeMillis();
  }

  @Override
  public void resolve(PeerAddress name, Consumer<Resolution> then) {
    resolver.resolve(
        name,
        found ->
            execute(
                () -> {
                  if (node != null) {
                    node.run(() -> then.accept(found));
                  }
                }));
  }

  @Override
  public void offload(Runnable work, Runnable then) {
    Node asking = node;
    if (asking == null || !workers.areThere()) {
      work.run();
      then.run();
      return;
    }
    workers.execute(
        () -> {
          try {
            work.run();
          } finally {
            execute(() -> asking.run(then));
          }
        });
  }

  @Override
  public int maxOffloaded() {
    return CHECKS_PER_WORKER * Math.max(1, settings.verifyThreads());
  }

  @Override
  public MessageDigest sha256() {
    return NodeRuntime.newSha256();
  }

  @Override
  public boolean isObserver(PeerAddress address) {
    return false;
  }

  @Override
  public void turn(Node turned) {
    node = turned;
    Thread started = new Thread(() -> loop(turned), "gossip-" + localAddress);
    thread = started;
    started.start();
  }

  @Override
  public boolean execute(Runnable task) {
    if (finished) {
      return false;
    }
    tasks.add(task);
    if (finished && tasks.remove(task)) {
      return false;
    }
    if (sleeping) {
      selector.wakeup();
    }
    return true;
  }

  @Override
  public boolean isNodeThread() {
    return Thread.currentThread() == thread;
  }

  @Override
  public void awaitTermination() throws InterruptedException {
    terminated.await();
    Thread turning = thread;
    if (turning != null) {
      turning.join();
    }
  }

  @Override
  public void discard() {
    release();
  }

  @Override
  public void transmit(PeerAddress to, ByteBuffer datagram) {
    try {
      backlog.send(addresses.socket(to), datagram);
    } catch (UnknownHostException e) {
      drop(DropReason.SEND_FAILED, 1);
    }
  }

  @Override
  public boolean canTransmit() {
    return backlog.isEmpty();
  }

  private void drop(DropReason reason, int count) {
    if (node != null && count > 0) {
      node.drop(reason, count);
    }
  }

  private void refused(InetSocketAddress to, Exception refusal) {
    if (node != null) {
      node.sendFailed(addresses.peer(to), reach.whyRefused(to.getAddress(), refusal));
    }
  }

  // ---- the loop ------------------------------------------------------------------------------

  private void loop(Node turned) {
    try {
      warnIfBufferIsSmall(turned);
      boolean more = false;
      while (!turned.isStopped()) {
        if (!more) {
          sleep(turned);
        }
        nowNanos = System.nanoTime();
        backlog.drain();
        // Before the tasks, one of which may close the node: what has arrived is not lost.
        more = receive(turned);
        runTasks();
        // Before the timers, one of which may end a link: what was published has left by then.
        turned.flush();
        turned.runTimers();
        turned.flush();
      }
    } catch (IOException e) {
      turned.fail("the socket failed: " + e.getMessage());
    } catch (OutOfMemoryError e) {
      // A constant: there may be no memory for another text.
      turned.fail(OUT_OF_MEMORY);
      throw e;
    } catch (Throwable e) {
      turned.fail("the node's own loop failed: " + e);
      throw e;
    } finally {
      finish();
    }
  }

  /** Until a datagram comes, a timer is due, or another thread asks for something. */
  private void sleep(Node turned) throws IOException {
    long deadlineNanos = turned.nextDeadlineNanos();
    // Rounded up: waking early would only spin until the timer is due.
    long millis =
        deadlineNanos == TimerQueue.NONE
            ? 0
            : (deadlineNanos - System.nanoTime() + MILLI_NANOS - 1) / MILLI_NANOS;
    if (millis < 0 || (millis == 0 && deadlineNanos != TimerQueue.NONE)) {
      return;
    }
    key.interestOps(
        backlog.isEmpty() ? SelectionKey.OP_READ : SelectionKey.OP_READ | SelectionKey.OP_WRITE);
    sleeping = true;
    try {
      if (tasks.isEmpty()) {
        selector.select(selected -> {}, millis);
      }
    } finally {
      sleeping = false;
    }
  }

  private void runTasks() {
    // Only those that wait now: a task that asks for another must not keep the socket waiting.
    int waiting = tasks.size();
    for (int i = 0; i < waiting; i++) {
      Runnable task = tasks.poll();
      if (task != null) {
        task.run();
      }
    }
  }

  /** Works off a batch; answers whether there may be more. */
  private boolean receive(Node turned) throws IOException {
    for (int i = 0; i < MAX_BATCH && !turned.isStopped(); i++) {
      in.clear();
      InetSocketAddress from = (InetSocketAddress) channel.receive(in);
      if (from == null) {
        return false;
      }
      turned.onDatagram(addresses.peer(from), in.flip());
    }
    return true;
  }

  private void warnIfBufferIsSmall(Node turned) throws IOException {
    int granted = channel.getOption(StandardSocketOptions.SO_RCVBUF);
    int wanted = settings.receiveBufferBytes();
    if (granted < wanted) {
      turned.warn(
          "the system grants a receive buffer of "
              + granted
              + " bytes instead of "
              + wanted
              + ", so bursts may be lost",
          "on Linux: sysctl -w net.core.rmem_max=" + wanted);
    }
  }

  private void finish() {
    finished = true;
    try {
      for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
        task.run();
      }
      sendRest();
    } catch (IOException e) {
      drop(DropReason.CLOSE_FAILED, 1);
    } finally {
      backlog.abandon();
      release();
    }
  }

  /** Sends what the system did not take yet, as long as that may last. */
  private void sendRest() throws IOException {
    long endNanos = System.nanoTime() + LINGER_NANOS;
    key.interestOps(SelectionKey.OP_WRITE);
    backlog.drain();
    while (!backlog.isEmpty()) {
      long millis = (endNanos - System.nanoTime()) / MILLI_NANOS;
      if (millis <= 0 || Thread.currentThread().isInterrupted()) {
        return;
      }
      selector.select(selected -> {}, millis);
      backlog.drain();
    }
  }

  private void release() {
    finished = true;
    resolver.close();
    workers.close();
    try {
      selector.close();
      channel.close();
    } catch (IOException e) {
      // Closing is all that is left to do; there is nobody to tell and nothing to mend.
      drop(DropReason.CLOSE_FAILED, 1);
    } finally {
      terminated.countDown();
    }
  }
}
