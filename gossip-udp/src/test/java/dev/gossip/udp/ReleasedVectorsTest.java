package dev.gossip.udp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a frozen version sends never changes. The vectors of each version of the datagrams of secure
 * links are kept apart from the document, in a file that is only ever added: {@code
 * wire-vN-vectors.txt}. A change of the format is a new version, with a file of its own, and the
 * document then names both.
 */
class ReleasedVectorsTest {

  @ParameterizedTest
  @ValueSource(strings = "wire-v2-vectors.txt")
  void documentKeepsTheVectorsOfAFrozenVersion(String file) throws IOException {
    Map<String, ByteString> released = WireVectors.released(file).all();
    Map<String, ByteString> documented = WireVectors.read().all();

    assertThat(released).as("the vectors in %s", file).hasSizeGreaterThan(50);
    assertThat(documented).containsAllEntriesOf(released);
  }

  @Test
  void vectorsOfThePresentVersionAreAllKept() throws IOException {
    assertThat(WireVectors.released("wire-v2-vectors.txt").all())
        .containsAllEntriesOf(WireVectors.read().all());
  }
}
