package dev.gossip.core.engine.addresses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.discovery.AddressBook.Draw;
import dev.gossip.api.discovery.AddressSource;
import dev.gossip.api.discovery.DialOutcome.Kind;
import dev.gossip.api.discovery.KnownAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for an address book whatever happens. */
class BookPropertiesTest extends BookFixture {
  private static final AddressSource[] OPERATOR = {AddressSource.CONFIGURED, AddressSource.SERVICE};

  private final Set<PeerAddress> linked = new HashSet<>();

  private PeerAddress anyAddress() {
    return random.nextInt(4) == 0
        ? local(random.nextInt(300))
        : new PeerAddress(
            random.nextInt(1, 60) + "." + random.nextInt(3) + ".1." + random.nextInt(3),
            5000 + random.nextInt(2));
  }

  private void step() {
    PeerAddress address = anyAddress();
    switch (random.nextInt(10)) {
      case 0 -> {
        boolean unused = book.propose(address, OPERATOR[random.nextInt(2)]);
      }
      case 1, 2, 3 -> {
        boolean unused = book.proposeFrom(group(random.nextInt(1, 40) + ".9.9.9"), address);
      }
      case 4 -> {
        link(address, id(random.nextInt(500)));
        linked.add(address);
      }
      case 5 -> {
        accept(address, id(random.nextInt(500)));
        linked.remove(address);
      }
      case 6 -> {
        book.onLinkGone(address);
        linked.remove(address);
      }
      case 7 -> end(address, List.of(Kind.values()).get(random.nextInt(4)));
      case 8 -> pass(Duration.ofMinutes(random.nextInt(600) - 10));
      default ->
          book.draw(random.nextBoolean() ? Draw.ANY : Draw.NEW)
              .ifPresent(
                  drawn -> {
                    assertThat(linked).as("seed %d", seed).doesNotContain(drawn);
                    assertThat(book.mayDial(drawn)).as("seed %d", seed).isTrue();
                    fail(drawn);
                  });
    }
  }

  /** The buckets that each address is in. */
  private Map<PeerAddress, Set<String>> buckets() {
    Map<PeerAddress, Set<String>> buckets = new HashMap<>();
    AddressTables tables = book.tables();
    add(tables.unproven(), "new ", buckets);
    add(tables.tried(), "tried ", buckets);
    return buckets;
  }

  private void add(BucketTable table, String name, Map<PeerAddress, Set<String>> buckets) {
    for (int bucket = 0; bucket < table.buckets(); bucket++) {
      assertThat(table.in(bucket)).hasSizeLessThanOrEqualTo(table.bucketSize());
      for (BookEntry entry : table.in(bucket)) {
        assertThat(entry.isTried).as("seed %d", seed).isEqualTo(name.equals("tried "));
        Set<String> places = buckets.computeIfAbsent(entry.address, one -> new HashSet<>());
        assertThat(places.add(name + bucket)).as("seed %d: twice in a bucket", seed).isTrue();
      }
    }
  }

