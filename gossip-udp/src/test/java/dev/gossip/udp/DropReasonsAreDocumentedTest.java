package dev.gossip.udp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.node.DropReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code docs/wire-format.md} lists every drop reason of gossip-core and gossip-udp. */
class DropReasonsAreDocumentedTest {
  private final Path module = Path.of(System.getProperty("basedir", ""));

  @ParameterizedTest
  @EnumSource(
      value = DropReason.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"STDOUT_QUEUE_FULL", "STDERR_QUEUE_FULL", "STDOUT_FAILED", "STDERR_FAILED"})
  void everyDropReasonInCoreAndUdpIsDocumented(DropReason reason) throws IOException {
    String document = Files.readString(module.resolve("../docs/wire-format.md"));

    assertThat(document).contains("`" + reason.label() + "`");
  }
}
