package dev.gossip.discovery.file;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.discovery.AddressSource;
import dev.gossip.api.discovery.DiscoveryContext;
import dev.gossip.api.discovery.PeerDiscovery;
import dev.gossip.discovery.timing.Jitter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Proposes the addresses of a file when it changes, and again from time to time. */
final class FileDiscovery implements PeerDiscovery {
  /**
   * How often what did not change is looked up and proposed again: names may lead to other
   * addresses by then, and the address book forgets addresses that do not answer. A guess.
   */
  private static final long RENEWAL_NANOS = 60_000_000_000L;

  /** How many names are looked up at once; a guess. */
  private static final int MAX_LOOK_UPS = 8;

  /** How many addresses of one name are used; a guess. */
  private static final int MAX_ADDRESSES = 16;

  private static final String SETTING = "gossip.discovery.file.path";

  private final DiscoveryContext context;
  private final String path;
  private final Supplier<AddressList> file;
  private final Duration refresh;
  private final Queue<PeerAddress> waiting = new ArrayDeque<>();

  /** Names without an address, of which the user knows since the file changed. */
  private final Set<PeerAddress> reported = new TreeSet<>();

  private @Nullable AddressList latest;
  private List<PeerAddress> known = List.of();
  private long proposedNanos;
  private int lookUps;

  /**
   * @param path what the file is called in warnings; empty if there is none
   * @param file reads the file, on any thread
   */
  FileDiscovery(
      DiscoveryContext context, String path, Supplier<AddressList> file, Duration refresh) {
    this.context = context;
    this.path = path;
    this.file = file;
    this.refresh = refresh;
  }

  @Override
  public void start() {
    if (path.isEmpty()) {
      context.warn(
          "discovery.file has no file to read",
          "set " + SETTING + ", or leave file out of gossip.discovery.use");
      return;
    }
    read();
  }

  private void read() {
    context.offload(file, this::onRead);
  }

  private void onRead(AddressList now) {
    boolean isChanged = !now.equals(latest);
    latest = now;
    if (isChanged) {
      warnOf(now);
      reported.clear();
      if (now.problem().isEmpty()) {
        known = now.addresses();
      }
    }
    if (isChanged || context.nowNanos() - proposedNanos >= RENEWAL_NANOS) {
      proposedNanos = context.nowNanos();
      propose();
    }
    context.schedule(Jitter.near(refresh, context.random()), "read the file", this::read);
  }

  private void warnOf(AddressList now) {
    if (!now.problem().isEmpty()) {
      context.warn(
          "discovery.file cannot use " + path + ": " + now.problem(),
          "check " + SETTING + "; the file is read again, and what it said before stays in use");
    }
    if (now.problem().isEmpty() && now.addresses().isEmpty() && now.badCount() == 0) {
      context.warn(
          "discovery.file: " + path + " has no address",
          "write one host:port a line; the file is read again");
    }
    for (String line : now.badLines()) {
      context.warn("discovery.file: " + path + ", " + line, "the other lines are used");
    }
    int more = now.badCount() - now.badLines().size();
    if (more > 0) {
      context.warn(
          "discovery.file: " + path + " has " + more + " more lines that are not used",
          "correct the first ones; the other lines are used");
    }
  }

  private void propose() {
    waiting.clear();
    for (PeerAddress address : known) {
      if (address.isIp()) {
        context.propose(address, AddressSource.CONFIGURED);
      } else {
        waiting.add(address);
      }
    }
    lookUpSome();
  }

  /** A few at a time: a name server that does not answer must not fill the node's queues. */
  private void lookUpSome() {
    while (lookUps < MAX_LOOK_UPS && !waiting.isEmpty()) {
      lookUps++;
      PeerAddress name = waiting.remove();
      context.resolve(name, found -> onAddresses(name, found));
    }
  }

  private void onAddresses(PeerAddress name, List<PeerAddress> found) {
    lookUps--;
    List<PeerAddress> addresses =
        found.stream().filter(PeerAddress::isIp).limit(MAX_ADDRESSES).toList();
    addresses.forEach(address -> context.propose(address, AddressSource.CONFIGURED));
    if (addresses.isEmpty()
        && known.contains(name)
        && reported.size() < AddressList.MAX_SHOWN
        && reported.add(name)) {
      context.warn(
          "discovery.file: " + name + " of " + path + " has no address",
          "check the name and the name servers; the name is looked up again");
    }
    lookUpSome();
  }
}
