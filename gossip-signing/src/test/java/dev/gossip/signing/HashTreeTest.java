package dev.gossip.signing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HashTreeTest {

  @Test
  void rootOfThreeMessagesMatchesTheDocumentation() {
    ByteString left = node(leaf("a"), leaf("b"));
    ByteString right = node(leaf("c"), ByteString.copyFrom(new byte[32]));

    HashTree tree = new HashTree(messages("a", "b", "c"));

    assertThat(tree.root()).isEqualTo(node(left, right).toByteArray());
    assertThat(tree.path(2)).isEqualTo(ByteString.copyFrom(new byte[32]).concat(left));
  }

  @Test
  void rootOfASingleMessageIsItsLeaf() {
    HashTree tree = new HashTree(messages("a"));

    assertThat(tree.root()).isEqualTo(leaf("a").toByteArray());
    assertThat(tree.path(0)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1,0", "2,1", "3,2", "4,2", "5,3", "8,3", "9,4", "33,6", "64,6"})
  void everyPathLeadsToTheRoot(int count, int depth) {
    List<ByteString> messages =
        IntStream.range(0, count).mapToObj(i -> ByteString.copyFromUtf8("message " + i)).toList();
    HashTree tree = new HashTree(messages);

    assertThat(HashTree.depthFor(count)).isEqualTo(depth);
    for (int i = 0; i < count; i++) {
      assertThat(tree.path(i).size()).isEqualTo(depth * HashTree.HASH_BYTES);
      assertThat(HashTree.root(HashTree.leaf(messages.get(i)), i, tree.path(i)))
          .isEqualTo(tree.root());
    }
  }

  @Test
  void innerNodeIsNotAcceptedAsAMessage() {
    HashTree tree = new HashTree(messages("a", "b", "c", "d"));
    // The upper half of the path would be valid for the inner node if that were a leaf.
    ByteString inner = leaf("a").concat(leaf("b"));

    assertThat(HashTree.root(HashTree.leaf(inner), 0, tree.path(0).substring(32)))
        .isNotEqualTo(tree.root());
  }

  @Test
  @SuppressWarnings("NullAway") // in place of a lack of memory, which a test cannot cause
  void computationThatWasCutShortDoesNotChangeTheNextOne() {
    assertThatThrownBy(() -> HashTree.leaf(null)).isInstanceOf(NullPointerException.class);

    assertThat(HashTree.leaf(ByteString.copyFromUtf8("a"))).isEqualTo(leaf("a").toByteArray());
  }

  private static List<ByteString> messages(String... texts) {
    return List.of(texts).stream().map(ByteString::copyFromUtf8).toList();
  }

  private static ByteString leaf(String text) {
    return sha256("gossip leaf v1\0", ByteString.copyFromUtf8(text));
  }

  private static ByteString node(ByteString left, ByteString right) {
    return sha256("gossip node v1\0", left.concat(right));
  }

  private static ByteString sha256(String tag, ByteString bytes) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(tag.getBytes(US_ASCII));
      return ByteString.copyFrom(digest.digest(bytes.toByteArray()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
