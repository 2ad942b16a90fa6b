package dev.gossip.core.engine.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.discovery.AddressSource;
import dev.gossip.api.discovery.DialOutcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KnownAddressesTest {
  private static final List<AddressSource> SOURCES =
      List.copyOf(EnumSet.allOf(AddressSource.class));

  private static final int CAPACITY = 4;

  private final KnownAddresses book = new KnownAddresses(CAPACITY);

  private static PeerAddress address(int number) {
    return new PeerAddress("10.0.0." + number, 5000);
  }

  private static List<PeerAddress> addresses(int... numbers) {
    List<PeerAddress> addresses = new ArrayList<>();
    for (int number : numbers) {
      addresses.add(address(number));
    }
    return addresses;
  }

  private void propose(AddressSource source, int... numbers) {
    for (PeerAddress address : addresses(numbers)) {
      boolean unused = book.propose(address, source);
    }
  }

  private void outcome(int number, DialOutcome.Kind kind) {
    book.onOutcome(address(number), DialOutcome.of(kind, ""));
  }

  @Test
  void addressesThatWereProposedOrReachedLatestComeFirst() {
    propose(AddressSource.NODE, 1, 2, 3);
    assertThat(book.latest(10)).isEqualTo(addresses(3, 2, 1));

    propose(AddressSource.NODE, 2);
    outcome(1, DialOutcome.Kind.REACHED);
    outcome(3, DialOutcome.Kind.UNREACHABLE);
    assertThat(book.latest(10)).isEqualTo(addresses(1, 2, 3));
    assertThat(book.latest(2)).isEqualTo(addresses(1, 2));
    assertThat(book.latest(0)).isEmpty();
    assertThat(book.latest(-1)).isEmpty();
  }

  @Test
  void addressKeepsItsBestSourceAndItsLatestOutcome() {
    propose(AddressSource.NODE, 1);
    assertThat(book.lastOutcome(address(1))).isEmpty();
    propose(AddressSource.SERVICE, 1);
    outcome(1, DialOutcome.Kind.REFUSED);
    propose(AddressSource.NODE, 1);

    assertThat(book.source(address(1))).contains(AddressSource.SERVICE);
    assertThat(book.lastOutcome(address(1))).contains(DialOutcome.Kind.REFUSED);
    assertThat(book.size()).isEqualTo(1);
  }

  @Test
  void outcomeAtAnUnknownAddressIsNotRemembered() {
    outcome(1, DialOutcome.Kind.REACHED);

    assertThat(book.size()).isZero();
    assertThat(book.source(address(1))).isEmpty();
    assertThat(book.lastOutcome(address(1))).isEmpty();
  }

  @Test
  void fullBookEvictsTheOldestOfTheLeastTrustworthySource() {
    propose(AddressSource.NODE, 1);
    propose(AddressSource.SERVICE, 2);
    propose(AddressSource.NODE, 3);
    propose(AddressSource.CONFIGURED, 4);
    propose(AddressSource.NODE, 5);
    assertThat(book.latest(10)).isEqualTo(addresses(5, 4, 3, 2));

    propose(AddressSource.SERVICE, 6);
    assertThat(book.latest(10)).isEqualTo(addresses(6, 5, 4, 2));
  }

  @Test
  void addressesFromNodesNeverEvictBetterOnes() {
    propose(AddressSource.SERVICE, 1, 2);
    propose(AddressSource.CONFIGURED, 3, 4);
    propose(AddressSource.NODE, 5);
    assertThat(book.latest(10)).isEqualTo(addresses(4, 3, 2, 1));

    propose(AddressSource.CONFIGURED, 6);
    assertThat(book.latest(10)).isEqualTo(addresses(6, 4, 3, 2));
  }

  @Test
  void snapshotDoesNotChange() {
    propose(AddressSource.NODE, 1);
    List<PeerAddress> before = book.latest(10);
    propose(AddressSource.NODE, 2);

    assertThat(before).isEqualTo(addresses(1));
  }

  private record Known(
      PeerAddress address, AddressSource source, DialOutcome.@Nullable Kind outcome) {}

  /** The book as a list, the address that was proposed or reached longest ago first. */
  private static final class Model {
    private final List<Known> known = new ArrayList<>();

    private @Nullable Known remove(PeerAddress address) {
      for (Known one : known) {
        if (one.address.equals(address)) {
          known.remove(one);
          return one;
        }
      }
      return null;
    }

    boolean propose(PeerAddress address, AddressSource source) {
      Known old = remove(address);
      boolean isFull = old == null && known.size() == CAPACITY;
      if (isFull) {
        AddressSource worst = known.stream().map(Known::source).max(Enum::compareTo).orElseThrow();
        if (worst.compareTo(source) < 0) {
          return false;
        }
        remove(known.stream().filter(one -> one.source == worst).findFirst().orElseThrow().address);
      }
      AddressSource best = old != null && old.source.compareTo(source) < 0 ? old.source : source;
      known.add(new Known(address, best, old == null ? null : old.outcome));
      return !isFull;
    }

    void outcome(PeerAddress address, DialOutcome.Kind kind) {
      for (Known one : List.copyOf(known)) {
        if (one.address.equals(address)) {
          Known now = new Known(address, one.source, kind);
          if (kind == DialOutcome.Kind.REACHED) {
            known.remove(one);
            known.add(now);
          } else {
            known.set(known.indexOf(one), now);
          }
        }
      }
    }
  }

  @Test
  void bookBehavesLikeASimpleList() {
    long seed = ThreadLocalRandom.current().nextLong();
    SplittableRandom random = new SplittableRandom(seed);
    Model model = new Model();
    for (int step = 0; step < 20_000; step++) {
      PeerAddress address = address(1 + random.nextInt(8));
      if (random.nextInt(3) > 0) {
        AddressSource source = SOURCES.get(random.nextInt(SOURCES.size()));
        assertThat(book.propose(address, source))
            .as("seed %d, step %d: nothing was left out", seed, step)
            .isEqualTo(model.propose(address, source));
      } else {
        DialOutcome.Kind[] kinds = DialOutcome.Kind.values();
        DialOutcome.Kind kind = kinds[random.nextInt(kinds.length)];
        book.onOutcome(address, DialOutcome.of(kind, ""));
        model.outcome(address, kind);
      }
      List<PeerAddress> latest = new ArrayList<>();
      for (Known one : model.known) {
        latest.add(one.address);
        assertThat(book.source(one.address)).as("seed %d", seed).contains(one.source);
        assertThat(book.lastOutcome(one.address))
            .as("seed %d", seed)
            .isEqualTo(Optional.ofNullable(one.outcome));
      }
      Collections.reverse(latest);
      assertThat(book.latest(100)).as("seed %d, step %d", seed, step).isEqualTo(latest);
      assertThat(book.size()).as("seed %d", seed).isEqualTo(latest.size());
    }
  }
}
