package dev.gossip.core.engine.addresses;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.PeerAddress;
import java.util.HashSet;
import java.util.Set;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class BucketChoiceTest {
  private static final int NEW = 1_024;
  private static final int TRIED = 256;

  private final BucketChoice choice =
      new BucketChoice(ByteString.copyFrom(new byte[BucketChoice.SECRET_BYTES]), NEW, TRIED);

  private static int distinct(IntFunction<Integer> bucket) {
    Set<Integer> buckets = new HashSet<>();
    for (int i = 0; i < 2_000; i++) {
      buckets.add(bucket.apply(i));
    }
    return buckets.size();
  }

  @Test
  void sharesAreThoseOfBitcoinInABookOfItsSize() {
    assertThat(BucketChoice.newBucketsOfOneTeller(NEW)).isEqualTo(64);
    assertThat(BucketChoice.triedBucketsOfOneGroup(TRIED)).isEqualTo(8);
    assertThat(BucketChoice.newBucketsOfOneTeller(1)).isEqualTo(1);
    assertThat(BucketChoice.triedBucketsOfOneGroup(1)).isEqualTo(1);
  }

  @Test
  void addressesThatOneGroupNamesGetTheirShareOfNewBuckets() {
    assertThat(distinct(i -> choice.inNew(BookFixture.remote(i), "203.0.0.0/16")))
        .isBetween(50, 64);
  }

  @Test
  void addressesOfOneGroupFromOneTellerGetOneNewBucket() {
    assertThat(distinct(i -> choice.inNew(new PeerAddress("20.1.1.1", 1 + i), "203.0.0.0/16")))
        .isEqualTo(1);
  }

  @Test
  void addressesOfOneGroupGetTheirShareOfTriedBuckets() {
    assertThat(distinct(i -> choice.inTried(new PeerAddress("20.1." + i % 256 + ".1", 1 + i))))
        .isBetween(6, 8);
  }

  @Test
  void localAddressesAndThoseOfTheOperatorGetEveryBucket() {
    assertThat(distinct(i -> choice.inNew(BookFixture.local(i), "127.0.0.1"))).isGreaterThan(800);
    assertThat(distinct(i -> choice.inTried(BookFixture.local(i)))).isGreaterThan(250);
    assertThat(distinct(i -> choice.inNew(new PeerAddress("20.1.1.1", 1 + i), BucketChoice.OWN)))
        .isGreaterThan(800);
  }

  @Test
  void placeInAFullBucketDoesNotChange() {
    PeerAddress address = BookFixture.remote(7);
    int place = choice.place(address, 3, 16);
    assertThat(choice.place(address, 3, 16)).isEqualTo(place).isBetween(0, 15);
    assertThat(distinct(i -> choice.place(BookFixture.remote(i), 3, 16))).isEqualTo(16);
  }
}
