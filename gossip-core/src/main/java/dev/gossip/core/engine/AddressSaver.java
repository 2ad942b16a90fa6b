package dev.gossip.core.engine;

import dev.gossip.api.TimerHandle;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.core.engine.addresses.AddressStore;
import dev.gossip.core.engine.addresses.SavedAddresses;
import dev.gossip.core.engine.services.NodeServices;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Saves the address book each minute if it has changed, and when the node stops. */
final class AddressSaver {
  // A guess. Bitcoin takes 15 min; a small book is cheap to write, and a node that crashes loses
  // less of it.
  private static final Duration INTERVAL = Duration.ofMinutes(1);
  private static final String REMEDY =
      "correct that, or the node has to find other nodes again at its next start";

  private final NodeServices services;
  private final AddressStore store;
  private final Supplier<SavedAddresses> book;
  private final Object lock = new Object();
  private SavedAddresses latest = SavedAddresses.NONE;
  private @Nullable String warned;
  // What is saved when the node stops is the last, even if another thread has not begun to save
  // what it was given before. Guarded by the lock.
  private boolean closed;
  // Of what another thread saved last; null if it worked. Guarded by the lock.
  private @Nullable String failure;

  AddressSaver(NodeServices services, AddressStore store, Supplier<SavedAddresses> book) {
    this.services = services;
    this.store = store;
    this.book = book;
  }

  /** The node starts. */
  void start() {
    if (store != AddressStore.NONE) {
      TimerHandle unused = services.schedule(INTERVAL, "save addresses", this::saveLater);
    }
  }

  private void saveLater() {
    SavedAddresses now = book.get();
    if (now.equals(latest)) {
      start();
      return;
    }
    services.offload(
        () -> saveUnlessClosed(now),
        () -> {
          String failed = latestFailure();
          if (failed == null) {
            latest = now;
          }
          warnOnce(failed);
          start();
        });
  }

  private void saveUnlessClosed(SavedAddresses now) {
    synchronized (lock) {
      failure = closed ? null : save(now);
    }
  }

  private @Nullable String latestFailure() {
    synchronized (lock) {
      return failure;
    }
  }

  /** The node stops. Called while its links are still there. */
  void close() {
    if (store == AddressStore.NONE) {
      return;
    }
    SavedAddresses now = book.get();
    String failed = null;
    synchronized (lock) {
      closed = true;
      if (!now.equals(latest)) {
        failed = save(now);
      }
    }
    warnOnce(failed);
  }

  /** Returns what is wrong; null if it was saved. */
  private @Nullable String save(SavedAddresses now) {
    try {
      store.save(now);
      return null;
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private void warnOnce(@Nullable String failed) {
    if (failed != null && !failed.equals(warned)) {
      services.emit(new NodeEvent.Warning("the address book cannot be saved: " + failed, REMEDY));
    }
    warned = failed;
  }
}
