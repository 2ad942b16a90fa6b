package dev.gossip.discovery.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.PeerAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AddressFileTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void fileIsReadAsUtf8() throws IOException {
    Path file = Files.writeString(folder.resolve("nodes"), "# Knoten für alle\n10.0.0.1:7400\n");

    assertThat(new AddressFile(file).get().addresses())
        .containsExactly(PeerAddress.parse("10.0.0.1:7400"));
  }

  @Test
  void bytesThatAreNotUtf8SpoilOnlyTheirLine() throws IOException {
    byte[] bytes = "10.0.0.1:7400\n?.example:1\n".getBytes(UTF_8);
    bytes[14] = (byte) 0xff;
    Path file = Files.write(folder.resolve("nodes"), bytes);

    AddressList list = new AddressFile(file).get();

    assertThat(list.addresses()).hasSize(1);
    assertThat(list.badLines()).hasSize(1);
  }

  @Test
  void filesThatCannotBeReadAreProblems() throws IOException {
    Path large = Files.write(folder.resolve("large"), new byte[AddressFile.MAX_BYTES + 1]);

    assertThat(new AddressFile(folder.resolve("none")).get().problem()).isEqualTo("no such file");
    assertThat(new AddressFile(folder).get().problem()).isEqualTo("it is not a regular file");
    assertThat(new AddressFile(large).get().problem()).isEqualTo("it has more than 256 KiB");
  }
}
