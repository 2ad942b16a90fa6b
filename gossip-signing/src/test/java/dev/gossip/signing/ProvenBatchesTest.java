package dev.gossip.signing;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import dev.gossip.signing.ProvenBatches.Answer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class ProvenBatchesTest {
  private static final AuthorId AUTHOR = new AuthorId(ByteString.copyFrom(new byte[32]));

  /** A batch whose signature is made up: only what is known about it matters here. */
  private record Batch(List<ByteString> messages, HashTree tree, ByteString shared) {

    static Batch of(Random random, int size) {
      List<ByteString> messages = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        messages.add(randomBytes(random, random.nextInt(200)));
      }
      return new Batch(messages, new HashTree(messages), randomBytes(random, 64));
    }

    byte[] leaf(int index) {
      return HashTree.leaf(messages.get(index));
    }

    ByteString signature(int index) {
      return new TreeSignature(shared, index, tree.path(index)).encode();
    }
  }

  private static ByteString randomBytes(Random random, int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }

  private final ProvenBatches proven = new ProvenBatches();

  private void prove(Batch batch) {
    proven.add(AUTHOR, batch.shared(), batch.tree().root());
  }

  @Test
  void everyMessageOfAProvenBatchIsGoodInAnyOrder() {
    for (int seed = 1; seed <= 100; seed++) {
      Random random = new Random(seed);
      Batch batch = Batch.of(random, 1 + random.nextInt(64));
      List<Integer> order = new ArrayList<>();
      for (int i = 0; i < batch.messages().size(); i++) {
        order.add(i);
        order.add(i);
      }
      Collections.shuffle(order, random);
      assertThat(proven.ask(AUTHOR, batch.leaf(0), batch.signature(0)))
          .as("seed %d", seed)
          .isEqualTo(Answer.UNKNOWN);
      prove(batch);
      for (int index : order) {
        assertThat(proven.ask(AUTHOR, batch.leaf(index), batch.signature(index)))
            .as("seed %d, message %d", seed, index)
            .isEqualTo(Answer.GOOD);
      }
    }
  }

  /** Whatever is known by then: the answer is that of all hashes up to the root. */
  @Test
  void changedMessagesIndicesAndPathsAreBad() {
    for (int seed = 1; seed <= 100; seed++) {
      Random random = new Random(seed);
      Batch batch = Batch.of(random, 2 + random.nextInt(63));
      prove(batch);
      for (int i = 0; i < 200; i++) {
        int index = random.nextInt(batch.messages().size());
        byte[] leaf = batch.leaf(index);
        byte[] signature = batch.signature(index).toByteArray();
        switch (random.nextInt(4)) {
          case 0 -> leaf[random.nextInt(leaf.length)] ^= (byte) (1 << random.nextInt(8));
          case 1 -> signature[64] = (byte) random.nextInt(1 << batch.tree().depth());
          case 2 ->
              signature[65 + random.nextInt(signature.length - 65)] ^=
                  (byte) (1 << random.nextInt(8));
          default -> {
            // Nothing is changed.
          }
        }
        ByteString changed = ByteString.copyFrom(signature);
        TreeSignature parsed = TreeSignature.parse(changed);
        boolean leadsToRoot =
            parsed != null && Arrays.equals(parsed.rootOver(leaf), batch.tree().root());

        assertThat(proven.ask(AUTHOR, leaf, changed))
            .as("seed %d, step %d", seed, i)
            .isEqualTo(leadsToRoot ? Answer.GOOD : Answer.BAD);
      }
    }
  }

  /** Batches of all depths take turns, so that their trees come, go and are used again. */
  @Test
  void threadsGetTheAnswersOfTheWholeComputation() throws Exception {
    List<Batch> batches = new ArrayList<>();
    Random random = new Random(1);
    for (int i = 0; i < 12; i++) {
      Batch batch = Batch.of(random, 1 + random.nextInt(1 << (1 + i / 2)));
      batches.add(batch);
      prove(batch);
    }
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<Integer>> results = new ArrayList<>();
      for (int seed = 1; seed <= 4; seed++) {
        Random own = new Random(seed);
        results.add(threads.submit(() -> wrongAnswers(own, batches)));
      }
      for (int i = 0; i < results.size(); i++) {
        assertThat(results.get(i).get()).as("wrong answers with seed %d", i + 1).isZero();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** Asks for messages, half of which have parts of others. */
  private int wrongAnswers(Random random, List<Batch> batches) {
    int wrong = 0;
    for (int i = 0; i < 5_000; i++) {
      Batch batch = batches.get(random.nextInt(batches.size()));
      Batch other = random.nextBoolean() ? batch : batches.get(random.nextInt(batches.size()));
      int index = random.nextInt(batch.messages().size());
      int otherIndex = random.nextBoolean() ? index : random.nextInt(other.messages().size());
      byte[] leaf = batch.leaf(index);
      ByteString path = other.tree().path(otherIndex % other.messages().size());
      ByteString signature = new TreeSignature(batch.shared(), index, path).encode();
      TreeSignature parsed = TreeSignature.parse(signature);
      if (parsed != null) {
        boolean leadsToRoot = Arrays.equals(parsed.rootOver(leaf), batch.tree().root());
        Answer expected = leadsToRoot ? Answer.GOOD : Answer.BAD;
        wrong += proven.ask(AUTHOR, leaf, signature) == expected ? 0 : 1;
      }
    }
    return wrong;
  }

  @Test
  void pathOfAnotherLengthIsBad() {
    Batch batch = Batch.of(new Random(1), 8);
    prove(batch);
    ByteString signature = batch.signature(0);
    assertThat(proven.ask(AUTHOR, batch.leaf(0), signature)).isEqualTo(Answer.GOOD);

    for (int size : new int[] {64, 65 + 32, 65 + 2 * 32}) {
      assertThat(proven.ask(AUTHOR, batch.leaf(0), signature.substring(0, size)))
          .as("%d bytes", size)
          .isEqualTo(Answer.BAD);
    }
    ByteString longer = signature.concat(ByteString.copyFrom(new byte[32]));
    assertThat(proven.ask(AUTHOR, batch.leaf(0), longer)).isEqualTo(Answer.BAD);
    assertThat(proven.ask(AUTHOR, batch.leaf(0), signature)).isEqualTo(Answer.GOOD);
  }

  @Test
  void anotherAuthorHasProvenNothing() {
    Batch batch = Batch.of(new Random(1), 4);
    prove(batch);
    byte[] key = new byte[32];
    key[31] = 1;
    AuthorId other = new AuthorId(ByteString.copyFrom(key));

    assertThat(proven.ask(AUTHOR, batch.leaf(0), batch.signature(0))).isEqualTo(Answer.GOOD);
    assertThat(proven.ask(other, batch.leaf(0), batch.signature(0))).isEqualTo(Answer.UNKNOWN);
    assertThat(proven.contains(other, batch.shared())).isFalse();
    assertThat(proven.contains(AUTHOR, batch.shared())).isTrue();
  }

  @Test
  void mixedBatchesAreAllGood() {
    Random random = new Random(1);
    List<Batch> batches = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      Batch batch = Batch.of(random, 16);
      batches.add(batch);
      prove(batch);
    }
    for (int index = 0; index < 16; index++) {
      for (Batch batch : batches) {
        assertThat(proven.ask(AUTHOR, batch.leaf(index), batch.signature(index)))
            .isEqualTo(Answer.GOOD);
      }
    }
  }

  @Test
  void oldProofsAreForgotten() {
    Random random = new Random(1);
    Batch old = Batch.of(random, 2);
    prove(old);
    for (int i = 0; i < 4_096; i++) {
      assertThat(proven.contains(AUTHOR, old.shared())).isEqualTo(true);
      prove(new Batch(List.of(), old.tree(), randomBytes(random, 64)));
    }
    for (int i = 0; i < 4_096; i++) {
      prove(new Batch(List.of(), old.tree(), randomBytes(random, 64)));
    }

    assertThat(proven.contains(AUTHOR, old.shared())).isFalse();
    assertThat(proven.ask(AUTHOR, old.leaf(0), old.signature(0))).isEqualTo(Answer.UNKNOWN);
  }
}
