package dev.gossip.core.engine.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.gossip.api.AuthorId;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecentAuthorsTest {
  private final RecentAuthors authors = new RecentAuthors();

  private static ByteString key(int first, int last) {
    byte[] key = new byte[32];
    key[0] = (byte) first;
    key[31] = (byte) last;
    return ByteString.copyFrom(key);
  }

  private AuthorId at(ByteString key) {
    ByteString frame = ByteString.copyFromUtf8("before").concat(key).concat(key);
    return authors.at(frame, 6, 6 + key.size());
  }

  @Test
  void messagesOfOneAuthorShareAnObject() {
    AuthorId author = at(key(1, 1));

    assertThat(author.key()).isEqualTo(key(1, 1));
    assertThat(at(key(1, 1))).isSameAs(author);
  }

  @Test
  void keysThatDifferInOneByteAreDifferentAuthors() {
    for (int i = 0; i < 32; i++) {
      byte[] key = key(7, 7).toByteArray();
      key[i] ^= 64;
      assertThat(at(key(7, 7)).key()).isEqualTo(key(7, 7));
      assertThat(at(ByteString.copyFrom(key)).key()).isEqualTo(ByteString.copyFrom(key));
    }
  }

  @Test
  void keyIsACopySoThatNoFrameIsKept() {
    byte[] frame = key(1, 1).toByteArray();
    AuthorId author = authors.at(UnsafeByteOperations.unsafeWrap(frame), 0, frame.length);
    frame[31] = 2;

    assertThat(author.key()).isEqualTo(key(1, 1));
  }

  @Test
  void noKeyIsNoAuthor() {
    assertThat(at(ByteString.EMPTY)).isSameAs(AuthorId.NONE);
  }

  @Test
  void keysOfAllLengthsAreRead() {
    Random random = new Random(1);
    for (int i = 0; i < 5_000; i++) {
      byte[] key = new byte[1 + random.nextInt(100)];
      for (int at = 0; at < key.length; at++) {
        key[at] = (byte) random.nextInt(2);
      }
      assertThat(at(ByteString.copyFrom(key)).key()).isEqualTo(ByteString.copyFrom(key));
    }
  }
}
