package dev.gossip.signing;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchesTest {
  private static final int LIMIT = 1_000;

  @Test
  void shortMessagesFormBatchesOf64() {
    assertThat(split(64, Collections.nCopies(130, 100)))
        .extracting(List::size)
        .containsExactly(64, 64, 2);
  }

  @Test
  void batchesAreAtMostAsLargeAsConfigured() {
    assertThat(split(3, Collections.nCopies(7, 100)))
        .extracting(List::size)
        .containsExactly(3, 3, 1);
    assertThat(split(1, Collections.nCopies(3, 100)))
        .extracting(List::size)
        .containsExactly(1, 1, 1);
  }

  @Test
  void longMessagesFormSmallerBatches() {
    // Next to 64 bytes and the index there is room for two hashes: a tree of four.
    int size = LIMIT - 64 - 1 - 2 * 32;

    assertThat(split(64, Collections.nCopies(9, size)))
        .extracting(List::size)
        .containsExactly(4, 4, 1);
    assertThat(split(64, Collections.nCopies(5, size + 1)))
        .extracting(List::size)
        .containsExactly(2, 2, 1);
  }

  @Test
  void messageWithoutRoomForAPathDoesNotSplitABatch() {
    assertThat(split(64, List.of(100, 904, 100, 5_000, 100)))
        .containsExactlyInAnyOrder(List.of(0, 2, 4), List.of(1), List.of(3));
  }

  @Test
  void everyMessageIsInExactlyOneBatchAndFits() {
    for (long seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int max = random.nextInt(1, 65);
      List<Integer> sizes = random.ints(random.nextInt(0, 200), 0, 1_100).boxed().toList();

      List<List<Integer>> batches = split(max, sizes);

      assertThat(batches.stream().flatMap(List::stream).sorted())
          .as("seed %d", seed)
          .isEqualTo(IntStream.range(0, sizes.size()).boxed().toList());
      for (List<Integer> batch : batches) {
        int signature = TreeSignature.bytesAt(HashTree.depthFor(batch.size()));
        assertThat(batch).as("seed %d", seed).hasSizeLessThanOrEqualTo(max).isSorted();
        assertThat(batch)
            .as("seed %d: a batch of sizes %s", seed, batch.stream().map(sizes::get).toList())
            .allMatch(i -> batch.size() == 1 || sizes.get(i) + signature <= LIMIT);
      }
    }
  }

  private static List<List<Integer>> split(int maxMessages, List<Integer> sizes) {
    List<ByteString> messages =
        sizes.stream().map(size -> ByteString.copyFrom(new byte[size])).toList();
    return new Batches(maxMessages, LIMIT).of(messages);
  }
}
