package dev.gossip.udp.driver;

import dev.gossip.api.PeerAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Looks names up beside the node's thread, since that can take seconds. */
final class Resolver {
  // A name that takes long must not hold up all others.
  private static final int THREADS = 4;

  private final ThreadPoolExecutor executor;

  Resolver(String threadName) {
    executor =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, threadName);
              thread.setDaemon(true);
              return thread;
            });
    executor.allowCoreThreadTimeOut(true);
  }

  /**
   * @param then called on this resolver's thread
   */
  void resolve(PeerAddress name, Consumer<Optional<PeerAddress>> then) {
    executor.execute(() -> then.accept(lookUp(name)));
  }

  void close() {
    executor.shutdownNow();
  }

  private static Optional<PeerAddress> lookUp(PeerAddress name) {
    try {
      return Optional.of(AddressBook.of(InetAddress.getByName(name.host()), name.port()));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }
}
