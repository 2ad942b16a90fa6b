package dev.gossip.udp.driver;

import dev.gossip.api.PeerAddress;
import dev.gossip.core.engine.runtime.Resolution;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Resolves names off the node's thread, because a lookup can take seconds. Concurrent requests for
 * one name share a lookup.
 */
final class Resolver {
  // Maximum number of concurrent lookups; slow failures beyond it delay others. A guess: an idle
  // thread costs little and ends soon.
  static final int THREADS = 16;
  private static final int IDLE_SECONDS = 1;

  // A guess: enough for the nodes behind a headless service, and still little memory.
  private static final int MAX_ADDRESSES = 256;

  /** Resolves a host to its addresses, like {@link InetAddress#getAllByName}. */
  @FunctionalInterface
  interface Lookup {
    InetAddress[] addresses(String host) throws UnknownHostException;
  }

  /** Result of a lookup: addresses, or the reason why there are none. */
  private record Answer(List<InetAddress> addresses, String failureReason) {}

  private final Lookup lookup;
  private final ReachableAddresses reachable;
  private final ThreadPoolExecutor executor;
  private final Map<String, List<Consumer<Answer>>> waitingByHost = new HashMap<>();

  /**
   * @param reachable limits the answers to addresses that the socket can send to
   */
  Resolver(Lookup lookup, ReachableAddresses reachable, String threadName) {
    this.lookup = lookup;
    this.reachable = reachable;
    executor =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
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
   * Resolves a name or a literal address.
   *
   * @param then called on a thread of this resolver, or on the calling thread for a literal address
   */
  void resolve(PeerAddress name, Consumer<Resolution> then) {
    Consumer<Answer> callback = answer -> then.accept(resolution(answer, name.port()));
    if (name.isIpv6() || name.isIp()) {
      callback.accept(answer(name.host()));
    } else if (joinLookup(name.host(), callback)) {
      executor.execute(() -> answerAll(name.host()));
    }
  }

  void close() {
    executor.shutdownNow();
  }

  /** Adds a callback for a host; returns true if the caller has to start the lookup. */
  private synchronized boolean joinLookup(String host, Consumer<Answer> then) {
    List<Consumer<Answer>> waiting = waitingByHost.get(host);
    boolean first = waiting == null;
    if (waiting == null) {
      waiting = new ArrayList<>();
      waitingByHost.put(host, waiting);
    }
    waiting.add(then);
    return first;
  }

  private void answerAll(String host) {
    Answer answer = new Answer(List.of(), failureReason(host, "the lookup failed unexpectedly"));
    try {
      answer = answer(host);
    } finally {
      // Also after an Error: an unanswered lookup would block all later ones for this name.
      answerWaiting(host, answer);
    }
  }

  private void answerWaiting(String host, Answer answer) {
    List<Consumer<Answer>> waiting;
    synchronized (this) {
      waiting = waitingByHost.remove(host);
    }
    if (waiting != null) {
      waiting.forEach(then -> then.accept(answer));
    }
  }

  private Answer answer(String host) {
    try {
      return new Answer(List.of(lookup.addresses(Hosts.forLookup(host))), "");
    } catch (UnknownHostException e) {
      return new Answer(List.of(), failureReason(host, String.valueOf(e.getMessage())));
    } catch (RuntimeException e) {
      // For example from a security manager. The callers must get an answer in any case.
      return new Answer(List.of(), failureReason(host, e.toString()));
    }
  }

  private static String failureReason(String host, String message) {
    if (host.indexOf('%') >= 0) {
      return message;
    }
    // The system's detail follows the name; it says whether the name server answered.
    String prefix = host + ": ";
    String detail =
        message.startsWith(prefix) ? " (" + message.substring(prefix.length()) + ")" : "";
    return "no address is known for the name '" + host + "'" + detail;
  }

  private Resolution resolution(Answer answer, int port) {
    List<PeerAddress> found = new ArrayList<>();
    String failureReason = answer.failureReason();
    for (InetAddress address : answer.addresses()) {
      if (!reachable.hasFamilyOf(address)) {
        failureReason = reachable.whyOtherFamily(address);
      } else if (found.size() < MAX_ADDRESSES) {
        found.add(SocketAddresses.of(address, port));
      }
    }
    return found.isEmpty() ? Resolution.none(failureReason) : Resolution.of(found);
  }
}
