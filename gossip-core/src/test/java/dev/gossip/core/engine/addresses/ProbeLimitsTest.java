package dev.gossip.core.engine.addresses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.discovery.AddressBook.Draw;
import dev.gossip.api.discovery.AddressGroup;
import dev.gossip.api.discovery.AddressSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ProbeLimitsTest extends BookFixture {
  private static final PeerAddress VICTIM = new PeerAddress("198.51.100.7", 80);
  private static final PeerAddress OTHER_PORT = new PeerAddress("198.51.100.7", 443);
  private static final Duration HOUR = Duration.ofHours(1);

  @Test
  void hostThatOthersNameIsDialedOnceAnHour() {
    name(VICTIM);
    name(OTHER_PORT);
    assertThat(book.mayDial(VICTIM)).isTrue();
    fail(VICTIM);
    assertThat(book.mayDial(VICTIM)).isFalse();
    assertThat(book.mayDial(OTHER_PORT)).isFalse();
    assertThat(book.draw(Draw.ANY)).isEmpty();

    pass(HOUR.minusMillis(1));
    assertThat(book.mayDial(OTHER_PORT)).isFalse();
    pass(Duration.ofMillis(1));
    assertThat(book.mayDial(OTHER_PORT)).isTrue();
    assertThat(book.draw(Draw.ANY)).isPresent();
  }

  @Test
  void reachedHostsAndThoseOfTheOperatorHaveNoLimit() {
    name(VICTIM);
    reach(VICTIM, id(1));
    fail(VICTIM);
    assertThat(book.mayDial(VICTIM)).isTrue();

    name(remote(2));
    assertThat(book.propose(remote(2), AddressSource.SERVICE)).isTrue();
    fail(remote(2));
    assertThat(book.mayDial(remote(2))).isTrue();
    assertThat(book.mayDial(remote(3))).as("not in the book").isTrue();
  }

  @Test
  void loopbackAddressesHaveNoLimit() {
    for (int i = 0; i < 100; i++) {
      boolean unused = book.proposeFrom(group("127.0.0.1"), local(i));
    }
    for (int i = 0; i < 100; i++) {
      fail(local(i));
      assertThat(book.mayDial(local(i))).isTrue();
    }
  }

  @Test
  void sixtyAddressesAnHourAreDialedForOneTeller() {
    List<PeerAddress> named = new ArrayList<>();
    for (int i = 0; named.size() < 62 && i < 1_000; i++) {
      if (book.proposeFrom(TELLER, remote(i))) {
        named.add(remote(i));
      }
    }
    assertThat(named).as("seed %d", seed).hasSize(62);
    for (PeerAddress address : named.subList(0, 60)) {
      assertThat(book.mayDial(address)).isTrue();
      book.onDial(address);
      pass(Duration.ofSeconds(1));
    }
    assertThat(book.mayDial(named.get(60))).isFalse();
    assertThat(book.draw(Draw.ANY)).isEmpty();

    AddressGroup other = group("203.113.0.1");
    for (int i = 0; i < 64 && !book.mayDial(named.get(60)); i++) {
      boolean unused = book.proposeFrom(other, named.get(60));
    }
    assertThat(book.mayDial(named.get(60))).as("another one names it, too").isTrue();
    pass(HOUR.minusSeconds(60));
    assertThat(book.mayDial(named.get(61))).isTrue();
    book.onDial(named.get(61));
    assertThat(book.mayDial(named.get(0))).as("one dial is over, and one took its place").isFalse();
  }

  @Test
  void limitsHoldAfterARestart() {
    name(VICTIM);
    fail(VICTIM);
    pass(HOUR.minusMillis(1));
    book = open(2_048, book.toSave(List.of()));
    assertThat(book.mayDial(VICTIM)).isFalse();

    pass(Duration.ofMillis(1));
    assertThat(book.mayDial(VICTIM)).isTrue();
  }

  @Test
  void clockThatIsSetBackDoesNotBlockForLong() {
    name(VICTIM);
    fail(VICTIM);
    pass(Duration.ofDays(-100));

    assertThat(book.mayDial(VICTIM)).isTrue();
  }

  @Test
  void hostsAndTellersAreBounded() {
    ProbeLimits limits = new ProbeLimits();
    for (int i = 0; i < ProbeLimits.MAX_HOSTS; i++) {
      BookEntry entry = new BookEntry(remote(3_000 + i), AddressSource.NODE);
      entry.tellers = List.of(i % 200 + ".1.0.0/16");
      limits.onDial(entry, nowMillis);
    }
    BookEntry next = new BookEntry(remote(10_000), AddressSource.NODE);
    next.tellers = List.of("250.1.0.0/16");
    assertThat(limits.mayDial(next)).isFalse();

    limits.forgetOld(nowMillis + ProbeLimits.PERIOD_MILLIS);
    assertThat(limits.mayDial(next)).isTrue();
    for (int i = 0; i < ProbeLimits.MAX_TELLERS; i++) {
      BookEntry entry = new BookEntry(remote(i), AddressSource.NODE);
      entry.tellers = List.of(i + ".2.0.0/16");
      limits.onDial(entry, nowMillis + ProbeLimits.PERIOD_MILLIS);
    }
    assertThat(limits.mayDial(next)).isFalse();
  }

  @Test
  void noHostIsFloodedHoweverManyAddressesAreNamed() {
    Map<String, Long> dialed = new HashMap<>();
    SplittableRandom attacker = new SplittableRandom(seed);
    int dials = 0;
    for (int step = 0; step < 20_000; step++) {
      AddressGroup teller = group("20" + attacker.nextInt(4) + ".1.1.1");
      String host = "198.51.100." + attacker.nextInt(200);
      PeerAddress address = new PeerAddress(host, 1 + attacker.nextInt(65_535));
      boolean unused = book.proposeFrom(teller, address);
      Optional<PeerAddress> drawn = book.draw(Draw.ANY);
      if (drawn.isPresent()) {
        assertThat(book.mayDial(drawn.get())).isTrue();
        fail(drawn.get());
        dials++;
        Long before = dialed.put(drawn.get().host(), nowMillis);
        assertThat(before == null ? Long.MAX_VALUE : nowMillis - before)
            .as("seed %d, step %d, %s", seed, step, drawn)
            .isGreaterThanOrEqualTo(HOUR.toMillis());
      }
      pass(Duration.ofSeconds(1));
    }
    assertThat(dials).as("seed %d", seed).isBetween(50, 4 * 60 * 6);
  }

  @Test
  void localTellerGetsSixtyDialsOfPublicHosts() {
    for (int i = 0; i < 500; i++) {
      boolean unused = book.proposeFrom(group("172.17.0.1"), remote(i));
    }
    assertThat(dialsWithinHalfAnHour()).as("seed %d", seed).isEqualTo(60);
  }

  @Test
  void portsOfALocalHostAreNotScanned() {
    for (int i = 0; i < 500; i++) {
      AddressGroup teller = group("172.17.0." + (1 + i % 4));
      boolean unused = book.proposeFrom(teller, new PeerAddress("10.0.0.1", 1 + i));
    }
    assertThat(dialsWithinHalfAnHour()).as("seed %d", seed).isEqualTo(60);

    pass(HOUR);
    assertThat(book.draw(Draw.NEW)).as("seed %d", seed).isPresent();
  }

  @Test
  void localTellerNamesManyHostsOfItsNetwork() {
    for (int i = 0; i < 200; i++) {
      boolean unused = book.proposeFrom(group("10.0.0.1"), new PeerAddress("10.0.1." + i, 5000));
    }
    assertThat(dialsWithinHalfAnHour()).as("seed %d", seed).isGreaterThanOrEqualTo(200);
  }

  private int dialsWithinHalfAnHour() {
    int dials = 0;
    for (int i = 0; i < 1_800; i++) {
      Optional<PeerAddress> drawn = book.draw(Draw.NEW);
      if (drawn.isPresent()) {
        dials++;
        fail(drawn.get());
      }
      pass(Duration.ofSeconds(1));
    }
    return dials;
  }
}
