package dev.gossip.udp.driver;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.transport.KeyLog;
import dev.gossip.core.driver.Driver;
import dev.gossip.core.engine.Node;
import dev.gossip.core.engine.runtime.IpPackets;
import dev.gossip.core.engine.runtime.NodeRuntime;
import dev.gossip.core.engine.runtime.Resolution;
import dev.gossip.core.engine.services.TimerQueue;
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
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A socket and a thread for one node. Each iteration of the loop processes a batch of datagrams,
 * the tasks of other threads and the timers that are due, and flushes in between. Under load,
 * frames share datagrams; without load they are sent at once.
 */
public final class UdpDriver implements Driver {
  private static final int MAX_DATAGRAM_BYTES = 65_536;
  // Bounds the time that timers and published messages wait behind received datagrams.
  private static final int MAX_BATCH = 128;
  private static final long MILLI_NANOS = 1_000_000;
  // How long a stopping node waits for the socket to accept its last datagrams; a guess.
  private static final long LINGER_NANOS = 1_000 * MILLI_NANOS;
  private static final String OUT_OF_MEMORY =
      "out of memory; give the JVM a larger heap, as in -Xmx512m";

  // 1.3 ms of Ed25519 verifications: about the time of this thread for a batch of datagrams.
  private static final int VERIFICATIONS_PER_THREAD = 16;

  private final DatagramChannel channel;
  private final Selector selector;
  private final SelectionKey key;
  private final PeerAddress localAddress;
  private final DriverSettings settings;
  private final ReachableAddresses reachable;
  private final Resolver resolver;
  private final VerifyThreads verifyThreads;
  private final SocketAddresses addresses = new SocketAddresses();
  // In the heap, since frames are read in place, byte by byte.
  private final ByteBuffer receiveBuffer = ByteBuffer.allocate(MAX_DATAGRAM_BYTES);
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final InterfaceMtus interfaceMtus = new InterfaceMtus();
  private final DontFragment sender;
  private final SendBacklog backlog;
  private final CountDownLatch terminated = new CountDownLatch(1);
  private volatile @Nullable Thread thread;
  private volatile boolean sleeping;
  private volatile boolean finished;
  private @Nullable Node node;
  // Both are read once for each batch.
  private long nowNanos = System.nanoTime();
  private long nowMillis = System.currentTimeMillis();

