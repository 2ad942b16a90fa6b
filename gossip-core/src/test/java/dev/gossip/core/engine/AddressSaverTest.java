package dev.gossip.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.discovery.AddressBook;
import dev.gossip.api.discovery.AddressBook.Draw;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.core.engine.addresses.AddressStore;
import dev.gossip.core.engine.addresses.SavedAddresses;
import dev.gossip.core.engine.network.MemoryNetwork;
import dev.gossip.core.engine.network.MemoryNode;
import dev.gossip.core.engine.network.ScriptedMembership;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AddressSaverTest {
  private static final Duration A_MINUTE = Duration.ofMinutes(1);
  private static final Duration A_WHILE = Duration.ofSeconds(1);

  private final MemoryNetwork network = new MemoryNetwork(18);
  private final Recorded store = new Recorded();

  /** Keeps every book that was saved. */
  private static final class Recorded implements AddressStore {
    final List<SavedAddresses> saved = new ArrayList<>();
    @Nullable String failure;
    boolean lacksMemory;

    @Override
    public SavedAddresses load() {
      return saved.isEmpty() ? SavedAddresses.NONE : saved.get(saved.size() - 1);
    }

    @Override
    public void save(SavedAddresses addresses) throws IOException {
      if (lacksMemory) {
        throw new OutOfMemoryError("as when the heap is full");
      }
      if (failure != null) {
        throw new IOException(failure);
      }
      saved.add(addresses);
    }

    private List<PeerAddress> latest() {
      return load().addresses().stream().map(entry -> entry.known().address()).toList();
    }
  }

  private MemoryNode start(int... peers) {
    network.addressStores.put(1, store);
    MemoryNode node = network.start(1, peers);
    network.addressStores.clear();
    return node;
  }

  @Test
  void changedBookIsSavedEachMinute() {
    start(2);
    network.runFor(A_MINUTE.plus(A_WHILE));
    assertThat(store.saved).as("there is nothing to save").isEmpty();
    MemoryNode two = network.start(2);
    network.runFor(A_MINUTE);
    assertThat(store.saved).hasSize(1);
    assertThat(store.latest()).containsExactly(two.address);
    assertThat(store.load().anchors()).containsExactly(two.address);

    network.runFor(A_MINUTE.multipliedBy(10));
    assertThat(store.saved).as("nothing has changed").hasSize(1);
    two.node.close();
    network.runFor(A_MINUTE);
    assertThat(store.saved).hasSize(2);
  }

  @Test
  void nodeThatStopsSavesItsBookWithItsLinksAsAnchors() {
    MemoryNode one = start(2);
    MemoryNode two = network.start(2);
    network.runFor(A_WHILE);
    one.node.close();

    assertThat(store.latest()).containsExactly(two.address);
    assertThat(store.load().anchors()).containsExactly(two.address);
  }

  @Test
  void restartedNodeKnowsItsAddressesAndAnchors() {
    MemoryNode one = start(2);
    MemoryNode two = network.start(2);
    network.runFor(A_WHILE);
    one.node.close();
    network.kill(1);
    ScriptedMembership membership = new ScriptedMembership();
    network.addressStores.put(1, store);
    network.start(1, Map.of(), List.of(membership.plugin()));
    AddressBook book = membership.context().addresses();

    assertThat(book.anchors()).containsExactly(two.address);
    assertThat(book.find(two.address))
        .hasValueSatisfying(
            known -> {
              assertThat(known.isTried()).isTrue();
              assertThat(known.id()).contains(two.id());
              assertThat(known.lastOutcome()).isEmpty();
            });
    assertThat(book.draw(Draw.ANY)).contains(two.address);
  }

  @Test
  void failureIsReportedOnceWithItsRemedy() {
    MemoryNode one = start(2);
    network.start(2);
    store.failure = "disk full";
    network.runFor(A_MINUTE.multipliedBy(5));
    assertThat(one.eventsOf(NodeEvent.Warning.class))
        .filteredOn(warning -> warning.what().contains("address book"))
        .containsExactly(
            new NodeEvent.Warning(
                "the address book cannot be saved: disk full",
                "correct that, or the node has to find other nodes again at its next start"));

    store.failure = null;
    network.runFor(A_MINUTE);
    assertThat(store.saved).hasSize(1);
    store.failure = "disk full";
    network.start(3, 1);
    network.runFor(A_MINUTE);
    assertThat(one.eventsOf(NodeEvent.Warning.class))
        .filteredOn(warning -> warning.what().contains("address book"))
        .as("it had worked meanwhile")
        .hasSize(2);
  }

  @Test
  void bookThatWaitsToBeSavedDoesNotReplaceTheLastOne() {
    MemoryNode one = start(2);
    network.start(2);
    one.deferOffloaded = true;
    network.runFor(A_MINUTE.plus(A_WHILE));
    MemoryNode three = network.start(3, 1);
    network.runFor(A_WHILE);
    one.node.close();
    assertThat(store.saved).hasSize(1);
    assertThat(store.latest()).contains(three.address);
    one.runDeferred();

    assertThat(store.saved).hasSize(1);
  }

  @Test
  void bookThatFoundNoMemoryIsSavedTheNextMinute() {
    MemoryNode one = start(2);
    network.start(2);
    one.deferOffloaded = true;
    store.lacksMemory = true;
    network.runFor(A_MINUTE.plus(A_WHILE));
    assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(one::runDeferred);
    assertThat(store.saved).isEmpty();

    store.lacksMemory = false;
    network.runFor(A_MINUTE);
    one.runDeferred();
    assertThat(store.saved).hasSize(1);
  }

  @Test
  void nodeWithoutAStoreSavesNothing() {
    MemoryNode one = network.start(1, 2);
    network.start(2);
    network.runFor(A_MINUTE.multipliedBy(2));
    one.node.close();

    assertThat(store.saved).isEmpty();
  }
}