  private void check(int capacity) {
    List<KnownAddress> all = book.latest(Integer.MAX_VALUE);
    assertThat(all).as("seed %d", seed).hasSize(book.size()).hasSizeLessThanOrEqualTo(capacity);
    Set<PeerAddress> distinct = new HashSet<>();
    for (KnownAddress one : all) {
      assertThat(distinct.add(one.address())).as("seed %d", seed).isTrue();
      assertThat(book.find(one.address())).as("seed %d", seed).contains(one);
    }
    Map<PeerAddress, Set<String>> places = buckets();
    assertThat(places.keySet()).as("seed %d", seed).isEqualTo(distinct);
    for (KnownAddress one : all) {
      assertThat(places.get(one.address()))
          .as("seed %d: %s", seed, one)
          .hasSizeBetween(1, one.isTried() ? 1 : 4);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 40, 100, 2_048})
  void everyEntryHasItsPlacesInOneTable(int capacity) {
    book = open(capacity, SavedAddresses.NONE);
    for (int step = 0; step < 20_000; step++) {
      step();
      if (step % 500 == 0) {
        check(capacity);
      }
    }
    check(capacity);
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 2_048})
  void savedBookIsTheSameAfterARestart(int capacity) {
    book = open(capacity, SavedAddresses.NONE);
    for (int step = 0; step < 5_000; step++) {
      step();
    }
    SavedAddresses saved = book.toSave(List.of());
    Map<PeerAddress, Set<String>> before = buckets();
    book = open(capacity, saved);

    assertThat(buckets()).as("seed %d", seed).isEqualTo(before);
    assertThat(withoutClock(book.toSave(List.of())))
        .as("seed %d", seed)
        .isEqualTo(withoutClock(saved));
    check(capacity);
  }

  /** Times after a clock that was set back are corrected. */
  private static List<PeerAddress> withoutClock(SavedAddresses saved) {
    return saved.addresses().stream().map(entry -> entry.known().address()).toList();
  }

  @Test
  void otherSecretChoosesOtherBuckets() {
    for (int i = 0; i < 100; i++) {
      name(remote(i));
    }
    Map<PeerAddress, Set<String>> before = buckets();
    SavedAddresses saved = book.toSave(List.of());
    book =
        open(2_048, new SavedAddresses(SavedAddresses.NONE.secret(), saved.addresses(), List.of()));
    Map<PeerAddress, Set<String>> after = buckets();
    long same =
        before.entrySet().stream()
            .filter(one -> one.getValue().equals(after.get(one.getKey())))
            .count();

    assertThat(same).as("seed %d: buckets that stayed", seed).isLessThan(30);
  }

  @Test
  void oneGroupThatNamesAddressesFillsAtMostItsShare() {
    int buckets = new BucketTable(2_048 - 2_048 / 4).buckets();
    for (int i = 0; i < 50_000; i++) {
      PeerAddress any =
          new PeerAddress(
              random.nextInt(11, 100) + "." + random.nextInt(256) + ".1.1",
              random.nextInt(1, 60_000));
      name(any);
    }
    Set<String> filled = new HashSet<>();
    buckets().values().forEach(filled::addAll);

    assertThat(buckets).isEqualTo(96);
    assertThat(filled).as("seed %d", seed).hasSizeLessThanOrEqualTo(6).isNotEmpty();
    assertThat(book.size()).as("seed %d", seed).isLessThanOrEqualTo(6 * 16);
  }

  @Test
  void addressesOfOneGroupFillAtMostTheirShareOfTheTriedTable() {
    Map<String, Integer> perGroup = new HashMap<>();
    for (int i = 0; i < 1_000; i++) {
      PeerAddress one = new PeerAddress("11." + i % 4 + "." + i / 256 + "." + i % 256, 5000);
      reach(one, id(i));
      perGroup.merge("11." + i % 4, 0, Integer::sum);
    }
    for (KnownAddress known : book.latest(Integer.MAX_VALUE)) {
      if (known.isTried()) {
        String host = known.address().host();
        perGroup.merge(host.substring(0, host.indexOf('.', 3)), 1, Integer::sum);
      }
    }
    assertThat(new ArrayList<>(perGroup.values())).as("seed %d", seed).hasSize(4);
    assertThat(perGroup.values()).as("seed %d", seed).allMatch(count -> count <= 16);
  }

  @Test
  void fourGroupsOfAnAttackerGetAFewOfTheDraws() {
    for (int i = 0; i < 200; i++) {
      boolean unused = book.proposeFrom(group(i % 20 + 1 + ".1.1.1"), remote(300 + i));
    }
    for (int i = 0; i < 1_000; i++) {
      PeerAddress fake = new PeerAddress("100." + i % 4 + "." + i / 256 + "." + i % 256, 7);
      boolean unused = book.proposeFrom(group("100." + i / 4 % 4 + ".1.1"), fake);
    }
    int drawn = 0;
    for (int i = 0; i < 2_000; i++) {
      drawn += book.draw(Draw.ANY).orElseThrow().port() == 7 ? 1 : 0;
    }
    // 16 of about 90 buckets.
    assertThat(drawn).as("seed %d", seed).isLessThan(700);
  }
}