  /** Binds a socket; see {@link Driver.Factory}. */
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
    } catch (IOException | RuntimeException | Error e) {
      channel.close();
      throw e;
    }
  }

  private UdpDriver(DatagramChannel channel, InetAddress host, String name, DriverSettings settings)
      throws IOException {
    this.channel = channel;
    this.settings = settings;
    InetSocketAddress bound = (InetSocketAddress) channel.getLocalAddress();
    localAddress = new PeerAddress(name, bound.getPort());
    reachable = new ReachableAddresses(host);
    resolver = new Resolver(InetAddress::getAllByName, reachable, "gossip-names-" + localAddress);
    verifyThreads = new VerifyThreads(settings.verifyThreads(), "gossip-verify-" + localAddress);
    sender = DontFragment.on(channel);
    backlog = new SendBacklog(settings.sendBacklog(), sender, this::drop, this::sendFailed);
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
    return isNodeThread() ? nowMillis : System.currentTimeMillis();
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
    Node current = node;
    if (current == null || !verifyThreads.isEnabled()) {
      work.run();
      then.run();
      return;
    }
    verifyThreads.execute(
        () -> {
          try {
            work.run();
          } finally {
            execute(() -> current.run(then));
          }
        });
  }

  @Override
  public int maxOffloaded() {
    return VERIFICATIONS_PER_THREAD * Math.max(1, settings.verifyThreads());
  }

  @Override
  public Optional<KeyLog> keyLog() {
    return Optional.empty();
  }

  @Override
  public MessageDigest sha256() {
    return NodeRuntime.newSha256();
  }

  @Override
  public void run(Node runningNode) {
    node = runningNode;
    Thread started = new Thread(() -> loop(runningNode), "gossip-" + localAddress);
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
    Thread nodeThread = thread;
    if (nodeThread != null) {
      nodeThread.join();
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

  @Override
  public int maxDatagramBytes(PeerAddress to) {
    try {
      return interfaceMtus.maxDatagramBytes(to, addresses.socket(to).getAddress(), nowNanos);
    } catch (UnknownHostException e) {
      return IpPackets.payloadBytes(to, IpPackets.DEFAULT_MTU);
    }
  }

  @Override
  public boolean forbidsFragmentation() {
    return sender.isEnabled();
  }

  private void drop(DropReason reason, int count) {
    if (node != null && count > 0) {
      node.drop(reason, count);
    }
  }

  private void sendFailed(InetSocketAddress to, Exception error) {
    if (node != null) {
      node.sendFailed(addresses.peer(to), reachable.whyRefused(to.getAddress(), error));
    }
  }

  // ---- the loop ------------------------------------------------------------------------------

  private void loop(Node runningNode) {
    try {
      warnIfBufferIsSmall(runningNode);
      boolean more = false;
      while (!runningNode.isStopped()) {
        if (!more) {
          sleep(runningNode);
        }
        nowNanos = System.nanoTime();
        nowMillis = System.currentTimeMillis();
        backlog.drain();
        // Before the tasks, because one of them may close the node: nothing received is lost.
        more = receive(runningNode);
        runTasks();
        // Before the timers, because one of them may end a link: published messages are sent first.
        runningNode.flush();
        runningNode.runTimers();
        runningNode.flush();
      }
    } catch (IOException e) {
      runningNode.fail("the socket failed: " + e.getMessage());
    } catch (OutOfMemoryError e) {
      // A constant, because there may be no memory to build a message.
      runningNode.fail(OUT_OF_MEMORY);
      throw e;
    } catch (Throwable e) {
      runningNode.fail("the node's own loop failed: " + e);
      throw e;
    } finally {
      finish();
    }
  }

  /** Waits until a datagram arrives, a timer is due or another thread adds a task. */
  private void sleep(Node runningNode) throws IOException {
    long deadlineNanos = runningNode.nextDeadlineNanos();
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
    // Only tasks queued so far: tasks that add further tasks must not starve the socket.
    int waiting = tasks.size();
    for (int i = 0; i < waiting; i++) {
      Runnable task = tasks.poll();
      if (task != null) {
        task.run();
      }
    }
  }

  /** Processes a batch of datagrams; returns whether there may be more. */
  private boolean receive(Node runningNode) throws IOException {
    for (int i = 0; i < MAX_BATCH && !runningNode.isStopped(); i++) {
      receiveBuffer.clear();
      InetSocketAddress from = (InetSocketAddress) channel.receive(receiveBuffer);
      if (from == null) {
        return false;
      }
      runningNode.onDatagram(addresses.peer(from), receiveBuffer.flip());
    }
    return true;
  }

  private void warnIfBufferIsSmall(Node runningNode) throws IOException {
    int granted = channel.getOption(StandardSocketOptions.SO_RCVBUF);
    int wanted = settings.receiveBufferBytes();
    if (granted < wanted) {
      runningNode.warn(
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
        runLast(task);
      }
      drainBacklog();
    } catch (IOException e) {
      drop(DropReason.CLOSE_FAILED, 1);
    } finally {
      backlog.abandon();
      release();
    }
  }

  /** Runs a task although one before it may have failed: its thread waits for the result. */
  private static void runLast(Runnable task) {
    try {
      task.run();
    } catch (Throwable e) {
      Thread current = Thread.currentThread();
      current.getUncaughtExceptionHandler().uncaughtException(current, e);
    }
  }

  /** Sends the backlog, waiting for the socket for at most {@link #LINGER_NANOS}. */
  private void drainBacklog() throws IOException {
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
    verifyThreads.close();
    try {
      selector.close();
      channel.close();
    } catch (IOException e) {
      // The node has stopped; the error can only be counted.
      drop(DropReason.CLOSE_FAILED, 1);
    } finally {
      terminated.countDown();
    }
  }
}
