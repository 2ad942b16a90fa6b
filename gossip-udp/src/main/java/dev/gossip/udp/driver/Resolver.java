package dev.gossip.udp.driver;

import dev.gossip.api.PeerAddress;
import dev.gossip.core.engine.Resolution;
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
 * Looks names up beside the node's thread, since that can take seconds. One lookup serves all who
 * ask for a name at a time.
 */
final class Resolver {
  // As many names may fail slowly before others have to wait. A guess: an idle thread costs little,
  // and ends.
  static final int THREADS = 16;
  private static final int IDLE_SECONDS = 1;

  // A name with more addresses is taken for one of many nodes; any of them will do.
  private static final int MAX_ADDRESSES = 16;

  /** What {@link InetAddress#getAllByName} does. */
  @FunctionalInterface
  interface Lookup {
    InetAddress[] addresses(String host) throws UnknownHostException;
  }

  /** What became of a lookup. */
  private record Answer(List<InetAddress> addresses, String whyNone) {}

  private final Lookup lookup;
  private final Reach reach;
  private final ThreadPoolExecutor executor;
  private final Map<String, List<Consumer<Answer>>> asking = new HashMap<>();

  /**
   * @param reach addresses out of its reach are left out
   */
  Resolver(Lookup lookup, Reach reach, String threadName) {
    this.lookup = lookup;
    this.reach = reach;
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
   * Finds the addresses of a name or of a literal address.
   *
   * @param then called on a thread of this resolver; for a literal address on the calling thread
   */
  void resolve(PeerAddress name, Consumer<Resolution> then) {
    Consumer<Answer> answered = answer -> then.accept(resolution(answer, name.port()));
    if (name.isIpv6() || name.isIp()) {
      answered.accept(answer(name.host()));
    } else if (isFirstToAsk(name.host(), answered)) {
      executor.execute(() -> answerAll(name.host()));
    }
  }

  void close() {
    executor.shutdownNow();
  }

  private synchronized boolean isFirstToAsk(String host, Consumer<Answer> then) {
    List<Consumer<Answer>> waiting = asking.get(host);
    boolean first = waiting == null;
    if (waiting == null) {
      waiting = new ArrayList<>();
      asking.put(host, waiting);
    }
    waiting.add(then);
    return first;
  }

  private void answerAll(String host) {
    Answer answer = new Answer(List.of(), whyNone(host, "the lookup broke off"));
    try {
      answer = answer(host);
    } finally {
      // Even if memory ran out: the name is asked for again only when this one is answered.
      answerWaiting(host, answer);
    }
  }

  private void answerWaiting(String host, Answer answer) {
    List<Consumer<Answer>> waiting;
    synchronized (this) {
      waiting = asking.remove(host);
    }
    if (waiting != null) {
      waiting.forEach(then -> then.accept(answer));
    }
  }

  private Answer answer(String host) {
    try {
      return new Answer(List.of(lookup.addresses(Hosts.forLookup(host))), "");
    } catch (UnknownHostException e) {
      return new Answer(List.of(), whyNone(host, String.valueOf(e.getMessage())));
    } catch (RuntimeException e) {
      // Such as a security manager's: those who asked have to be answered all the same.
      return new Answer(List.of(), whyNone(host, e.toString()));
    }
  }

  private static String whyNone(String host, String words) {
    if (host.indexOf('%') >= 0) {
      return words;
    }
    // The system's words follow the name: whether it is unknown or the name server is silent.
    String prefix = host + ": ";
    String detail = words.startsWith(prefix) ? " (" + words.substring(prefix.length()) + ")" : "";
    return "no address is known for the name '" + host + "'" + detail;
  }

  private Resolution resolution(Answer answer, int port) {
    List<PeerAddress> found = new ArrayList<>();
    String whyNone = answer.whyNone();
    for (InetAddress address : answer.addresses()) {
      if (!reach.hasFamilyOf(address)) {
        whyNone = reach.whyOtherFamily(address);
      } else if (found.size() < MAX_ADDRESSES) {
        found.add(SocketAddresses.of(address, port));
      }
    }
    return found.isEmpty() ? Resolution.none(whyNone) : Resolution.of(found);
  }
}
