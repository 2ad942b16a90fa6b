package dev.gossip.cli.node;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineReaderTest {

  @Test
  void linesEndWithALineFeedAndAnOptionalCarriageReturn() throws IOException {
    assertThat(read("a\nbc\r\n\nd\re\n", 10)).containsExactly("1 a", "2 bc", "0 ", "3 d\re");
  }

  @Test
  void lastLineNeedsNoLineEnd() throws IOException {
    assertThat(read("a\nb", 10)).containsExactly("1 a", "1 b");
    assertThat(read("", 10)).isEmpty();
  }

  @Test
  void bytesThatAreNotTextAreKeptUnchanged() throws IOException {
    assertThat(read("\u00ff\u0000\u0080\n", 10)).containsExactly("3 \u00ff\u0000\u0080");
  }

  @Test
  void longLineIsTruncatedAndItsFullLengthReported() throws IOException {
    assertThat(read("abcdef\nabc\r\nabcd\r\n", 3)).containsExactly("6 abc", "3 abc", "4 abc");
  }

  private static List<String> read(String bytes, int maxBytes) throws IOException {
    LineReader reader =
        new LineReader(new ByteArrayInputStream(bytes.getBytes(ISO_8859_1)), maxBytes);
    List<String> lines = new ArrayList<>();
    for (LineReader.Line line = reader.next(); line != null; line = reader.next()) {
      lines.add(line.bytes() + " " + line.start().toString(ISO_8859_1));
    }
    return lines;
  }
}
